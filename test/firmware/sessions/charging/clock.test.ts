import assert from 'node:assert/strict';
import { localIso } from '../../../../firmware/formula/local-iso.ts';
import { monthSpan } from '../../../../firmware/sessions/month.ts';
import { sumOf, WatchBench } from './watch-bench.ts';

const hourMs = 3_600_000;
const quarterMs = 900_000;

describe('sessions and the clock', () => {
  for (const [night, hours, shown] of [
    ['2026-03-29', 23, ['01:45:00+01:00', '03:00:00+02:00']],
    ['2026-10-25', 25, ['02:45:00+02:00', '02:00:00+01:00']],
  ] as const)
    it(`count every quarter hour of the night of ${night} once, which has ${hours} hours in its day`, () => {
      const bench = new WatchBench();
      bench.wallMs = Date.parse(`${night}T00:00:00Z`) - hourMs;
      const firstMs = bench.wallMs;
      bench.run(4);
      bench.charge(4 * 3600);
      const session = bench.unplug();
      assert.equal(session.pluggedS, 4 * 3600 - 1);
      assert.equal((session.unpluggedAtMs ?? 0) - session.pluggedAtMs, 4 * hourMs);
      const quarters = bench.quarters.map(({ fromMs }) => Math.floor(fromMs / quarterMs) * quarterMs);
      assert.deepEqual(
        quarters,
        Array.from({ length: 17 }, (_, k) => firstMs + k * quarterMs),
      );
      assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
      const iso = localIso('Europe/Amsterdam');
      const changeMs = Date.parse(`${night}T01:00:00Z`);
      assert.deepEqual(
        [iso(changeMs - quarterMs), iso(changeMs)].map((text) => text.slice(11)),
        shown,
      );
      const month = monthSpan('Europe/Amsterdam', night.slice(0, 7));
      assert.equal(((month?.toMs ?? 0) - (month?.fromMs ?? 0)) / hourMs, 31 * 24 + hours - 24);
    });

  it('move to their right time when the clock is set, with their quarter hours', () => {
    const bench = new WatchBench();
    const rightMs = Date.parse('2026-11-15T10:07:00Z');
    const offMs = -3 * 24 * hourMs - 412_000;
    bench.wallMs = rightMs + offMs;
    bench.synced = false;
    bench.run(10);
    bench.charge(1800, 12_000);
    assert.equal(bench.quarters.length, 0);
    assert.deepEqual(bench.watch.at('E1')?.flags, ['clockUnsynced']);
    // The time server answers: the clock jumps first, and is believed a little later.
    bench.wallMs -= offMs;
    bench.run(2);
    bench.synced = true;
    bench.charge(900, 12_000);
    const session = bench.unplug();
    assert.ok(Math.abs(session.pluggedAtMs - (rightMs + 11_000)) <= 1);
    assert.ok(Math.abs((session.firstChargeMs ?? 0) - (rightMs + 11_000)) <= 1);
    assert.equal(session.pluggedS, 2701);
    assert.deepEqual(session.flags, []);
    const whOf = (from: string) =>
      bench.quarters
        .filter(({ fromMs }) => Math.floor(fromMs / quarterMs) * quarterMs === Date.parse(from))
        .reduce((wh, { energyWh }) => wh + energyWh, 0);
    // 12 kW: 3000 Wh a quarter hour, cut to a minute where the clock was wrong.
    assert.ok(Math.abs(whOf('2026-11-15T10:15:00Z') - 3000) <= 200, String(whOf('2026-11-15T10:15:00Z')));
    assert.ok(Math.abs(whOf('2026-11-15T10:30:00Z') - 3000) <= 200);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
    assert.deepEqual(bench.corrections, []);
  });

  it('get a correction where they had ended before the clock was set', () => {
    const bench = new WatchBench();
    const rightMs = bench.wallMs;
    bench.wallMs -= 5 * hourMs;
    bench.synced = false;
    bench.run(10);
    bench.charge(600);
    const session = bench.unplug();
    assert.deepEqual(session.flags, ['clockUnsynced']);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
    bench.wallMs += 5 * hourMs;
    bench.synced = true;
    bench.run(2);
    const [correction] = bench.corrections;
    assert.equal(correction?.session, session.id);
    assert.equal(correction.who, 'clock');
    assert.ok(Math.abs((correction.shiftMs ?? 0) - 5 * hourMs) <= 1);
    assert.equal(session.pluggedAtMs + (correction.shiftMs ?? 0), rightMs + 11_000);
    assert.equal(bench.corrections.length, 1);
  });

  for (const jumpMs of [90 * 60_000, -90 * 60_000, 3000, -3000])
    it(`keep energy and durations where a clock that was believed jumps by ${jumpMs / 1000} s`, () => {
      const bench = new WatchBench().run(10);
      const firstWh = Math.round(bench.counterWh);
      bench.charge(600);
      bench.wallMs += jumpMs;
      bench.charge(600);
      const session = bench.unplug();
      assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
      assert.equal(session.pluggedS, 1199);
      assert.equal(session.chargedS, 1199);
      assert.equal(session.gapWh, 0);
      assert.ok((session.unpluggedAtMs ?? 0) >= session.pluggedAtMs);
      assert.deepEqual(session.flags, Math.abs(jumpMs) > 60_000 ? ['clockUnsynced'] : []);
      assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
    });

  it('go on after a restart whose clock has not been set, and are marked', () => {
    const bench = new WatchBench().run(10);
    const firstWh = Math.round(bench.counterWh);
    bench.charge(600);
    const { pluggedAtMs } = bench.watch.at('E1') ?? { pluggedAtMs: 0 };
    bench.restart(20_000);
    bench.wallMs -= 40 * 24 * hourMs;
    bench.synced = false;
    bench.charge(600);
    bench.wallMs += 40 * 24 * hourMs;
    bench.synced = true;
    bench.charge(600);
    const session = bench.unplug();
    assert.equal(session.pluggedAtMs, pluggedAtMs);
    assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
    assert.deepEqual(session.flags, ['clockUnsynced']);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
    assert.ok(bench.quarters.every(({ fromMs }) => fromMs >= pluggedAtMs));
  });
});
