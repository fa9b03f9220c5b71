import assert from 'node:assert/strict';
import { PowerMinutes } from '../../../../firmware/grid/proof/power-minutes.ts';
import type { NewRow } from '../../../../firmware/grid/proof/row.ts';
import { cycle, operatorLimit } from './cycles.ts';

describe('measured power around an event', () => {
  /** Runs cycles every 10 s; `avail` by minute; gives the minutes logged. */
  function run(
    minutes: PowerMinutes,
    fromMinute: number,
    toMinute: number,
    avail: (minute: number) => number,
  ): number[] {
    const rows: NewRow[] = [];
    for (let ms = fromMinute * 60_000; ms < toMinute * 60_000; ms += 10_000)
      rows.push(...minutes.take(cycle(ms, { value: avail(ms / 60_000), atMs: 0 }), false));
    return rows.map(({ atMs }) => atMs / 60_000);
  }

  it('five minutes before a limit goes down, each while it is down, five after', () => {
    const minutes = new PowerMinutes();
    const logged = run(minutes, 0, 40, (minute) => (minute >= 20 && minute < 23 ? 40 : 100));
    assert.deepEqual(logged, [15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27]);
  });

  it('a command without any lower limit is an event too', () => {
    const minutes = new PowerMinutes();
    run(minutes, 0, 10, () => 100);
    const before = minutes.take(cycle(600_000, { value: 100, atMs: 0 }), true);
    assert.equal(before.length, 5);
    assert.deepEqual(
      run(minutes, 10, 20, () => 100),
      [10, 11, 12, 13, 14, 15],
    );
  });

  it('a minute is the mean of its cycles; what was not measured is null', () => {
    const minutes = new PowerMinutes();
    minutes.take(cycle(0, { value: 100, atMs: 0 }, { chargePointsW: 1000, gridW: null }), true);
    minutes.take(cycle(1000, { value: 100, atMs: 0 }, { chargePointsW: 2001, gridW: null }), false);
    const [row] = minutes.take(cycle(60_000, { value: 100, atMs: 0 }), false);
    assert.deepEqual(row?.data, { chargePointsW: 1501, gridW: null });
  });

  it('a restart in the middle of an event does not end it; a limit that stays lower for a week is the normal', () => {
    const minutes = new PowerMinutes();
    run(minutes, 0, 2, () => 100);
    const again = new PowerMinutes(JSON.parse(JSON.stringify(minutes.save())));
    assert.deepEqual(
      run(again, 2, 4, () => 40),
      [2],
    );
    const week = 8 * 24 * 60;
    for (let minute = 4; minute < week; minute += 30) again.take(cycle(minute * 60_000, { value: 40, atMs: 0 }), false);
    // Nothing is lower than it has been for a week.
    assert.deepEqual(
      run(again, week, week + 20, () => 40),
      [],
    );
  });

  it('a clock that is set neither ends an event nor draws it out', () => {
    const tenYears = 10 * 365 * 24 * 60;
    for (const set of [tenYears, 2 * tenYears]) {
      const minutes = new PowerMinutes();
      run(minutes, tenYears / 2, tenYears / 2 + 3, (minute) => (minute < tenYears / 2 + 1 ? 100 : 40));
      const during = run(minutes, set, set + 3, () => 40);
      assert.deepEqual(during.slice(1), [set, set + 1], 'goes on');
      run(minutes, tenYears / 2, tenYears / 2 + 2, () => 40);
      const after = run(minutes, tenYears / 2 + 2, tenYears / 2 + 20, () => 100);
      assert.equal(after.at(-1), tenYears / 2 + 6, 'ends five minutes after');
    }
  });

  it('a ceiling that comes from elsewhere is an event as long as it is there', () => {
    const minutes = new PowerMinutes();
    const test = { ...operatorLimit(5000), id: 'test', variables: [] };
    minutes.take(cycle(0, { value: 100, atMs: 0 }, { limits: [] }), false);
    minutes.take(cycle(60_000, { value: 100, atMs: 0 }, { limits: [] }), false);
    const during = minutes.take(cycle(61_000, { value: 100, atMs: 0 }, { limits: [test] }), false);
    assert.deepEqual(
      during.map(({ atMs }) => atMs),
      [0],
    );
  });
});
