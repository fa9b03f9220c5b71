import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MeteringDesk } from '../../../../firmware/control/metering-points/metering-desk.ts';
import { MeteringPoints } from '../../../../firmware/control/metering-points/metering-points.ts';
import type { MeteringPointState, MeteringQuarter } from '../../../../firmware/domain/metering.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import type { PriceState, State } from '../../../../firmware/domain/state.ts';
import type { QuarterBalance } from '../../../../firmware/sessions/metering-points/totals.ts';
import type { Store } from '../../../../firmware/store/store.ts';
import { knowledge, smallSite } from '../../domain/site/documents.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';

/** The names of the formulas stand for meters that this site need not have. */
const anyName = { ...knowledge, formula: () => ({ ok: true as const, names: [] }) };
const site: Site = (() => {
  const meteringPoints = [
    { id: 'flat', consumer: 'M1.import_wh + E1.import_wh' },
    { id: 'roof', producer: 'M2.power_w', generationCostCt: 10 },
  ];
  const result = readSite({ ...smallSite(), meteringPoints }, anyName);
  assert.ok(result.ok);
  return result.site;
})();

/** The night in which clocks in Amsterdam are put back. */
const night = Date.parse('2026-10-25T00:00:00Z');
const quarterMs = 900_000;

describe('metering points', () => {
  let folder: TestFolder;
  let wallMs = 0;
  const logged: string[] = [];
  const clock = { monotonicMs: () => wallMs, wallMs: () => wallMs };
  const log = { error: (_: object, message: string) => void logged.push(message) };
  const deskOn = (store: Store) => new MeteringDesk({ store: store.metering, site: () => site, clock, log });

  beforeEach(() => {
    folder = testFolder();
    logged.length = 0;
  });
  afterEach(() => folder.end());

  /** Cycles ten seconds apart: 2.4 kW in the flat by its counter, 1.2 kW on the roof by its power. */
  const run = (desk: MeteringDesk, untilMs: number, ct?: number, sinceMs = night) => {
    for (; wallMs < untilMs; wallMs += 10_000) {
      const flatWh = 5000 + ((wallMs - night) * 2400) / 3_600_000;
      const meteringPoints: readonly MeteringPointState[] = [
        { id: 'flat', consumed: { unit: 'Wh', value: flatWh }, produced: null },
        { id: 'roof', consumed: null, produced: { unit: 'W', value: 1200 } },
      ];
      const price = ct === undefined ? null : ({ ct, since: new Date(sinceMs).toISOString() } as PriceState);
      desk.observe({ at: new Date(wallMs).toISOString(), meteringPoints, price } as unknown as State);
    }
  };

  it('count through the night with 25 hours and a restart, to the watt-hour', async () => {
    wallMs = night;
    const first = folder.open();
    const desk = deskOn(first);
    run(desk, night + 40 * 60_000, 30);
    desk.close();
    first.close();
    // Ten minutes without the box: the counter closes them, nobody saw the roof.
    wallMs = night + 50 * 60_000;
    const again = deskOn(folder.open());
    run(again, night + 2 * 3_600_000 + 20_000, 30);
    const month = again.month('2026-10');
    assert.ok(month);
    assert.equal((month.toMs - month.fromMs) / 3_600_000, 31 * 24 + 1);
    const points = await again.totals(month.fromMs, month.toMs);
    const [flat, roof] = points;
    assert.deepEqual([flat?.point, flat?.consumedWh, flat?.quarters], ['flat', 4800, 8]);
    // 110 of 120 minutes, less one step before the first look and one before the stop.
    assert.equal(roof?.producedWh, 2197);
    assert.equal(flat?.localWh, roof?.soldWh);
    assert.equal(Math.round((flat?.gridCt ?? 0) * 1000), (4800 - 2197) * 30);
    assert.deepEqual(logged, []);
  });

  it('spread what a counter took while the box was away over the quarters, and say so', async () => {
    wallMs = night;
    const desk = deskOn(folder.open());
    run(desk, night + quarterMs + 10_000, 30);
    wallMs = night + 4 * quarterMs;
    run(desk, night + 5 * quarterMs + 10_000, 20, night + 4 * quarterMs);
    const quarters: QuarterBalance[] = [];
    for await (const quarter of desk.read(night, night + 5 * quarterMs)) quarters.push(quarter);
    const flat = quarters.map(({ points }) => points.find(({ point }) => point === 'flat'));
    assert.deepEqual(
      flat.map((one) => [one?.consumedWh, one?.gap]),
      [
        [600, false],
        [600, true],
        [600, true],
        [600, true],
        [600, false],
      ],
    );
    assert.equal(flat[2]?.gridCt, undefined, 'nobody knows what an hour without us cost');
    assert.equal(flat[4]?.gridCt, 6);
  });

  it('keep what the disk refuses for the next time', () => {
    let refuses = true;
    const kept: unknown[] = [];
    const add = (quarters: readonly unknown[]) => {
      if (refuses) throw new Error('full');
      kept.push(...quarters);
    };
    const store = { counters: () => [], quarters: () => [], add };
    const desk = new MeteringDesk({ store, site: () => site, clock, log });
    wallMs = night;
    run(desk, night + quarterMs + 10_000);
    refuses = false;
    run(desk, night + 2 * quarterMs + 10_000);
    assert.equal(kept.length, 4);
    assert.ok(logged.length > 0);
  });

  it('count nothing before the disk has told where they stood, then close what was missed', () => {
    let unread = true;
    const kept: MeteringQuarter[] = [];
    const store = {
      counters: () => {
        if (unread) throw new Error('locked');
        return [{ point: 'flat', side: 'consumed', startMs: night, startWh: 5000, nowWh: 5000 } as const];
      },
      quarters: () => [],
      add: (quarters: readonly MeteringQuarter[]) => void kept.push(...quarters),
    };
    const desk = new MeteringDesk({ store, site: () => site, clock, log });
    wallMs = night + 60_000;
    run(desk, night + 300_000);
    unread = false;
    run(desk, night + quarterMs + 10_000);
    assert.equal(kept.find(({ point }) => point === 'flat')?.consumedWh, 600);
    assert.equal(logged.length, 1);
  });

  it('come back from the copy when their file is damaged, with what they cost then', async () => {
    wallMs = night;
    const first = folder.open();
    const desk = deskOn(first);
    run(desk, night + 3 * quarterMs + 10_000, 30);
    desk.close();
    const month = desk.month('2026-10');
    assert.ok(month);
    const before = await desk.totals(month.fromMs, month.toMs);
    first.close();
    const file = openSync(join(folder.dir, 'sessions.sqlite'), 'r+');
    writeSync(file, Buffer.alloc(4096, 'x'), 0, 4096, 0);
    closeSync(file);
    const again = deskOn(folder.open());
    assert.equal(before.length, 2);
    assert.deepEqual(await again.totals(month.fromMs, month.toMs), before);
  });

  it('read counters where a formula has nothing else, else power; no value is none', () => {
    const points = new MeteringPoints(site);
    const known = new Map([
      ['M1.import_wh', 10],
      ['E1.import_wh', 5],
      ['M2.power_w', 700],
    ]);
    assert.deepEqual(
      points.look((name) => known.get(name)),
      [
        { id: 'flat', consumed: { unit: 'Wh', value: 15 }, produced: null },
        { id: 'roof', consumed: null, produced: { unit: 'W', value: 700 } },
      ],
    );
    known.delete('E1.import_wh');
    assert.equal(points.look((name) => known.get(name))?.[0]?.consumed, null);
    assert.equal(
      new MeteringPoints({ meteringPoints: [] }).look(() => 1),
      undefined,
    );
  });
});
