import assert from 'node:assert/strict';
import type { StationBench } from '../station-bench.ts';
import { bench201 } from './bench-201.ts';

const types = (bench: StationBench) => bench.of('SecurityEventNotification').map(({ type }) => type);

describe('security events of a station of OCPP 2.0.1', () => {
  let bench: StationBench;
  beforeEach(() => {
    bench = bench201();
  });
  afterEach(() => bench.end());

  it('tells once that it was not let in, as soon as it is', async () => {
    let knows = true;
    let refused = 0;
    bench.admit = () => {
      if (!knows) refused += 1;
      return knows;
    };
    await bench.run();
    knows = false;
    await bench.cut();
    while (refused < 4) {
      await bench.time.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const letInMs = bench.time.wallMs();
    knows = true;
    await bench.connected();
    await bench.until(() => types(bench).length === 2);
    await bench.settle();
    assert.deepEqual(types(bench), ['StartupOfTheDevice', 'FailedToAuthenticateAtCsms']);
    const [, event] = bench.of('SecurityEventNotification');
    assert.match(String(event?.techInfo), /HTTP 401/);
    // With the time when it happened, not of the sending.
    assert.ok(Date.parse(String(event?.timestamp)) < letInMs);
  });

  it('says nothing of a network that was down, and tells that the clock was set', async () => {
    await bench.run();
    await bench.vanish();
    await bench.until(() => bench.station.state().link.kind !== 'connected');
    await bench.pass(60_000);
    bench.station.clockSet();
    await bench.listen();
    await bench.connected();
    await bench.until(() => types(bench).length === 2);
    assert.deepEqual(types(bench), ['StartupOfTheDevice', 'SettingSystemTime']);
  });
});
