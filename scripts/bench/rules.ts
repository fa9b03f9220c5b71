import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ChargingRules } from '../../firmware/control/charging-rules/charging-rules.ts';
import { topologyOf } from '../../firmware/control/topology.ts';
import { readSite } from '../../firmware/domain/site/check.ts';
import { compile } from '../../firmware/formula/compile.ts';
import { knowledge } from '../site/in-process/products.ts';
import { cycleTimesMs } from './measure/rules-in-cycle.ts';

const chargePoints = 100;
const cycles = 2000;
const warmUp = 300;

/** What charging rules add to a cycle, and what one evaluation of a compiled formula costs, as a table on stdout. */
export async function run(): Promise<void> {
  console.log(`charging rules: ms that ${chargePoints} charge points with rules add to a cycle, and KB they allocate`);
  console.log('  rules in all    p50    p99   mean     KB  against (p99)');
  for (const perPoint of [2, 20, 98])
    for (const isPerPhase of [false, true]) console.log(cycleLine(perPoint, isPerPhase));
  console.log('whole cycles of 100 charge points that charge: ms');
  for (const [what, rules] of wholeLists) console.log(wholeLine(what, rules));
  console.log('formulas: µs of one evaluation, bound 1');
  for (const text of formulas) console.log(`  ${perEvaluationUs(text).toFixed(3)}  ${text}`);
}

const sun = {
  if: { kind: 'surplus', atLeastW: 4485 },
  then: { kind: 'share', of: 'surplus' },
  surplus: true,
  holdS: 300,
};
const tariff = {
  if: { kind: 'formula', formula: 'TARIF == 1' },
  then: { kind: 'set', formula: '16000 * AVAIL / 100' },
};
const wholeLists: readonly (readonly [what: string, rules: readonly object[]])[] = [
  ['no rules', []],
  [
    '200 rules: tariff and share of AVAIL',
    [
      { id: 'a', ...tariff },
      { id: 'b', ...tariff },
    ],
  ],
  [
    '200 rules: sun, else tariff',
    [
      { id: 'sun', ...sun },
      { id: 'b', ...tariff, not: true },
    ],
  ],
];

function wholeLine(what: string, rules: readonly object[]): string {
  const timesMs = cycleTimesMs(chargePoints, rules);
  const at = (share: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(share * timesMs.length))] ?? Number.NaN;
  return `  p50 ${at(0.5).toFixed(2)}  p99 ${at(0.99).toFixed(2)}  ${what}`;
}

const formulas = [
  'TARIF == 1',
  '55000 * AVAIL / 100',
  'max(10000, lb_cur)',
  'min(16000, 55000 * AVAIL / 100, 29000 - M3.current)',
  'date.weekday == 0 && date.hour >= 22 || !exists(M1.power_w)',
  'clamp(round(CM.PWR * 1.05) % 7 + (AVAIL > 50 ? 3 : 4) ^ 2, 0, 1e6)',
];

/** Rules as people write them, over and over. */
const patterns = (isPerPhase: boolean): readonly object[] => [
  { if: { kind: 'surplus', atLeastW: 4485 }, then: { kind: 'share', of: 'surplus' }, surplus: true, holdS: 300 },
  { if: { kind: 'time', from: '22:00', to: '06:00' }, then: { kind: 'set', valueA: 16 } },
  { if: { kind: 'formula', formula: 'TARIF == 1 && AVAIL > 50' }, then: { kind: 'set', valueA: 16 } },
  { if: { kind: 'price', atMostCt: 12 }, then: { kind: 'and' } },
  { if: { kind: 'formula', formula: 'M1.power_w < 5000' }, then: { kind: 'set', formula: '16000 * AVAIL / 100' } },
  {
    if: { kind: 'always' },
    then: { kind: 'set', formula: isPerPhase ? 'max(lb_cur, 16000 - M1.current)' : 'max(lb_cur, 6000)' },
  },
];

function cycleLine(perPoint: number, isPerPhase: boolean): string {
  const list = patterns(isPerPhase);
  const rules = Array.from({ length: perPoint }, (_, k) => ({
    id: `r${k}`,
    ...list[(k + (perPoint < 6 ? 4 : 0)) % list.length],
  }));
  const read = readSite(siteOf(rules), knowledge);
  if (!read.ok) throw new Error(read.faults.map(({ message }) => message).join('\n'));
  const topology = topologyOf(read.site);
  const engine = new ChargingRules(topology);
  const says: Record<string, number> = {
    ...{ 'date.weekday': 3, 'date.dayminute': 800, 'CM._surplus': 9000, 'CM._price': 11 },
    ...{ 'M1.power_w': 4000, 'M1.current': 3000 },
  };
  const variable = (name: string, value: number) => ({
    ...{ name, value, expr: undefined, atMs: 0, source: 'admin', timedOut: false, failsafe: undefined },
  });
  const facts = {
    variables: new Map([
      ['tarif', variable('TARIF', 1)],
      ['avail', variable('AVAIL', 80)],
    ]),
    lookup: (name: string) => says[name],
    ...{ known: undefined, devices: new Map(), orders: [], memories: [], prices: { ahead: () => [] } },
  };
  const timesMs: number[] = [];
  let nowMs = 0;
  const cycle = () => {
    nowMs += 1000;
    return engine.evaluate({ ...facts, nowMs, wallMs: nowMs });
  };
  for (let k = 0; k < warmUp; k += 1) cycle();
  // So few that no collection comes in between.
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  for (let k = 0; k < 20; k += 1) cycle();
  const kb = (process.memoryUsage().heapUsed - heapBefore) / 1024 / 20;
  for (let k = 0; k < cycles; k += 1) {
    const { involuntaryContextSwitches } = process.resourceUsage();
    const before = performance.now();
    cycle();
    const tookMs = performance.now() - before;
    if (process.resourceUsage().involuntaryContextSwitches === involuntaryContextSwitches) timesMs.push(tookMs);
  }
  timesMs.sort((a, b) => a - b);
  const at = (share: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(share * timesMs.length))] ?? Number.NaN;
  const mean = timesMs.reduce((sum, ms) => sum + ms, 0) / timesMs.length;
  return [
    `${String(perPoint * chargePoints).padStart(7)}${isPerPhase ? ' x 3' : '    '}   `,
    ...[at(0.5), at(0.99), mean].map((ms) => ms.toFixed(3).padStart(6)),
    kb.toFixed(0).padStart(6),
    ' bound 2 for 200 rules',
  ].join(' ');
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

const siteOf = (rules: readonly object[]) => ({
  ...{ name: 'bench', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 400 }] },
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    ...Array.from({ length: chargePoints }, (_, k) => ({
      ...{ id: `E${k + 1}`, definition: 'a-box', address: `10.0.0.${k + 1}:502`, rules },
    })),
  ],
  acceptFailsafeRisk: true,
});

function perEvaluationUs(text: string): number {
  const result = compile(text);
  if (!result.ok) throw new Error(result.fault.message);
  const { names, evaluate } = result.formula;
  const slots = Float64Array.from(names, (_, k) => 30 + k);
  const runs = 2_000_000;
  let sum = 0;
  let bestUs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const before = performance.now();
    for (let k = 0; k < runs; k += 1) {
      slots[0] = k & 63;
      sum += evaluate(slots) ?? 0;
    }
    bestUs = Math.min(bestUs, ((performance.now() - before) * 1000) / runs);
  }
  if (Number.isNaN(sum)) throw new Error('no sum');
  return bestUs;
}
