import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ArrivalPace } from '../../../../../firmware/ocpp/transport/arrival-pace.ts';
import { FramePace } from '../../../../../firmware/ocpp/transport/frame-pace.ts';
import { RefusalLog } from '../../../../../firmware/ocpp/transport/refusal-log.ts';
import { refusals, serverRefusal } from '../../../../../firmware/ocpp/transport/server-refusal.ts';
import { FakeTime } from '../../../../drivers/device/fake-time.ts';

describe('S26 the pace of frames', () => {
  it('holds a far end from the frame above its share on, until the second is over', async () => {
    const time = new FakeTime();
    const held: boolean[] = [];
    const pace = new FramePace(time, { frames: 3, bytes: 100 }, (one) => held.push(one));
    for (let k = 0; k < 5; k += 1) pace.count(1);
    assert.deepEqual(held, [true]);
    await time.advance(999);
    assert.deepEqual(held, [true]);
    await time.advance(1);
    assert.deepEqual(held, [true, false]);
    pace.count(101);
    assert.deepEqual(held, [true, false, true]);
    pace.end();
  });

  it('never holds who stays within his share', async () => {
    const time = new FakeTime();
    let held = 0;
    const pace = new FramePace(time, { frames: 10, bytes: 1000 }, () => {
      held += 1;
    });
    for (let second = 0; second < 20; second += 1) {
      for (let k = 0; k < 10; k += 1) pace.count(100);
      await time.advance(1000);
    }
    assert.equal(held, 0);
  });
});

describe('S26 the pace of arrivals', () => {
  it('lets nobody in more often than his share in any window, tells when he may, and forgets', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2 })), { maxLength: 200 }),
        (steps) => {
          let nowMs = 0;
          const pace = new ArrivalPace({ monotonicMs: () => nowMs, wallMs: () => 0 }, { most: 4, withinMs: 1000 });
          const letIn: [number, number][] = [];
          for (const [afterMs, who] of steps) {
            nowMs += afterMs;
            const waitMs = pace.waitMs(String(who));
            if (waitMs === 0) letIn.push([nowMs, who]);
            // Not longer than the window.
            assert.ok(waitMs >= 0 && waitMs <= 1000);
          }
          // Windows that are cut anew may touch: at most twice the share in any span of one window.
          for (const [atMs, who] of letIn) {
            const near = letIn.filter(([other, one]) => one === who && other >= atMs && other < atMs + 1000);
            assert.ok(near.length <= 8);
          }
        },
      ),
    ));

  it('remembers 1,024 of them at most', () => {
    const pace = new ArrivalPace({ monotonicMs: () => 0, wallMs: () => 0 }, { most: 1, withinMs: 1000 });
    for (let k = 0; k < 5000; k += 1) pace.waitMs(String(k));
    assert.equal(pace.size, 1024);
    assert.equal(pace.waitMs('4999'), 1000);
    assert.equal(pace.waitMs('0'), 0);
  });
});

describe('S26 the log of refusals', () => {
  const start = () => {
    let nowMs = 0;
    const lines: string[] = [];
    const log = new RefusalLog({ monotonicMs: () => nowMs, wallMs: () => nowMs }, (line) => lines.push(line));
    return {
      ...{ log, lines },
      pass: (ms: number): void => {
        nowMs += ms;
      },
      refuse: (stationId: string): void =>
        log.take(serverRefusal(refusals.full, { atMs: nowMs, address: '10.0.0.7', stationId })),
    };
  };

  it('tells the same one once a minute, with how often it was', () => {
    const { lines, pass, refuse, log } = start();
    for (let k = 0; k < 1000; k += 1) refuse('CP1');
    assert.deepEqual(lines, [
      'Charge point "CP1" from 10.0.0.7 was not let in: too many charge points are connected already. Those who are connected stay.',
    ]);
    pass(60_000);
    refuse('CP1');
    assert.match(lines[1] ?? '', /\(1000 times\)$/);
    assert.deepEqual(
      log.recent().map(({ times }) => times),
      [1001],
    );
  });

  it('tells 20 lines a minute, whoever comes, and then how many more there were; it keeps 100', () => {
    const { lines, pass, refuse, log } = start();
    for (let k = 0; k < 5000; k += 1) refuse(`CP${k}`);
    assert.equal(lines.length, 20);
    assert.equal(log.recent().length, 100);
    pass(60_000);
    refuse('CP0');
    assert.deepEqual(
      lines.slice(20).map((line) => line.slice(0, 20)),
      ['4980 more refusals o', 'Charge point "CP0" f'],
    );
  });
});
