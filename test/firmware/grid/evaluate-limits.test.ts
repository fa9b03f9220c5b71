import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileLimits } from '../../../firmware/grid/compiled-limits.ts';
import { evaluateLimits } from '../../../firmware/grid/evaluate-limits.ts';
import type { LimitSetting } from '../../../firmware/grid/limit-settings.ts';
import type { VariableEntry, VariableTable } from '../../../firmware/grid/limit-value.ts';
import { evaluation, house, noon, operatorLimit, recordOf, ruling, table } from './support.ts';

const operator = house(operatorLimit);
const withAvail = (value: number | undefined, source?: string) => ({
  tables: { current: table({ AVAIL: value }, source) },
});

describe('the records of a site’s limits', () => {
  it('the operator’s 40 percent of 55 kW are 22 kW', () => {
    assert.deepEqual(recordOf(operator, 'operator', withAvail(40)), {
      id: 'operator',
      origin: 'variable',
      scope: 'all',
      circuit: 'house',
      unit: 'W',
      value: 22000,
      sinceMs: noon,
      source: 'AVAIL by admin',
      failed: false,
      variables: ['AVAIL'],
    });
  });

  it('every circuit has a record of its fuse, whatever the limits say', () => {
    const records = evaluateLimits(operator, evaluation(withAvail(1000)));
    const fuse = records.find((record) => record.origin === 'fuse');
    assert.deepEqual([fuse?.circuit, fuse?.unit, fuse?.value], ['house', 'mA', 80000]);
  });

  it('the origin says whether a channel, the LAN, or no variable at all set the value', () => {
    assert.equal(recordOf(operator, 'operator', withAvail(40, 'channel:emt1')).origin, 'smgw');
    assert.equal(recordOf(operator, 'operator', withAvail(40, 'site')).origin, 'variable');
    const meter = house({ ...operatorLimit, value: '40000 - M1.power_w' });
    assert.equal(recordOf(meter, 'operator', { lookup: () => 1000 }).origin, 'formula');
    assert.equal(recordOf(house({ ...operatorLimit, value: 22000 }), 'operator').origin, 'formula');
  });

  it('a limit of a charge point is one of the device', () => {
    const compiled = compileLimits({
      circuits: [],
      chargePoints: [
        {
          id: 'E1',
          limits: [{ id: 'flat', scope: 'all', unit: 'mA', value: '16000 - M3.current_l1', fallback: 6000 }],
        },
      ],
    });
    const lookup = (name: string) => (name === 'M3.current_l1' ? 4200.7 : undefined);
    const record = recordOf(compiled, 'flat', { lookup });
    assert.deepEqual(
      [record.origin, record.chargePoint, record.circuit, record.value],
      ['device', 'E1', undefined, 11799],
    );
    assert.deepEqual([recordOf(compiled, 'flat').value, recordOf(compiled, 'flat').failed], [6000, true]);
  });

  it('A and mA become whole mA, rounded down, and W stay W', () => {
    const value = (unit: LimitSetting['unit'], text: string | number) =>
      recordOf(house({ ...operatorLimit, unit, value: text }), 'operator').value;
    assert.equal(value('A', 16), 16000);
    assert.equal(value('A', 32.3), 32300);
    assert.equal(value('A', '0.29 * 100'), 29000);
    assert.equal(value('A', '10 / 3'), 3333);
    assert.equal(value('mA', '10000 / 3'), 3333);
    assert.equal(value('W', '10 / 4'), 2.5);
  });

  it('a value that does not change keeps the time since when it holds', () => {
    const first = evaluateLimits(operator, evaluation(withAvail(40)));
    const later = { previous: first, nowMs: noon + 5000 };
    assert.equal(recordOf(operator, 'operator', { ...withAvail(40), ...later }).sinceMs, noon);
    assert.equal(recordOf(operator, 'operator', { ...withAvail(41), ...later }).sinceMs, noon + 5000);
  });
});

describe('a formula without a usable value', () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    'a missing variable': undefined,
    'a negative result': -1,
    'an infinite result': 1e306,
  };
  for (const [name, value] of Object.entries(cases))
    it(`${name} gives the fallback, and the record says so`, () => {
      const record = recordOf(operator, 'operator', withAvail(value));
      assert.deepEqual([record.value, record.failed], [4200, true]);
    });

  it('a variable that nobody ever set is named', () => {
    assert.equal(recordOf(operator, 'operator').source, 'AVAIL not set');
  });

  it('without a fallback it is 0, never no limit', () => {
    const { fallback: _, ...bare } = operatorLimit;
    assert.equal(recordOf(house(bare), 'operator').value, 0);
  });

  it('zero is zero, not a missing value', () => {
    const record = recordOf(operator, 'operator', withAvail(0));
    assert.deepEqual([record.value, record.failed], [0, false]);
  });
});

describe('a write that is not yet on disk', () => {
  it('counts at once when it lowers, and not yet when it raises', () => {
    const between = (old: number, next: number | undefined) =>
      recordOf(operator, 'operator', {
        tables: { current: table({ AVAIL: old }), candidates: [table({ AVAIL: next }, 'channel:emt1')] },
      });
    assert.deepEqual([between(100, 40).value, between(100, 40).origin], [22000, 'smgw']);
    assert.deepEqual([between(40, 100).value, between(40, 100).origin], [22000, 'variable']);
    assert.deepEqual([between(40, undefined).value, between(40, undefined).failed], [4200, true]);
  });
});

describe('a value that a person plays', () => {
  const played = (value: number) => ({
    played: { table: table({ AVAIL: value }), by: 'anna', sinceMs: noon, untilMs: noon + 60_000 },
  });
  const floored = { ...operatorLimit, scope: 'chargePoints' as const };
  const minimum = compileLimits({
    circuits: [{ id: 'house', fuseA: 80, minimumW: 4200, limits: [floored] }],
    chargePoints: [],
  });

  it('makes a ceiling of its own, and leaves the limit of the operator as it is and his', () => {
    for (const [site, origin] of [
      [operator, 'smgw'],
      [minimum, 'smgw'],
    ] as const) {
      const own = recordOf(site, 'operator', withAvail(60, 'channel:emt1'));
      const both = evaluateLimits(site, evaluation({ ...withAvail(60, 'channel:emt1'), ...played(4) }));
      assert.deepEqual(
        both.filter(({ id }) => id === 'operator'),
        [own],
      );
      assert.equal(own.origin, origin);
      assert.deepEqual(
        both.filter(({ origin: of }) => of === 'manual'),
        [{ ...own, id: 'played:operator', origin: 'manual', value: 2200, source: 'anna', untilMs: noon + 60_000 }],
      );
    }
  });

  it('adds nothing where it would raise the limit or leave it as it is', () => {
    for (const value of [60, 61, 1000]) {
      const records = evaluateLimits(operator, evaluation({ ...withAvail(60), ...played(value) }));
      assert.deepEqual(
        records.filter(({ origin }) => origin === 'manual'),
        [],
        `${value}`,
      );
    }
  });
});

describe('a variable whose time-out has run out', () => {
  const tables = (last: number, failsafe: number) => ({
    current: new Map([['avail', { value: last, source: 'channel:emt1', atMs: noon, timedOut: true }]]),
    failsafe: table({ AVAIL: failsafe }),
  });

  it('gives the lower of the last and the fail-safe value', () => {
    assert.equal(recordOf(operator, 'operator', { tables: tables(40, 60) }).value, 22000);
    assert.equal(recordOf(operator, 'operator', { tables: tables(60, 40) }).value, 22000);
  });

  it('counts only while it is timed out', () => {
    const fresh = { current: table({ AVAIL: 60 }), failsafe: table({ AVAIL: 40 }) };
    assert.equal(recordOf(operator, 'operator', { tables: fresh }).value, 33000);
  });

  it('two of them are combined in every way, so that the second silence raises nothing', () => {
    const sum = house({ ...operatorLimit, value: 'A + B' });
    const current = (secondTimedOut: boolean) =>
      new Map<string, VariableEntry>([
        ['a', { value: 100, source: 'admin', atMs: noon, timedOut: true }],
        ['b', { value: 0, source: 'admin', atMs: noon, timedOut: secondTimedOut }],
      ]);
    const failsafe = table({ A: 0, B: 1000 });
    assert.equal(recordOf(sum, 'operator', { tables: { current: current(false), failsafe } }).value, 0);
    assert.equal(recordOf(sum, 'operator', { tables: { current: current(true), failsafe } }).value, 0);
  });
});

describe('many timed-out variables in one formula', () => {
  it('stay quick and still count with all last and all fail-safe values', () => {
    const names = Array.from({ length: 40 }, (_, k) => `V_${k}`);
    const sum = house({ ...operatorLimit, value: names.join(' + ') });
    const current = new Map(
      names.map((name) => [name.toLowerCase(), { value: 100, source: 'admin', atMs: noon, timedOut: true }]),
    );
    const failsafe = (value: number) => table(Object.fromEntries(names.map((name) => [name, value])));
    assert.equal(recordOf(sum, 'operator', { tables: { current, failsafe: failsafe(1) } }).value, 40);
    assert.equal(recordOf(sum, 'operator', { tables: { current, failsafe: failsafe(200) } }).value, 4000);
  });
});

describe('the share of the house connection', () => {
  it('scales the lowest ceiling of each root, per phase and in W', () => {
    const records = evaluateLimits(operator, evaluation({ ...withAvail(40), sharePercent: 50 }));
    const share = records.filter((record) => record.origin === 'percent');
    assert.deepEqual(
      share.map(({ unit, value }) => [unit, value]),
      [
        ['mA', 40000],
        ['W', 11000],
      ],
    );
  });

  it('at 100 percent, or as no percentage, adds nothing; at 0 it is 0', () => {
    const share = (sharePercent: number) =>
      evaluateLimits(house(), evaluation({ sharePercent })).filter((record) => record.origin === 'percent');
    for (const none of [100, 120, -1, Number.NaN]) assert.deepEqual(share(none), []);
    assert.equal(share(0)[0]?.value, 0);
  });
});

describe('whatever the values', () => {
  const formulas = fc.constantFrom(
    '55000 * AVAIL / 100',
    'min(AVAIL, PWR)',
    'AVAIL - PWR',
    'PWR / AVAIL',
    'AVAIL > 50 ? PWR : 1000',
    'exists(AVAIL) ? AVAIL : M1.power_w',
    '40000 - M1.power_w * AVAIL',
    'sqrt(AVAIL) + PWR',
  );
  const limit = fc.record({
    id: fc.constant('operator'),
    scope: fc.constantFrom('all' as const, 'chargePoints' as const),
    unit: fc.constantFrom('A' as const, 'mA' as const, 'W' as const),
    value: fc.oneof(formulas, fc.double({ min: 0, max: 1e9, noNaN: true })),
    fallback: fc.integer({ min: 0, max: 20000 }),
  });
  const entry = fc.record({
    value: fc.option(fc.oneof(fc.integer({ min: -10, max: 200 }), fc.double()), { nil: undefined }),
    source: fc.constantFrom('admin', 'channel:emt1'),
    atMs: fc.constant(noon),
    timedOut: fc.boolean(),
  });
  const variables: fc.Arbitrary<VariableTable> = fc
    .dictionary(fc.constantFrom('avail', 'pwr'), entry)
    .map((entries) => new Map(Object.entries(entries)));
  const meter = fc.option(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { nil: undefined });

  const valueOfLimit = (setting: LimitSetting, parts: Parameters<typeof recordOf>[2]) =>
    recordOf(house(setting), 'operator', parts);

  it('a ceiling is a finite number, never negative, and whole when it is in mA', () => {
    fc.assert(
      fc.property(limit, variables, variables, meter, (setting, current, failsafe, power) => {
        const record = valueOfLimit(setting, { tables: { current, failsafe }, lookup: () => power });
        assert.ok(Number.isFinite(record.value) && record.value >= 0);
        if (record.unit === 'mA') assert.ok(Number.isInteger(record.value));
      }),
    );
  });

  it('one more table never raises a limit', () => {
    fc.assert(
      fc.property(
        limit,
        fc.array(variables, { minLength: 2, maxLength: 4 }),
        variables,
        meter,
        (setting, all, failsafe, power) => {
          const [current, ...candidates] = all as [VariableTable, ...VariableTable[]];
          const lookup = () => power;
          const alone = valueOfLimit(setting, { tables: { current }, lookup }).value;
          const fewer = valueOfLimit(setting, { tables: { current, candidates: candidates.slice(1) }, lookup }).value;
          const more = valueOfLimit(setting, { tables: { current, candidates }, lookup }).value;
          const most = valueOfLimit(setting, { tables: { current, candidates, failsafe }, lookup }).value;
          assert.ok(most <= more && more <= fewer && fewer <= alone);
        },
      ),
    );
  });

  it('one more time-out never raises a limit', () => {
    fc.assert(
      fc.property(limit, entry, entry, variables, meter, (setting, avail, pwr, failsafe, power) => {
        const at = (availOut: boolean, pwrOut: boolean) => {
          const current = new Map([
            ['avail', { ...avail, timedOut: availOut }],
            ['pwr', { ...pwr, timedOut: pwrOut }],
          ]);
          return valueOfLimit(setting, { tables: { current, failsafe }, lookup: () => power }).value;
        };
        assert.ok(
          at(true, false) <= at(false, false) && at(true, true) <= at(true, false) && at(true, true) <= at(false, true),
        );
      }),
    );
  });

  it('a ruling held from before the restart never raises a limit', () => {
    fc.assert(
      fc.property(limit, variables, meter, fc.integer({ min: 0, max: 60000 }), (setting, current, power, heldValue) => {
        const parts = { tables: { current }, lookup: () => power };
        const free = valueOfLimit(setting, parts);
        const held = [ruling(heldValue, { unit: free.unit, text: String(setting.value) })];
        const record = valueOfLimit(setting, { ...parts, held });
        assert.equal(record.value, Math.min(free.value, heldValue));
      }),
    );
  });

  it('lowering a variable of a formula that grows with it never raises the limit', () => {
    const growing = fc.constantFrom(
      '55000 * AVAIL / 100',
      'min(AVAIL * 500, PWR)',
      'clamp(AVAIL, 0, 100) ^ 2',
      'AVAIL + PWR',
    );
    const number = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(growing, number, number, number, (value, a, b, pwr) => {
        const at = (AVAIL: number) =>
          valueOfLimit({ ...operatorLimit, value }, { tables: { current: table({ AVAIL, PWR: pwr }) } }).value;
        assert.ok(at(Math.min(a, b)) <= at(Math.max(a, b)));
      }),
    );
  });

  it('a limit that fails is exactly its fallback, and only then says so', () => {
    fc.assert(
      fc.property(limit, variables, meter, (setting, current, power) => {
        const record = valueOfLimit(setting, { tables: { current }, lookup: () => power });
        const fallback = setting.unit === 'A' ? setting.fallback * 1000 : setting.fallback;
        if (record.failed) assert.equal(record.value, fallback);
        if (typeof setting.value === 'number') assert.equal(record.failed, false);
      }),
    );
  });
});
