import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionQuarter } from '../../../../firmware/domain/session.ts';
import { start, sumOf, WatchBench } from './watch-bench.ts';

describe('sessions of a charge point', () => {
  it('go from plug-in to unplug, with the counter before and after', () => {
    const bench = new WatchBench().run(10);
    const firstWh = Math.round(bench.counterWh);
    bench.state = 'B';
    bench.run(60);
    bench.charge(3600);
    const session = bench.unplug();
    assert.equal(session.pluggedAtMs, start + 11_000);
    assert.equal(session.unpluggedAtMs, start + 11_000 + 3_660_000);
    assert.equal(session.firstChargeMs, start + 71_000);
    assert.equal(session.chargedS, 3600);
    assert.equal(session.pluggedS, 3659);
    assert.equal(session.meterStartWh, firstWh);
    assert.equal(session.meterStopWh, Math.round(bench.counterWh));
    assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
    assert.equal(session.costUct, session.energyWh * 30_000);
    assert.deepEqual(session.flags, []);
    assert.equal(bench.quarters.length, 5);
    assert.ok(bench.quarters.slice(1).every(({ fromMs }) => fromMs % 900_000 < 4000));
  });

  it('take a pilot signal that is gone for two seconds for the same session, and one of five seconds for another', () => {
    const bench = new WatchBench().run(10).charge(60);
    bench.state = 'A';
    bench.run(2);
    bench.charge(60);
    assert.equal(bench.closed.length, 0);
    bench.state = 'A';
    bench.run(5);
    bench.charge(10);
    assert.equal(bench.closed.length, 1);
    assert.equal(bench.unplug().id, 2);
  });

  it('count what the counter says late', () => {
    const bench = new WatchBench().run(10);
    const firstWh = Math.round(bench.counterWh);
    bench.readWh = bench.counterWh;
    bench.charge(60);
    bench.state = 'A';
    bench.run(5);
    bench.readWh = undefined;
    const session = bench.unplug();
    assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
    assert.ok(session.energyWh > 170);
  });

  const wrong: readonly (readonly [string, (bench: WatchBench) => void, readonly string[]])[] = [
    [
      'says 0 for half a minute after the box has started',
      (bench) => {
        bench.readWh = 0;
        bench.run(30);
        bench.readWh = undefined;
        bench.run(60);
      },
      [],
    ],
    [
      'jumps to nonsense for some seconds',
      (bench) => {
        bench.readWh = 4_294_967_295;
        bench.run(8);
        bench.readWh = undefined;
        bench.run(60);
      },
      [],
    ],
  ];
  for (const [what, happens, flags] of wrong)
    it(`stay exact where the counter ${what}`, () => {
      const bench = new WatchBench().run(10);
      const firstWh = Math.round(bench.counterWh);
      bench.charge(600);
      happens(bench);
      bench.charge(60);
      const session = bench.unplug();
      assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
      assert.deepEqual(session.flags, flags);
    });

  it('begin where the counter really stands, where it says 0 at the plug-in', () => {
    const bench = new WatchBench();
    bench.readWh = 0;
    bench.state = 'B';
    bench.run(5);
    bench.readWh = undefined;
    bench.run(20);
    const firstWh = Math.round(bench.counterWh);
    bench.charge(600);
    const session = bench.unplug();
    assert.equal(session.meterStartWh, firstWh);
    assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
  });

  it('go on from the new base of a counter that was swapped, and say so', () => {
    const bench = new WatchBench().run(10);
    const firstWh = Math.round(bench.counterWh);
    bench.charge(600);
    const before = Math.round(bench.counterWh) - firstWh;
    bench.trueWh = 20;
    bench.charge(600);
    const session = bench.unplug();
    assert.equal(session.energyWh, before + Math.round(bench.counterWh) - 23);
    assert.deepEqual(session.flags, ['counterReset']);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
  });

  it('spread what flowed while the box did not answer over the quarter hours, from the grid, and mark it', () => {
    const bench = new WatchBench().run(10).charge(120, 12_000);
    bench.look = { origin: [0, 1, 0] };
    const seenWh = bench.watch.at('E1')?.energyWh ?? 0;
    bench.state = null;
    bench.run(1800, 10_000);
    bench.trueWh += 6000;
    bench.charge(60, 12_000);
    const session = bench.unplug();
    assert.ok(Math.abs(session.gapWh - 6000) <= 6, String(session.gapWh));
    assert.deepEqual(session.flags, ['gap']);
    assert.equal(session.gridWh, session.gapWh + seenWh);
    const gaps = bench.quarters.filter(({ gap }) => gap);
    assert.equal(sumOf(gaps, 'energyWh'), session.gapWh);
    // From 10:09:10 to 10:39:11: six minutes, fifteen, and nine.
    assert.deepEqual(
      gaps.map(({ energyWh }) => Math.round(energyWh / 100)),
      [12, 30, 18],
    );
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
  });

  it('integrate current x time where there is no counter, and say so', () => {
    const bench = new WatchBench();
    bench.hasCounter = false;
    bench.run(10).charge(3600, 7200);
    const session = bench.unplug();
    assert.equal(session.meter, 'soft');
    assert.ok(Math.abs(session.energyWh - 7200) <= 2, String(session.energyWh));
    assert.deepEqual(session.flags, ['estimated']);
    assert.equal(session.meterStartWh, undefined);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
  });

  it('go on after kill -9 with the counter, and end where the car left while nobody looked', () => {
    const bench = new WatchBench().run(10);
    const firstWh = Math.round(bench.counterWh);
    bench.charge(1000);
    const kept = bench.kept;
    bench.charge(200);
    bench.quarters = bench.quarters.slice(0);
    bench.restart(20_000, kept);
    bench.charge(300);
    assert.equal(bench.closed.length, 0);
    bench.restart(600_000);
    bench.state = 'A';
    bench.run(25);
    const session = bench.last();
    assert.equal(session.id, 1);
    assert.equal(session.energyWh, Math.round(bench.counterWh) - firstWh);
    assert.deepEqual(session.flags, ['gap', 'endUnknown']);
    assert.equal(sumOf(bench.quarters, 'energyWh'), session.energyWh);
  });

  it('stay over where the car had left before a kill, however soon after it the next one comes', () => {
    const bench = new WatchBench().run(10).charge(60);
    bench.state = 'A';
    bench.run(5);
    bench.restart(20_000);
    bench.run(1);
    bench.charge(10);
    assert.deepEqual(
      bench.closed.map(({ id, flags }) => ({ id, flags })),
      [{ id: 1, flags: [] }],
    );
    assert.equal(bench.unplug().id, 1000);
  });

  it('know nothing twice and lose nothing at any moment of a kill (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ s: fc.integer({ min: 1, max: 1500 }), awayS: fc.integer({ min: 1, max: 2000 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom(1, 10, 100),
        (kills, stepWh) => {
          const bench = new WatchBench();
          bench.stepWh = stepWh;
          bench.run(10);
          const firstWh = bench.counterWh;
          bench.charge(1);
          // The document at the begin is written at once.
          bench.kept = [...bench.watch.documents(true)];
          const written: SessionQuarter[] = [];
          for (const { s, awayS } of kills) {
            bench.charge(s);
            written.push(...bench.quarters);
            bench.quarters = [];
            bench.restart(awayS * 1000, bench.kept);
            bench.charge(1);
          }
          bench.charge(20);
          const session = bench.unplug();
          written.push(...bench.quarters);
          assert.equal(session.energyWh, Math.round(bench.counterWh) - Math.round(firstWh));
          assert.equal(sumOf(written, 'energyWh'), session.energyWh);
          assert.equal(sumOf(written, 'costUct'), session.costUct);
          assert.equal(session.gridWh + session.solarWh + session.batteryWh, session.energyWh);
        },
      ),
      { numRuns: 40 },
    );
  });
});
