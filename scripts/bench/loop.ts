import { parseArgs } from 'node:util';
import { type Score, scoreRun } from '../site/in-process/plant-score.ts';
import { scenarioSite } from '../site/in-process/scenario-site.ts';
import { scenarioByName } from '../site/scenarios/all.ts';

const hourS = 3600;
const names = ['mix', 'heater', 'drop', 'stale'];

/** One figure of a run, what it should be (control.md §6), and whether a higher one is the worse. */
interface Figure {
  readonly name: string;
  readonly of: (score: Score) => number;
  readonly goal: string;
}

const percentOfIdeal = ({ energyWh, idealWh }: Score): number => (100 * energyWh) / idealWh;

const figures: readonly Figure[] = [
  { name: '% of ideal', of: percentOfIdeal, goal: '>= 83, aim 86; drop alone >= 85' },
  { name: 'overload by cars A·s', of: ({ overloadAs }) => overloadAs, goal: '<= 3600, aim 3000' },
  { name: 'settle after drop s', of: ({ settleS }) => settleS[0] ?? Number.NaN, goal: '<= 6' },
  { name: 'short runs', of: ({ shortRuns }) => shortRuns, goal: '<= 3' },
  { name: 'changes/box/min', of: ({ changesPerBoxMinute }) => changesPerBoxMinute, goal: '<= 1.6' },
  { name: 'starts', of: ({ starts }) => starts, goal: '' },
  { name: 'trips', of: ({ trips }) => trips, goal: '0' },
];

/**
 * The real controller against the plant of shared/cases/plant.md, an hour with eight boxes per seed on a virtual clock.
 * `--seeds N` (20), `--seed-base B` (1), `--scenario mix|heater|drop|stale` (all four), `--each` prints every seed.
 * `--step MA` (100) and `--blind` (no read-back) say what the boxes can do.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '20' },
      'seed-base': { type: 'string', default: '1' },
      scenario: { type: 'string' },
      each: { type: 'boolean', default: false },
      step: { type: 'string', default: '100' },
      blind: { type: 'boolean', default: false },
    },
  });
  const [count, base, stepMa] = [Number(values.seeds), Number(values['seed-base']), Number(values.step)];
  const scenarios = values.scenario === undefined ? names : [values.scenario];
  for (const scenario of scenarios) {
    const scores: Score[] = [];
    for (let seed = base; seed < base + count; seed += 1) {
      const score = hour(scenario, seed, { stepMa, readsBack: !values.blind });
      scores.push(score);
      if (values.each) console.log(row(`seed ${seed}`, (of) => shown(of(score), 1)));
    }
    summarise(scenario, scores);
  }
}

function hour(name: string, seed: number, traits: { stepMa: number; readsBack: boolean }): Score {
  const scenario = scenarioByName(name, { seed });
  const each = Object.fromEntries(scenario.plant.boxes.map(({ id }) => [id, traits]));
  const site = scenarioSite(scenario, { traits: each });
  const { drops = [], fuseA } = scenario.plant;
  const percentAt = (s: number): number => drops.find(({ fromS, toS }) => s >= fromS && s < toS)?.percent ?? 100;
  let held = 100;
  return scoreRun(
    site,
    hourS,
    (s) => (fuseA * percentAt(s)) / 100,
    (s) => {
      if (percentAt(s) === held) return;
      held = percentAt(s);
      site.set('AVAIL', held);
      site.nudge();
    },
  );
}

function summarise(scenario: string, scores: readonly Score[]): void {
  const sorted = (of: Figure['of']) => scores.map(of).sort((a, b) => a - b);
  console.log(
    `${scenario}, ${scores.length} seeds`.padEnd(nameWidth) +
      figures.map(({ name }) => name.padStart(columnWidth)).join(''),
  );
  console.log(row('median', (of) => shown(median(sorted(of)))));
  console.log(row('lowest', (of) => shown(sorted(of)[0])));
  console.log(row('highest', (of) => shown(sorted(of).at(-1))));
  console.log(
    row('sum', (of, name) =>
      name === 'trips'
        ? sorted(of)
            .reduce((a, b) => a + b, 0)
            .toFixed(0)
        : '',
    ),
  );
  console.log('goal (median; trips of all)');
  console.log(
    figures
      .filter(({ goal }) => goal !== '')
      .map(({ name, goal }) => `  ${name}: ${goal}`)
      .join('\n'),
  );
}

const shown = (value = Number.NaN, digits = 2): string => (Number.isNaN(value) ? '-' : value.toFixed(digits));
const nameWidth = 18;
const columnWidth = 22;
const row = (title: string, text: (of: Figure['of'], name: string) => string): string =>
  title.padEnd(nameWidth) + figures.map(({ of, name }) => text(of, name).padStart(columnWidth)).join('');

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  // Two infinities have a mean, but not by arithmetic.
  return below === above ? below : (below + above) / 2;
}
