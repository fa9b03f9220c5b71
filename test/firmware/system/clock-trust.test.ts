import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { clockFloorMs } from '../../../firmware/domain/clock.ts';
import { ClockTrust, type TimeSyncMode } from '../../../firmware/system/clock-trust.ts';

describe('S15 the time', () => {
  let dir: string;
  let folder: string;
  let wall: number;
  let monotonic: number;
  const clock = { wallMs: () => wall, monotonicMs: () => monotonic };
  const trust = (mode: TimeSyncMode) => new ClockTrust({ clock, mode, folder });
  const runTimesync = () => mkdirSync(folder);
  const answer = () => writeFileSync(join(folder, 'synchronized'), '');
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-clock-'));
    folder = join(dir, 'timesync');
    wall = clockFloorMs + 1000;
    monotonic = 0;
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is not believed at 1970, whatever anybody says', () => {
    runTimesync();
    answer();
    wall = 0;
    for (const mode of ['auto', 'required', 'assumed'] as const) assert.equal(trust(mode).timeSynced(), false, mode);
    wall = clockFloorMs - 1;
    assert.equal(trust('assumed').timeSynced(), false);
    wall = clockFloorMs;
    assert.equal(trust('assumed').timeSynced(), true);
  });

  it('is believed when the time service has heard from a server, and not before', () => {
    runTimesync();
    const own = trust('auto');
    assert.equal(own.timeSynced(), false);
    answer();
    monotonic += 999;
    assert.equal(own.timeSynced(), false, 'it looks once a second');
    monotonic += 1;
    assert.equal(own.timeSynced(), true);
    wall = 0;
    assert.equal(own.timeSynced(), false, 'a clock that falls back to 1970 is not believed again');
  });

  it("is the machine's own matter where no time service runs, unless the service is required", () => {
    assert.equal(trust('auto').timeSynced(), true);
    assert.equal(trust('required').timeSynced(), false);
  });

  it('is a health note with the moment since when it is not known', () => {
    wall = 5000;
    const own = trust('auto');
    own.timeSynced();
    wall = 65_000;
    assert.deepEqual(
      own.health().map(({ code, severity, since }) => [code, severity, since]),
      [['clockUnsynced', 'warning', '1970-01-01T00:00:05.000Z']],
    );
    wall = clockFloorMs;
    assert.deepEqual(own.health(), []);
  });

  it('marks every line of the log while it is not known, those of child loggers too', () => {
    wall = 0;
    const own = trust('auto');
    const lines: Record<string, unknown>[] = [];
    const log = pino({ base: null, mixin: own.mark }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    log.info('started');
    log.child({ room: 'api' }).warn({ port: 1 }, 'listens');
    wall = clockFloorMs;
    log.info('known');
    assert.deepEqual(
      lines.map(({ msg, timeUnsynced }) => [msg, timeUnsynced]),
      [
        ['started', true],
        ['listens', true],
        ['known', undefined],
      ],
    );
  });
});
