import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NewRow } from '../../../../firmware/grid/proof/row.ts';
import { CommandTracker, type TrackedCommand } from '../../../../firmware/grid/proof/tracker.ts';
import { cycle, operatorLimit } from './cycles.ts';

const command = (
  cmd: number,
  avail: number,
  receivedMs: number,
  more: Partial<TrackedCommand> = {},
): TrackedCommand => ({
  ...{ cmd, source: 'channel:emt1', values: { avail }, replace: false, receivedMs },
  ...more,
});
const told = (rows: readonly NewRow[]) => rows.map(({ kind, data }) => [kind, data]);
const limits = (value: number) => [{ id: 'operator', place: 'house', value, unit: 'W' }];

describe('the way of a command through the proof log', () => {
  it('applied in the first cycle with its value, confirmed point by point, ended by the next', () => {
    const tracker = new CommandTracker();
    assert.deepEqual(tracker.take(command(1, 40, 1000)), []);
    assert.deepEqual(tracker.observe(cycle(1100, { value: 100, atMs: 0 })), []);
    const candidates = [{ key: 'avail', value: 40, atMs: 1000 }];
    const coming = cycle(1200, { value: 100, atMs: 0 }, { candidates, limits: [operatorLimit(22_000)] });
    assert.deepEqual(told(tracker.observe(coming)), [['applied', { cmd: 1, limits: limits(22_000) }]]);
    const first = cycle(1300, { value: 40, atMs: 1000 }, { confirmed: ['E2'] });
    assert.deepEqual(told(tracker.observe(first)), [['confirmed', { cmd: 1, offeredA: { E2: 16 } }]]);
    const second = cycle(1400, { value: 40, atMs: 1000 }, { confirmed: ['E1', 'E2'] });
    assert.deepEqual(told(tracker.observe(second)), [['confirmed', { cmd: 1, offeredA: { E1: 16 } }]]);
    assert.deepEqual(tracker.observe(second), []);
    assert.deepEqual(told(tracker.take(command(2, 100, 9000))), [['ended', { cmd: 1, why: 'overtaken', next: 2 }]]);
  });

  it('never takes the value of before for a new command of the same value', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 5000));
    assert.deepEqual(tracker.observe(cycle(5001, { value: 40, atMs: 1000 })), []);
    assert.equal(tracker.observe(cycle(5002, { value: 40, atMs: 5000 })).length, 1);
  });

  it('says once after a minute who has not confirmed, and again at the end', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 1000));
    tracker.observe(cycle(2000, { value: 40, atMs: 1000 }, { confirmed: ['E1'] }));
    const late = tracker.observe(cycle(62_000, { value: 40, atMs: 1000 }));
    assert.deepEqual(told(late), [['unconfirmed', { cmd: 1, points: ['E2'], afterS: 60 }]]);
    assert.deepEqual(tracker.observe(cycle(63_000, { value: 40, atMs: 1000 })), []);
    assert.deepEqual(told(tracker.take(command(2, 100, 70_000))), [
      ['ended', { cmd: 1, why: 'overtaken', next: 2, unconfirmed: ['E2'] }],
    ]);
  });

  it('says after a minute that a command has not come into force', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 1000));
    const stale = { value: 100, atMs: 0 };
    assert.deepEqual(told(tracker.observe(cycle(61_000, stale))), [['notApplied', { cmd: 1, afterS: 60 }]]);
    assert.deepEqual(tracker.observe(cycle(62_000, stale)), []);
    assert.equal(tracker.observe(cycle(63_000, { value: 40, atMs: 1000 }))[0]?.kind, 'applied');
  });

  it('takes a clock that is set for no waiting', () => {
    const tracker = new CommandTracker();
    const year = 365 * 86_400_000;
    tracker.take(command(1, 40, 1000));
    assert.deepEqual(tracker.observe(cycle(1100, { value: 100, atMs: 0 })), []);
    assert.deepEqual(tracker.observe(cycle(year, { value: 100, atMs: 0 })), []);
    const held = { value: 40, atMs: year + 500 };
    const rows = tracker.observe(cycle(year + 1000, held, { confirmed: ['E1'] }));
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['applied', 'confirmed'],
    );
    assert.deepEqual(tracker.observe(cycle(9 * year, held)), []);
    const late = tracker.observe(cycle(9 * year + 60_000, held));
    assert.deepEqual(told(late), [['unconfirmed', { cmd: 1, points: ['E2'], afterS: 60 }]]);
  });

  it('ends a command whose value somebody else changed or the channel took back', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 1000));
    tracker.observe(cycle(2000, { value: 40, atMs: 1000 }, { confirmed: ['E1', 'E2'] }));
    const changed = new Map([['avail', { name: 'AVAIL', value: 90, atMs: 3000, source: 'admin', stale: false }]]);
    const expected = tracker.observe(
      cycle(3000, { value: 90, atMs: 3000 }, { variables: changed }),
      new Set(['avail']),
    );
    assert.deepEqual(expected, []);
    const rows = tracker.observe(cycle(3000, { value: 90, atMs: 3000 }, { variables: changed }));
    assert.deepEqual(told(rows), [['ended', { cmd: 1, why: 'changed', source: 'admin' }]]);
    tracker.take(command(2, 40, 4000));
    const cleared = tracker.take(command(3, 0, 5000, { values: {}, replace: true }));
    assert.deepEqual(told(cleared), [['ended', { cmd: 2, why: 'overtaken', next: 3, applied: false }]]);
    const gone = tracker.observe(cycle(6000, { value: 40, atMs: 4000 }, { variables: new Map() }));
    assert.equal(gone[0]?.kind, 'applied');
  });

  it('follows a ceiling that is a command by itself until it is gone', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 0, 1000, { source: 'test', values: {}, limit: 'test' }));
    const own = { ...operatorLimit(5000), id: 'test', origin: 'manual', variables: [] } as const;
    const during = cycle(2000, { value: 100, atMs: 0 }, { limits: [own], confirmed: ['E1', 'E2'] });
    assert.deepEqual(
      tracker.observe(during).map(({ kind }) => kind),
      ['applied', 'confirmed'],
    );
    assert.deepEqual(told(tracker.observe(cycle(3000, { value: 100, atMs: 0 }))), [['ended', { cmd: 1, why: 'over' }]]);
  });

  it('ends a test of the value that holds anyway, also when the program ended in the middle of it', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 1000, { source: 'test' }));
    const held = { value: 40, atMs: 0 };
    const played = [{ key: 'avail', value: 40, atMs: 1000 }];
    assert.equal(tracker.observe(cycle(1100, held, { played, confirmed: ['E1', 'E2'] }))[0]?.kind, 'applied');
    const next = new CommandTracker(JSON.parse(JSON.stringify(tracker.save())));
    assert.deepEqual(told(next.observe(cycle(2000, held))), [['ended', { cmd: 1, why: 'over' }]]);
  });

  it('a test of the same value never passes for the command of the operator, and each has its own limits', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 1000));
    tracker.take(command(2, 40, 1000, { source: 'test' }));
    const before = { value: 100, atMs: 0 };
    const played = [{ key: 'avail', value: 40, atMs: 1000 }];
    const ofPerson = { ...operatorLimit(22_000), id: 'played:operator', origin: 'manual' } as const;
    const during = { played, limits: [operatorLimit(55_000), ofPerson] };
    assert.deepEqual(told(tracker.observe(cycle(1100, before, during))), [
      ['applied', { cmd: 2, limits: [{ ...limits(22_000)[0], id: 'played:operator' }] }],
    ]);
    const arrived = { value: 40, atMs: 1000 };
    assert.deepEqual(
      told(tracker.observe(cycle(1200, arrived, { played, limits: [operatorLimit(22_000), ofPerson] }))),
      [['applied', { cmd: 1, limits: limits(22_000) }]],
    );
    const over = tracker.observe(cycle(1300, arrived)).map(({ kind, data }) => [kind, data.cmd, data.why]);
    assert.deepEqual(over, [['ended', 2, 'over']]);
  });

  it('tells when a fail-safe value joins in and when it leaves', () => {
    const tracker = new CommandTracker();
    const silent = new Map([['avail', { name: 'AVAIL', value: 100, atMs: 0, source: 'channel:emt1', stale: true }]]);
    const rows = tracker.observe(
      cycle(1000, { value: 100, atMs: 0 }, { variables: silent, limits: [operatorLimit(4200)] }),
    );
    assert.deepEqual(told(rows), [['failsafe', { variable: 'AVAIL', limits: limits(4200) }]]);
    assert.equal(tracker.observe(cycle(2000, { value: 100, atMs: 0 }))[0]?.kind, 'failsafeOver');
  });

  it('goes on after a restart where it was', () => {
    const tracker = new CommandTracker();
    tracker.take(command(1, 40, 1000));
    tracker.observe(cycle(2000, { value: 40, atMs: 1000 }));
    const next = new CommandTracker(JSON.parse(JSON.stringify(tracker.save())));
    const rows = next.observe(cycle(9000, { value: 40, atMs: 1000 }, { confirmed: ['E1', 'E2'] }));
    assert.deepEqual(told(rows), [['confirmed', { cmd: 1, offeredA: { E1: 16, E2: 16 } }]]);
  });

  /** Commands, the worker taking them up late or never, boxes confirming in any order, restarts. */
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('command' as const), value: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ kind: fc.constant('takenUp' as const) }),
      fc.record({ kind: fc.constant('cycle' as const), confirmed: fc.subarray(['E1', 'E2']) }),
      fc.record({ kind: fc.constant('restart' as const) }),
    ),
    { maxLength: 60 },
  );

  it('tells each step of each command once, in order, and never before it is so', () => {
    fc.assert(
      fc.property(steps, (life) => {
        let tracker = new CommandTracker();
        let nowMs = 0;
        let table = { value: 100, atMs: -1 };
        const received: { value: number; atMs: number }[] = [];
        const log: NewRow[] = [];
        const confirmedAt = new Map<string, number>();
        for (const step of life) {
          nowMs += 700;
          if (step.kind === 'command') {
            received.push({ value: step.value, atMs: nowMs });
            log.push(...tracker.take(command(received.length, step.value, nowMs)));
          } else if (step.kind === 'takenUp') table = received.at(-1) ?? table;
          else if (step.kind === 'restart') tracker = new CommandTracker(JSON.parse(JSON.stringify(tracker.save())));
          else {
            const rows = tracker.observe(cycle(nowMs, table, { confirmed: step.confirmed }));
            for (const { kind, data } of rows) {
              if (kind === 'applied') {
                const own = received[Number(data.cmd) - 1];
                assert.deepEqual(table, own, 'applied only when the worker has it');
              }
              if (kind === 'confirmed')
                for (const id of Object.keys(Object(data.offeredA))) {
                  assert.ok(step.confirmed.includes(id), 'confirmed only when the box has it');
                  assert.ok(!confirmedAt.has(`${data.cmd} ${id}`), 'confirmed once');
                  confirmedAt.set(`${data.cmd} ${id}`, nowMs);
                }
            }
            log.push(...rows);
          }
        }
        for (let cmd = 1; cmd <= received.length; cmd += 1) {
          const own = log.filter(({ data }) => data.cmd === cmd).map(({ kind }) => kind);
          assert.ok(own.filter((kind) => kind === 'applied').length <= 1);
          assert.ok(own.filter((kind) => kind === 'ended').length <= 1);
          assert.ok(!own.includes('confirmed') || own.indexOf('applied') < own.indexOf('confirmed'));
          assert.ok(!own.includes('ended') || own.at(-1) === 'ended', 'nothing after the end');
          // Whoever is not the last has been overtaken: it has ended.
          assert.equal(own.includes('ended'), cmd < received.length);
        }
        const times = log.map(({ atMs }) => atMs);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 500 },
    );
  });
});
