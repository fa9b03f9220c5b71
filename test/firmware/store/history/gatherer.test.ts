import assert from 'node:assert/strict';
import type { HistoryTier, Series } from '../../../../firmware/domain/history.ts';
import { Gatherer } from '../../../../firmware/store/history/gatherer.ts';
import type { OpenRows } from '../../../../firmware/store/history/open-rows.ts';

const power: Series = { name: 'flow.gridW', kind: 'measured', unit: 'W' };
const counter: Series = { name: 'meter.M1.importWh', kind: 'counter', unit: 'Wh' };
const beginMs = Date.UTC(2026, 10, 2, 12, 0, 0);

/** What came of a tier: step of the tier since the begin -> its parts, missing ones left out. */
function rowsOf(finished: readonly OpenRows[], tier: HistoryTier, name: string): Record<number, number[]> {
  const found: Record<number, number[]> = {};
  for (const rows of finished.filter((one) => one.tier === tier)) {
    const parts = rows.columns.get(name)?.parts ?? [];
    for (let row = 0; row < rows.capacity; row += 1)
      if (!Number.isNaN(parts[0]?.[row] ?? Number.NaN))
        found[rows.first + row - beginMs / 1000 / tier] = parts.map((part) => part[row] as number);
  }
  return found;
}

describe('gathering seconds, minutes and quarter hours', () => {
  let gatherer: Gatherer;
  const finished: OpenRows[] = [];
  const take = (second: number, ...values: number[]) => {
    gatherer.take(beginMs + second * 1000, Float64Array.from(values));
    finished.push(...gatherer.finished());
  };
  const end = () => {
    gatherer.end();
    finished.push(...gatherer.finished());
  };
  beforeEach(() => {
    gatherer = new Gatherer();
    gatherer.use([power, counter]);
    finished.length = 0;
  });

  it('makes mean, min and max of what is measured, and keeps counters as they stand', () => {
    for (let s = 0; s < 120; s += 1) take(s, s < 60 ? 100 + s : 1000, 5000 + s);
    end();
    assert.deepEqual(rowsOf(finished, 60, power.name), { 0: [130, 100, 159], 1: [1000, 1000, 1000] });
    assert.deepEqual(rowsOf(finished, 60, counter.name), { 0: [5059], 1: [5119] });
    assert.deepEqual(rowsOf(finished, 900, power.name), { 0: [565, 100, 1000] });
    assert.equal(rowsOf(finished, 1, power.name)[59]?.[0], 159);
  });

  it('leaves missing what is missing', () => {
    for (let s = 0; s < 180; s += 1) take(s, s >= 60 && s < 120 ? Number.NaN : 7, Number.NaN);
    end();
    assert.deepEqual(rowsOf(finished, 60, power.name), { 0: [7, 7, 7], 2: [7, 7, 7] });
    assert.deepEqual(rowsOf(finished, 900, counter.name), {});
    assert.equal(Object.keys(rowsOf(finished, 1, power.name)).length, 120);
  });

  it('counts the first sample of a second only', () => {
    take(0, 1, 1);
    gatherer.take(beginMs + 900, Float64Array.from([99, 99]));
    end();
    assert.deepEqual(rowsOf(finished, 60, power.name), { 0: [1, 1, 1] });
  });

  it('hands seconds on every ten minutes, minutes every five, quarter hours one by one', () => {
    for (let s = 0; s < 1801; s += 1) take(s, 1, s);
    assert.deepEqual(
      finished.map(({ tier, first }) => [tier, first - beginMs / 1000 / tier]),
      [
        [60, 0],
        [60, 5],
        [1, 0],
        [60, 10],
        [900, 0],
        [60, 15],
        [1, 600],
        [60, 20],
        [60, 25],
        [900, 1],
        [1, 1200],
      ],
    );
  });

  it('takes a clock that jumps: what is open ends, and what comes again is written again', () => {
    for (let s = 0; s < 30; s += 1) take(s, 10, s);
    for (let s = 7200; s < 7230; s += 1) take(s, 20, s);
    for (let s = 30; s < 90; s += 1) take(s, 30, s);
    end();
    const minutes = finished.filter(({ tier }) => tier === 60).map(({ first }) => first - beginMs / 60_000);
    assert.deepEqual(minutes, [0, 120, 0]);
    assert.deepEqual(rowsOf(finished, 60, power.name), { 0: [30, 30, 30], 1: [30, 30, 30], 120: [20, 20, 20] });
  });

  it('goes on with a quarter hour after a restart', () => {
    gatherer.resume(beginMs / 60_000, [{ series: power, values: [100, 40, 200] }]);
    for (let s = 60; s < 120; s += 1) take(s, 300, s);
    end();
    assert.deepEqual(rowsOf(finished, 900, power.name), { 0: [200, 40, 300] });
  });

  it('takes devices that come and go in the middle of a minute', () => {
    const other: Series = { ...power, name: 'flow.solarW' };
    for (let s = 0; s < 30; s += 1) take(s, 10, 1);
    gatherer.use([other, power]);
    for (let s = 30; s < 60; s += 1) take(s, 5, 20);
    end();
    assert.deepEqual(rowsOf(finished, 60, power.name), { 0: [15, 10, 20] });
    assert.deepEqual(rowsOf(finished, 60, other.name), { 0: [5, 5, 5] });
    assert.deepEqual(rowsOf(finished, 60, counter.name), { 0: [1] });
  });
});
