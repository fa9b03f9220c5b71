import { entryOf } from '../../../firmware/control/rule-sets/rule-set-file.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Rule } from '../../../firmware/domain/site/rules.ts';
import { compileRules } from '../../../firmware/rules/compile-rules.ts';
import { emptyResult } from '../../../firmware/rules/rule-result.ts';
import { ruleStates } from '../../../firmware/rules/rule-states.ts';
import type { Situation } from '../../../firmware/rules/situation.ts';
import { RuleValues } from '../../../firmware/rules/values.ts';
import { Walk } from '../../../firmware/rules/walk.ts';
import { knowledge } from '../../site/in-process/products.ts';
import { type FuzzTarget, mustBeFinite, mustHold, takenOrRefused } from '../target.ts';

const odd = [0, 1, -1, 6000, 1e308, -1e308, 5e-324, Number.NaN, 2 ** 53, 800];
const slowMs = 10;

const seeds = [
  {
    ...{ format: 'netwacht-rule-set/1', id: 'x', name: 'Sun, else at night' },
    parameters: [{ name: 'startW', formula: '1500' }],
    rules: [
      { id: '12', if: { kind: 'always' }, then: { kind: 'parameter', name: 'startW', formula: '4485' } },
      {
        ...{ id: 'sun', surplus: true, holdS: 300, if: { kind: 'formula', formula: '_surplus >= param(startW)' } },
        then: { kind: 'share', of: 'surplus', factor: 0.9 },
      },
      { id: 'a', if: { kind: 'time', from: '22:00', to: '06:00' }, then: { kind: 'and' }, days: ['mo', 'fr'] },
      { id: 'b', not: true, if: { kind: 'input', device: 'M1', number: 1 }, then: { kind: 'set', valueA: 16 } },
      { id: 'c', if: { kind: 'eco', maxDelayMin: 600, durationMin: 90 }, then: { kind: 'goto', rule: 'a' } },
      { id: 'd', if: { kind: 'price', atMostCt: 12 }, then: { kind: 'ruleSet', id: 'x' }, finish: true },
      { id: 'e', if: { kind: 'charging', atLeast: 2 }, then: { kind: 'variable', name: '_undercut', formula: '1' } },
      { id: 'f', if: { kind: 'soc', atLeast: 80 }, then: { kind: 'trigger', name: 'CM.A', seconds: 5 } },
      { id: 'g', if: { kind: 'minutes', from: 'A', to: 'A + 60' }, then: { kind: 'set', formula: 'max(lb_cur, A)' } },
    ],
  },
  { format: 'netwacht-rule-set/1', id: 'x', rules: [] },
];

/** Rule sets that somebody imports, and the rules of a site: read, checked, compiled and walked (issue 7). */
export const chargingRules: FuzzTarget = {
  name: 'charging-rules',
  share: 10,
  maxBytes: 6_000,
  words: [
    ...[
      '"kind":"always"',
      '"kind":"formula","formula":"',
      '"kind":"surplus","atLeastW":1',
      '"kind":"or"',
      '"not":true',
    ],
    ...['"kind":"and"', '"kind":"goto","rule":"a"', '"kind":"ruleSet","id":"x"', '"surplus":true', '"finish":true'],
    ...['"kind":"share","of":"solar"', '"kind":"variable","name":"_rule_val","formula":"A"', '"holdS":30', '"id":"'],
    ...['"kind":"eco","maxDelayMin":9,"durationMin":9', '"days":[]', 'param(', 'lb_cur', 'M3.current', '_surplus'],
  ],
  open() {
    return {
      seeds: seeds.map((seed) => JSON.stringify(seed)),
      take(input) {
        let document: unknown;
        try {
          document = JSON.parse(input.toString('utf8'));
        } catch {
          // Not this parser's business: but the bytes make rules of their own.
          document = { ...seeds[1], rules: rulesFrom(input) };
        }
        const entry = takenOrRefused(() => entryOf(document, 'x'));
        if (entry === undefined) return;
        mustHold(cpuMs(entry, input) < slowMs || !isSlow(entry, input), `more than ${slowMs} ms for rules`);
      },
    };
  },
};

/** What took long once was interrupted, or the first of its kind: it is slow when it is so every time. */
const isSlow = (entry: unknown, input: Buffer): boolean =>
  Array.from({ length: 12 }).every(() => cpuMs(entry, input) >= slowMs);

/** Time of this thread that the rules take: what else runs on the machine does not count. */
function cpuMs(entry: unknown, input: Buffer): number {
  const before = process.threadCpuUsage();
  const read = readSite(siteOf(entry), knowledge);
  if (read.ok) walkAll(read.site.devices[1]?.rules ?? [], read.site.ruleSets, input);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const siteOf = (entry: unknown) => ({
  ...{ name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 40 }] },
  lines: [{ id: 'l', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'l', role: 'grid' },
    {
      ...{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
      rules: [{ id: 'own', if: { kind: 'always' }, then: { kind: 'ruleSet', id: 'x' } }],
    },
  ],
  ruleSets: { x: entry },
});

function walkAll(rules: readonly Rule[], sets: Readonly<Record<string, readonly Rule[]>>, input: Buffer): void {
  const values = new RuleValues();
  const walk = new Walk(values, { write: (_, value) => value < 3, trigger: () => true });
  const place = { device: 'E1', variables: new Set<string>(), values };
  for (const kind of ['chargePoint', 'battery'] as const) {
    const sheet = compileRules(rules, sets, { ...place, kind });
    const situation: Situation = {
      ...{ phases: [0, 1, 2], volts: 690, min: 6000, max: 32_000, start: kind === 'battery' ? 5000 : 0 },
      ...{ pluggedAtMs: 0, pluggedForMs: 0, prices: [{ fromMs: 0, toMs: 9e6, ct: -3 }], pricesSign: 1 },
      ...{ weekday: input.length % 7, minute: (input.length * 37) % 1440, nowMs: 0, wallMs: 0 },
    };
    for (let cycle = 0; cycle < 3; cycle += 1) {
      Object.assign(situation, { nowMs: cycle * 20_000, wallMs: cycle * 20_000 });
      values.begin((name) => odd[(name.length * 7 + cycle * 3 + input.length) % odd.length]);
      const result = emptyResult();
      walk.run(sheet, situation, result);
      const { value } = result;
      const least = kind === 'battery' ? -1 : 0;
      mustHold(Number.isInteger(value) && value >= least && value <= 32_000, `the value ${value}`);
      mustBeFinite(
        ruleStates(sheet, result, { cycle: values.cycle, nowMs: situation.nowMs, wallMs: situation.wallMs }),
      );
    }
  }
}

const formulas = ['A', '1', 'lb_cur', '-1', 'A * 1e300', '1 / A', 'M1.current', '_rule_val + 1', '_undercut', 'soc'];
const conditions: readonly ((n: number) => object)[] = [
  () => ({ kind: 'always' }),
  (n) => ({ kind: 'formula', formula: formulas[n % formulas.length] }),
  (n) => ({ kind: 'minutes', from: formulas[n % formulas.length], to: formulas[(n >> 4) % formulas.length] }),
  (n) => ({ kind: 'surplus', atLeastW: n * 30 }),
  (n) => ({ kind: 'import', atLeastW: n }),
  (n) => ({ kind: 'input', device: 'M1', number: 1 + (n % 32) }),
  (n) => ({ kind: 'eco', maxDelayMin: n, durationMin: 1 + n }),
];
const actions: readonly ((n: number) => object)[] = [
  (n) => ({ kind: 'set', valueA: n }),
  (n) => ({ kind: 'set', formula: formulas[n % formulas.length] }),
  (n) => ({ kind: 'share', of: ['surplus', 'solar', 'import', 'export'][n % 4], factor: (n % 100) / 10 }),
  (n) => ({ kind: 'variable', name: ['A', '_rule_val', '_rule_id', '_rule_min', '_undercut'][n % 5], formula: 'A' }),
  (n) => ({ kind: n % 2 ? 'and' : 'or' }),
  (n) => ({ kind: 'goto', rule: `r${n % 8}` }),
  () => ({ kind: 'ruleSet', id: 'x' }),
];

/** Four bytes of sixteen make a rule. */
function rulesFrom(input: Buffer): readonly object[] {
  return Array.from({ length: Math.min(100, Math.floor(input.length / 16)) }, (_, k) => {
    const [what = 0, how = 0, flags = 0, n = 0] = input.subarray(k * 16, k * 16 + 4);
    return {
      ...{ id: `r${k}`, if: conditions[what % conditions.length]?.(n), not: (flags & 1) > 0, holdS: flags & 6 },
      then: actions[how % actions.length]?.(n),
      ...{ finish: (flags & 48) === 48, surplus: (flags & 64) > 0, enabled: (flags & 8) === 0 },
    };
  });
}
