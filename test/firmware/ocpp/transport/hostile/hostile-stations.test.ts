import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type Attack, attacks, holds } from '../../../../../scripts/site/ocpp/hostile/attacks.ts';
import { RawPeer, type Target } from '../../../../../scripts/site/ocpp/hostile/raw-peer.ts';
import { until } from '../../../../until.ts';
import { testPair } from '../certificates.ts';
import { type RunningServer, runServer } from '../running-server.ts';
import { strictStation } from '../strict-peer.ts';

const authority = testPair('Test CA', { authority: true });
const pair = testPair('box', { issuer: authority, names: ['127.0.0.1'] });
const limits = { halfOpen: 40, halfOpenPerSource: 20, handshakeMs: 1000 };
const stations = {
  good: { profile: 2, secret: 'a good one' },
  bad: { profile: 1, secret: 'a bad one' },
} as const;

describe('S26 a hostile peer at the door for charge points', () => {
  let running: RunningServer;
  let stop: AbortController;
  let good: ReturnType<typeof strictStation>;
  let target: Target;

  beforeEach(async () => {
    running = await runServer(stations, { tls: 'detect', pair, limits });
    stop = new AbortController();
    target = { port: running.port, id: 'bad', password: 'a bad one', source: '127.0.0.2', signal: stop.signal };
    good = strictStation({
      ...{ endpoint: `wss://127.0.0.1:${running.port}`, identity: 'good', password: 'a good one' },
      wsOpts: { ca: authority.certificatePem },
    });
    good.handle('ClearCache', async () => ({ status: 'Accepted' }));
    await good.connect();
  });
  afterEach(async () => {
    stop.abort();
    await good.close({ force: true });
    await running.server.close();
  });

  /** Both ways, one after the other; every one of them must be answered. */
  const goodOneIsServed = async (calls: number): Promise<void> => {
    const peer = running.peers[0];
    for (let k = 0; k < calls; k += 1) {
      assert.deepEqual(await good.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
      assert.deepEqual(await peer?.call('ClearCache', {}), { status: 'Accepted' });
    }
    assert.equal(running.server.station('good')?.displaced, undefined);
  };
  const isBounded = (): void => {
    const { stations: letIn, halfOpen } = running.server.load();
    assert.ok(letIn <= 2, `${letIn} are let in`);
    assert.ok(halfOpen <= limits.halfOpenPerSource, `${halfOpen} are half open`);
  };
  /** Rounds by four at a time until it is stopped. */
  const goOn = (attack: Attack): Promise<unknown> =>
    Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!stop.signal.aborted) {
          await attack.round(target);
          await pause(1);
        }
      }),
    );

  for (const attack of attacks)
    it(`${attack.name}: ends with ${attack.ends.join(' or ')}, and another one is served`, async () => {
      const ended = await attack.round(target);
      assert.ok(attack.ends.includes(ended), `it ended with ${ended}`);
      const over = goOn(attack);
      await goodOneIsServed(20);
      isBounded();
      stop.abort();
      await over;
      await until(() => running.server.load().halfOpen === 0);
    });

  for (const attack of holds)
    it(`${attack.name}: gets its share and no more, and another one is served`, async () => {
      const over = goOn(attack);
      await until(() => running.arrived.some(({ stationId }) => stationId === 'bad'));
      await goodOneIsServed(20);
      isBounded();
      stop.abort();
      await over;
    });

  it('200 half-open connections from two sources: some are held, none keeps another one out', async () => {
    const peers = ['127.0.0.2', '127.0.0.3'].flatMap((source) =>
      Array.from({ length: 100 }, () => new RawPeer({ ...target, source })),
    );
    await until(() => running.server.load().halfOpen === limits.halfOpen);
    const late = strictStation({
      ...{ endpoint: `wss://127.0.0.1:${running.port}`, identity: 'good', password: 'a good one' },
      wsOpts: { ca: authority.certificatePem },
    });
    await late.connect();
    assert.deepEqual(await late.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    await late.close({ force: true });
    await until(() => peers.every(({ gone }) => gone));
    await until(() => running.server.load().halfOpen === 0);
  });

  it('more connections than a source may make are ended unseen, and another source is served', async () => {
    const peers = Array.from({ length: 320 }, () => new RawPeer(target));
    await until(() => running.refused.some(({ fault }) => fault.code === 'tooOften'));
    await goodOneIsServed(10);
    assert.ok(peers.length > 0);
  });

  it('a charge point that comes again and again waits, and is let in later', async () => {
    for (let k = 0; k < 31; k += 1) {
      const peer = new RawPeer(target);
      const status = await peer.upgrade(target);
      assert.equal(status, k < 30 ? 101 : 503);
    }
    const [refusal] = running.refused;
    assert.match(
      refusal?.fault.message ?? '',
      /again and again\. Are there two of this id\? It may come again in \d+ s\./,
    );
    await goodOneIsServed(1);
  });
});
