import type { DryRun, FormulaNames, RuleState, SiteDocument } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

const none = { value: null, bound: null, until: null, start: null };

/** A rule's state with what a test changes. */
export const ruleState = (id: string, part: Partial<RuleState> = {}): RuleState => ({
  ...{ id, name: null, set: null, condition: false, result: false, held: false, acted: false, value: null },
  why: { code: 'always', ...none },
  ...part,
});

/** A building whose first charge point has rules of every kind of standing; a battery, a person and a named set. */
export const ruledSite = (): SiteDocument => ({
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 80 }],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', line: 'rs485-1', unitId: 1, role: 'grid', name: 'Grid meter' },
    { id: 'M5', definition: 'a-battery', address: '10.0.0.9:502', role: 'storageHome', name: 'Cellar battery' },
    {
      ...{ id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502', role: 'chargePoint', name: 'Tesla bay' },
      rules: [
        // biome-ignore-start lint/suspicious/noThenProperty: the site document calls it so.
        {
          ...{ id: 'sun', name: 'With the sun', surplus: true, holdS: 300 },
          if: { kind: 'surplus', atLeastW: 4485 },
          then: { kind: 'share', of: 'surplus' },
        },
        {
          ...{ id: 'cheap', name: 'When it is cheap', finish: true },
          if: { kind: 'price', atMostCt: 20 },
          then: { kind: 'set', valueA: 16 },
        },
        {
          id: 'tarif',
          if: { kind: 'formula', formula: 'TARIF == 1' },
          then: { kind: 'set', formula: 'max_current / 2' },
        },
        { id: 'else', enabled: false, if: { kind: 'always' }, then: { kind: 'ruleSet', id: 'night' } },
      ],
    },
    { id: 'E2', definition: 'keba-p30', address: '10.0.0.21:502', role: 'chargePoint', name: 'Guest bay' },
  ],
  variables: [{ name: 'AVAIL', value: 100 }, { name: 'TARIF' }],
  users: [
    {
      ...{ id: 'U1', name: 'Anna' },
      rules: [{ id: 'r', if: { kind: 'soc', atLeast: 80 }, then: { kind: 'set', valueA: 0 } }],
    },
  ],
  batteries: [
    {
      ...{ device: 'M5', minW: -5000, maxW: 5000 },
      chargeRules: [
        { id: 'dear', if: { kind: 'priceLevel', atMost: -4 }, not: true, then: { kind: 'set', valueW: 0 } },
      ],
    },
  ],
  ruleSets: {
    night: {
      name: 'At night',
      rules: [{ id: 'n', if: { kind: 'time', from: '22:00', to: '06:00' }, then: { kind: 'set', valueA: 10 } }],
    },
  },
  // biome-ignore-end lint/suspicious/noThenProperty: until here.
});

const names: FormulaNames = {
  names: [
    { name: 'AVAIL', unit: '', says: 'variable of this site' },
    { name: 'TARIF', unit: '', says: 'variable of this site' },
    { name: 'M1.power_w', unit: 'W', says: 'active power over all phases' },
    { name: 'M1.current_l1', unit: 'mA', says: 'current of the device’s phase 1' },
    { name: 'E1.max_current', unit: 'mA', says: 'largest charging current' },
    { name: 'CM._price', unit: 'ct/kWh', says: 'price now' },
  ],
  functions: [
    { name: 'min', leastValues: 2, mostValues: null },
    { name: 'clamp', leastValues: 3, mostValues: 3 },
    { name: 'param', leastValues: 1, mostValues: 1 },
  ],
};

/** What the rules of the sample are and how they stand; tests change what they need. */
export class FakeRules {
  site: SiteDocument = ruledSite();
  etag = 1;
  states: Record<string, unknown>;
  /** What stands in place of the answer to a PUT of the site. */
  refusal: readonly [status: number, answer: unknown] | undefined;
  /** Formulas that were checked, in order. */
  readonly checked: string[] = [];
  /** What was asked of the dry run. */
  readonly tried: Record<string, unknown>[] = [];
  run: ((body: Record<string, unknown>) => DryRun) | undefined;
  readonly put: SiteDocument[] = [];
  readonly sets: Record<string, unknown>[] = [];

  constructor(at: string = new Date().toISOString()) {
    const until = new Date(Date.parse(at) + 120_000).toISOString();
    this.states = {
      ...{ chargePoint: 'E1', at, off: false },
      lists: [
        {
          ...{ of: 'own', id: null, valueA: 16, surplus: false, held: false, decidedBy: 'cheap', shownId: null },
          cutOff: false,
          rules: [
            ruleState('sun', {
              ...{ name: 'With the sun', condition: true, result: true, held: true, acted: true, value: 6 },
              why: { ...none, code: 'surplus', value: 3900, bound: 4485, until },
            }),
            ruleState('cheap', {
              ...{ name: 'When it is cheap', condition: true, result: true, acted: true, value: 16 },
              why: { ...none, code: 'price', value: 18.2, bound: 20 },
            }),
            ruleState('tarif', { condition: null, result: null, why: { ...none, code: 'formula' } }),
            ruleState('else', { why: { ...none, code: 'off' } }),
          ],
        },
        {
          ...{ of: 'user', id: 'U1', valueA: 0, surplus: false, held: false, decidedBy: null, shownId: null },
          ...{ cutOff: false, rules: [ruleState('r', { why: { ...none, code: 'soc', value: 54, bound: 80 } })] },
        },
      ],
    };
  }

  routes(): Readonly<Record<string, FakeRoute>> {
    return {
      'GET /api/v1/site': () => [200, this.site],
      'PUT /api/v1/site': (body) => {
        if (this.refusal !== undefined) return this.refusal;
        this.site = body as unknown as SiteDocument;
        this.put.push(this.site);
        this.etag++;
        return [200, { ok: true, etag: String(this.etag) }];
      },
      'GET /api/v1/charge-points/E1/rules': () => [200, this.states],
      'GET /api/v1/charge-points/E2/rules': () => [200, { ...this.states, chargePoint: 'E2', lists: [] }],
      'GET /api/v1/batteries/M5/rules': () => [
        200,
        {
          ...{ battery: 'M5', at: new Date().toISOString() },
          lists: [
            {
              ...{ of: 'charge', valueW: 5000, decidedBy: null, cutOff: false },
              rules: [ruleState('dear', { why: { ...none, code: 'priceLevel', value: -5, bound: -4 } })],
            },
          ],
        },
      ],
      'GET /api/v1/formulas/names': () => [200, names],
      'POST /api/v1/formulas/check': ({ formula }) => {
        const text = String(formula);
        this.checked.push(text);
        return [200, verdictOf(text)];
      },
      'GET /api/v1/rule-presets': () => [
        200,
        {
          presets: [
            { id: 'night', name: 'At night', description: 'Charges at night.', parameters: [], rules: 1 },
            {
              ...{ id: 'two-tariffs', name: 'Two tariffs', description: 'TARIF', rules: 2 },
              parameters: [{ name: 'highA', formula: '6' }],
            },
          ],
        },
      ],
      'GET /api/v1/rule-presets/two-tariffs': () => [
        200,
        {
          ...{ format: 'netwacht-rule-set/1', id: 'two-tariffs', name: 'Two tariffs', description: 'TARIF' },
          parameters: [{ name: 'highA', formula: '6' }],
          // biome-ignore-start lint/suspicious/noThenProperty: the site document calls it so.
          rules: [
            { id: 'highA', if: { kind: 'always' }, then: { kind: 'parameter', name: 'highA', formula: '6' } },
            { id: 'tarif', if: { kind: 'always' }, then: { kind: 'set', formula: 'param(highA) * 1000' } },
          ],
          // biome-ignore-end lint/suspicious/noThenProperty: until here.
        },
      ],
      'PUT /api/v1/rule-sets/night': (body) => {
        this.sets.push(body);
        return body.format === 'netwacht-rule-set/1'
          ? [200, { ok: true, etag: '9' }]
          : [400, { error: 'badFile', message: 'is not understood', path: 'rules[0].then.colour' }];
      },
      'POST /api/v1/rules/dry-run': (body) => {
        this.tried.push(body);
        return [200, (this.run ?? sampleRun)(body)];
      },
      'GET /api/v1/history': (_, { query }) => [
        200,
        {
          ...{ from: query.get('from'), to: query.get('to'), everyS: 60 },
          series: [
            { name: 'chargePoint.E1.offeredA', kind: 'setting', unit: 'A', values: new Array<number>(1440).fill(6) },
          ],
        },
      ],
    };
  }
}

/** Nothing until 12:10, 16 A until 15:40, then nothing again, and a gap at the end. */
function sampleRun({ from }: Record<string, unknown>): DryRun {
  const start = Date.parse(String(from));
  const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
  const span = (first: number, end: number, resultA: number, rule: string | null, cheap: 'true' | 'false') => ({
    ...{ from: at(first), to: at(end), resultA, surplus: false, rule, states: { cheap } },
  });
  return {
    ...{ chargePoint: 'E1', everyS: 60 },
    spans: [
      span(0, 730, 0, null, 'false'),
      span(730, 800, 16, 'cheap', 'true'),
      span(800, 940, 16, 'cheap', 'true'),
      span(940, 1380, 0, null, 'false'),
    ],
    gaps: [{ from: at(1380), to: at(1440) }],
    unknown: ['M7.soc'],
    cut: false,
  };
}

/** A few formulas are known; everything with "wrong" in it is wrong there. */
function verdictOf(formula: string): unknown {
  const place = formula.indexOf('wrong');
  if (place >= 0)
    return {
      ok: false,
      fault: { code: 'unknownName', message: 'there is no "wrong"', from: place, to: place + 5 },
    };
  if (formula.includes('(') && !formula.includes(')'))
    return {
      ok: false,
      fault: {
        code: 'incomplete',
        message: 'this "(" is never closed',
        from: formula.indexOf('('),
        to: formula.indexOf('(') + 1,
      },
    };
  if (formula.includes('M1')) return { ok: true, names: ['M1.power_w'], value: null, missing: ['M1.power_w'] };
  if (/tarif/i.test(formula)) return { ok: true, names: ['CM.tarif'], value: null, missing: ['tarif'] };
  if (formula.includes('AVAIL')) return { ok: true, names: ['CM.avail'], value: 22_000, missing: [] };
  const number = Number(formula);
  return { ok: true, names: [], value: Number.isFinite(number) ? number : 1, missing: [] };
}
