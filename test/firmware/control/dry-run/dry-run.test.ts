import assert from 'node:assert/strict';
import { DryRun } from '../../../../firmware/control/dry-run/dry-run.ts';
import { DryRunDesk } from '../../../../firmware/control/dry-run/dry-run-desk.ts';
import type { DryRunResult } from '../../../../firmware/control/dry-run/dry-run-result.ts';
import { pricesOf } from '../../../../firmware/control/dry-run/recorded-prices.ts';
import { shippedPresets } from '../../../../firmware/control/rule-sets/shipped-presets.ts';
import type { ChargeState } from '../../../../firmware/domain/device.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { HistoryReader, HistoryStep } from '../../../../firmware/domain/history.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';
import { rulesOf } from '../../rules/walked.ts';

const document = (change: object = {}) => ({
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }] },
  devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502', maxCurrentA: 16 }],
  ...change,
});
const siteOf = (given: object): Site => {
  const result = readSite(given, knowledge);
  assert.ok(result.ok);
  return result.site;
};

const midnight = Date.parse('2026-07-01T00:00:00+02:00');
const minute = 60_000;
interface Told {
  readonly gridW?: number | null;
  readonly solarW?: number | null;
  readonly carsW?: number;
  readonly ct?: number | null;
  readonly level?: number | null;
  readonly variables?: Record<string, number | null>;
  readonly state?: ChargeState | null;
}
const nothing = { reason: null, offeredA: null, drawnA: [null, null, null], powerW: null, energyWh: null } as const;
const step = (atMs: number, told: Told): HistoryStep => ({
  atMs,
  flow: {
    gridW: told.gridW ?? null,
    solarW: told.solarW ?? null,
    houseW: null,
    batteryW: null,
    chargePointsW: told.carsW ?? null,
  },
  price: { ct: told.ct ?? null, level: told.level ?? null },
  variables: told.variables ?? {},
  chargePoints: {
    E1: { ...nothing, state: told.state ?? null },
  },
});
/** Steps of `everyS` from a time on; `tell` says what was recorded so many steps later. */
const stepsOf = (count: number, tell: (k: number) => Told, everyS = 900, fromMs = midnight) =>
  Array.from({ length: count }, (_, k) => step(fromMs + k * everyS * 1000, tell(k)));

function runOver(
  rules: readonly object[],
  steps: readonly HistoryStep[],
  more: { everyS?: number; site?: Site } = {},
): DryRunResult {
  const { everyS = 900, site = siteOf(document()) } = more;
  const [chargePoint] = site.devices;
  assert.ok(chargePoint);
  const run = new DryRun({
    ...{ site, chargePoint, rules: rulesOf(...rules), prices: pricesOf({ everyS, steps }) },
    fromMs: steps[0]?.atMs ?? midnight,
    toMs: (steps.at(-1)?.atMs ?? midnight) + everyS * 1000,
  });
  // In two windows, as a desk would.
  for (const part of [steps.slice(0, 5), steps.slice(5)]) {
    run.take({ everyS, steps: part });
    while (!run.advance(7));
  }
  return run.result();
}
const shown = ({ spans }: DryRunResult) =>
  spans.map(({ from, to, resultA, rule }) => [from.slice(11, 16), to.slice(11, 16), resultA, rule]);
const set = (valueA: number) => ({ kind: 'set', valueA });

describe('a dry run of rules', () => {
  it('joins what stays the same into spans, with the rule that decided and the state of each', () => {
    const rules = [
      { id: 'night', if: { kind: 'time', from: '00:00', to: '06:00' }, then: set(16), finish: true },
      { id: 'price', if: { kind: 'price', atMostCt: 10 }, then: set(8) },
    ];
    // Prices of a day: 30 ct, and 5 ct from 12:00 to 14:00.
    const result = runOver(
      rules,
      stepsOf(96, (k) => ({ ct: k >= 48 && k < 56 ? 5 : 30 })),
    );
    assert.deepEqual(shown(result), [
      ['22:00', '04:00', 16, 'night'],
      ['04:00', '10:00', 0, null],
      ['10:00', '12:00', 8, 'price'],
      ['12:00', '22:00', 0, null],
    ]);
    assert.deepEqual(
      result.spans.map(({ states }) => states),
      [
        { night: 'true', price: 'notReached' },
        { night: 'false', price: 'false' },
        { night: 'false', price: 'true' },
        { night: 'false', price: 'false' },
      ],
    );
    assert.deepEqual([result.gaps, result.unknown, result.cut], [[], [], false]);
  });

  it('holds on, shares the surplus that there was, and says when a value was missing', () => {
    const rules = [
      {
        id: 'sun',
        if: { kind: 'surplus', atLeastW: 3000 },
        holdS: 1800,
        then: { kind: 'share', of: 'surplus' },
        surplus: true,
      },
      { id: 'cheap', if: { kind: 'priceLevel', atMost: -5 }, then: set(6) },
    ];
    const watts = [-5000, 200, 200, 200, 200];
    const result = runOver(
      rules,
      stepsOf(5, (k) => ({ gridW: watts[k] ?? 0, carsW: 0 })),
    );
    assert.deepEqual(shown(result), [
      ['22:00', '22:15', 7.246, 'sun'],
      ['22:15', '22:30', 6, 'sun'],
      ['22:30', '23:15', 0, null],
    ]);
    assert.deepEqual(
      result.spans.map(({ states }) => states.sun),
      ['true', 'held', 'false'],
    );
    assert.deepEqual(
      result.spans.map(({ states }) => states.cheap),
      ['noValue', 'noValue', 'noValue'],
    );
    assert.equal(result.spans[0]?.surplus, true);
  });

  it('walks a set that is shipped: the surplus per phase that was recorded', () => {
    const [, , , solar] = shippedPresets()();
    assert.equal(solar?.id, 'solar-surplus');
    const watts = [-6900, -4000, 500, 500, 500];
    const result = runOver(
      solar.rules,
      stepsOf(5, (k) => ({ gridW: watts[k] ?? 0 }), 300),
      { everyS: 300 },
    );
    assert.deepEqual(shown(result), [
      ['22:00', '22:05', 10, 'surplus'],
      ['22:05', '22:25', 0, null],
    ]);
    assert.deepEqual(result.unknown, []);
  });

  it('reads the variables of then, and keeps what the rules set to itself', () => {
    const rules = [
      {
        id: 'count',
        if: { kind: 'formula', formula: 'TARIF == 1' },
        then: { kind: 'variable', name: 'SEEN', formula: '1' },
      },
      { id: 'go', if: { kind: 'formula', formula: 'SEEN' }, then: set(10) },
    ];
    const result = runOver(
      rules,
      stepsOf(4, (k) => ({ variables: { Tarif: k === 1 ? 1 : 0, SEEN: 0 } })),
    );
    assert.deepEqual(shown(result), [
      ['22:00', '22:15', 0, null],
      ['22:15', '22:30', 10, 'go'],
      ['22:30', '23:00', 10, 'go'],
    ]);
  });

  it('says where nothing was recorded, and which names nobody records', () => {
    const steps = stepsOf(6, (k) => (k === 2 || k === 3 ? {} : { ct: 1 })).filter((_, k) => k !== 5);
    const rules = [{ id: 'm', if: { kind: 'formula', formula: 'M7.power_w + M7.soc' }, then: set(6) }];
    const run = new DryRun({
      ...{ site: siteOf(document()), rules: rulesOf(...rules), prices: [] },
      chargePoint: siteOf(document()).devices[0] as Site['devices'][number],
      ...{ fromMs: midnight - 30 * minute, toMs: midnight + 90 * minute },
    });
    run.take({ everyS: 900, steps });
    while (!run.advance(1));
    const { gaps, unknown } = run.result();
    assert.deepEqual(
      gaps.map(({ from, to }) => [from.slice(11, 16), to.slice(11, 16)]),
      [
        ['21:30', '22:00'],
        ['22:30', '23:00'],
        ['23:15', '23:30'],
      ],
    );
    assert.deepEqual(unknown, ['M7.power_w', 'M7.soc']);
    assert.deepEqual(runOver([], []).gaps, [{ from: '2026-06-30T22:00:00.000Z', to: '2026-06-30T22:15:00.000Z' }]);
  });

  it('finds the cheapest start in the prices as they came to be, from the plug-in on', () => {
    const rules = [{ id: 'eco', if: { kind: 'eco', maxDelayMin: 360, durationMin: 60 }, then: set(16) }];
    const cheap = (k: number) => (k >= 12 && k < 16 ? 1 : 30);
    const result = runOver(
      rules,
      stepsOf(40, (k) => ({ ct: cheap(k), state: k < 4 || k > 30 ? 'A' : 'B' })),
    );
    assert.deepEqual(shown(result), [
      ['22:00', '01:00', 0, null],
      ['01:00', '05:45', 16, 'eco'],
      ['05:45', '08:00', 0, null],
    ]);
  });

  it('is right in both nights of the clock', () => {
    const rules = [{ id: 'n', if: { kind: 'time', from: '02:00', to: '04:00' }, then: set(16) }];
    const night = (day: string) => {
      const { spans } = runOver(
        rules,
        stepsOf(24, () => ({ ct: 1 }), 900, Date.parse(day)),
      );
      return spans.filter(({ resultA }) => resultA > 0).map(({ from, to }) => [from.slice(11, 16), to.slice(11, 16)]);
    };
    // 03:00 to 04:00 is all there is of it in spring; three hours in autumn.
    assert.deepEqual(night('2026-03-28T23:00:00Z'), [['01:00', '02:00']]);
    assert.deepEqual(night('2026-10-24T22:00:00Z'), [['00:00', '03:00']]);
  });

  it('tells at most 2016 spans of a week in which something changes every minute', () => {
    const rules = [{ id: 'x', if: { kind: 'formula', formula: 'date.minute % 2' }, then: set(16) }];
    const { spans, cut } = runOver(
      rules,
      stepsOf(3000, () => ({ ct: 1 }), 60),
      { everyS: 60 },
    );
    assert.deepEqual([spans.length, cut], [2016, true]);
  });
});

describe('the desk for dry runs', () => {
  const day = 86_400_000;
  const rules = rulesOf({ id: 'a', if: { kind: 'always' }, then: set(6) });
  let rests = 0;
  const deskWith = (window: HistoryReader['window']) => {
    rests = 0;
    let nowMs = 0;
    const given = document({
      devices: [
        {
          id: 'E1',
          definition: 'a-box',
          address: '10.0.0.1:502',
          rules: [{ id: 'own', if: { kind: 'always' }, then: set(7) }],
        },
      ],
    });
    return new DryRunDesk({
      site: {
        site: () => siteOf(given),
        current: () => ({ document: given }),
        check: (asked) => {
          const result = readSite(asked, knowledge);
          return result.ok ? [] : result.faults;
        },
      },
      ...{ knowledge, history: { window } },
      clock: {
        monotonicMs: () => {
          nowMs += 1;
          return nowMs;
        },
        wallMs: () => 0,
      },
      rest: async () => {
        rests += 1;
      },
    });
  };
  const steps = stepsOf(1000, () => ({ ct: 1 }));
  const over = { fromMs: midnight, toMs: midnight + day };
  const refused = (code: string, path?: string) => (error: unknown) => {
    assert.ok(error instanceof NetwachtError);
    assert.deepEqual([error.code, error.path], [code, path]);
    return true;
  };

  /** The steps of a window, as the history gives them. */
  const windowIn = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) => ({
    everyS: 900,
    steps: steps.filter(({ atMs }) => atMs + 900_000 > fromMs && atMs < toMs),
  });

  it('walks the rules that are given, or those of the charge point, a quarter of a day at a time', async () => {
    const asked: { fromMs: number; toMs: number }[] = [];
    const desk = deskWith(async (question) => {
      asked.push(question);
      return windowIn(question);
    });
    const given = await desk.run({ chargePoint: 'E1', rules, ...over, everyS: 900 });
    assert.deepEqual(
      given.spans.map(({ from, to, resultA, rule }) => [Date.parse(from), Date.parse(to), resultA, rule]),
      [[over.fromMs, over.toMs, 6, 'a']],
    );
    assert.deepEqual(given.gaps, []);
    assert.equal(asked.length, 5);
    assert.deepEqual(asked[0], { fromMs: midnight, toMs: midnight + 2 * 3_600_000, everyS: 900, chargePoints: ['E1'] });
    assert.ok(
      asked.every(({ fromMs, toMs }, k) => toMs - fromMs <= day / 4 && fromMs === (asked[k - 1]?.toMs ?? midnight)),
    );
    assert.equal((await desk.run({ chargePoint: 'E1', ...over })).spans[0]?.resultA, 7);
    const week = await desk.run({ chargePoint: 'E1', rules, fromMs: midnight, toMs: midnight + 7 * day });
    assert.equal(week.spans.length, 1);
    assert.ok(rests > 7 * 4);
  });

  it('asks for the prices of the whole time where a rule looks ahead, and for every charge point where one counts them', async () => {
    const asked: unknown[] = [];
    const desk = deskWith(async (question) => {
      asked.push(question);
      return windowIn(question);
    });
    const then = set(6);
    const eco = rulesOf({ id: 'a', if: { kind: 'eco', maxDelayMin: 60, durationMin: 60 }, then });
    await desk.run({ chargePoint: 'E1', rules: eco, ...over });
    assert.deepEqual(asked[0], { ...over, everyS: 900, chargePoints: [] });
    asked.length = 0;
    const count = rulesOf({ id: 'a', if: { kind: 'charging', atLeast: 2 }, then });
    await desk.run({ chargePoint: 'E1', rules: count, ...over });
    assert.ok(!('chargePoints' in (asked[0] as object)));
    asked.length = 0;
    const other = rulesOf({ id: 'a', if: { kind: 'formula', formula: 'e2.state == 3' }, then });
    await assert.rejects(
      desk.run({ chargePoint: 'E1', rules: other, ...over }),
      refused('badRules', 'rules[0].if.formula'),
    );
  });

  it('refuses what is not there, too long, or wrong, and one that comes while another runs', async () => {
    const waits: (() => void)[] = [];
    let open = false;
    const desk = deskWith(async (question) => {
      if (!open) await new Promise<void>((resolve) => void waits.push(resolve));
      return windowIn(question);
    });
    const run = (change: object) => desk.run({ chargePoint: 'E1', rules, ...over, ...change });
    await assert.rejects(run({ chargePoint: 'E9' }), refused('noChargePoint'));
    await assert.rejects(run({ toMs: midnight }), refused('badTime', 'to'));
    await assert.rejects(run({ toMs: midnight + 8 * day }), refused('badTime', 'to'));
    const wrong = rulesOf({ id: 'a', if: { kind: 'formula', formula: '1 +' }, then: set(6) });
    await assert.rejects(run({ rules: wrong }), refused('badRules', 'rules[0].if.formula'));
    const lost = rulesOf({ id: 'a', if: { kind: 'always' }, then: { kind: 'ruleSet', id: 'none' } });
    await assert.rejects(run({ rules: lost }), refused('badRules', 'rules[0].then.id'));
    const first = run({});
    await assert.rejects(run({}), refused('busy'));
    open = true;
    for (const go of waits) go();
    await first;
    await run({});
  });

  it('lets the next one in when the history refuses', async () => {
    const desk = deskWith(() => Promise.reject(new NetwachtError('unreadable', 'the history cannot be read')));
    for (let k = 0; k < 2; k += 1)
      await assert.rejects(desk.run({ chargePoint: 'E1', rules, ...over }), refused('unreadable'));
  });
});
