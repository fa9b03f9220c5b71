import { createWriteStream, globSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Case, readCase } from './cases/case-file.ts';
import { CaseScore, jainIndex } from './cases/case-score.ts';
import { Decisions, type Knowledge } from './cases/decide.ts';
import { PluggedCar } from './cases/plugged-car.ts';

const knowledges: readonly Knowledge[] = ['nothing', 'departure', 'departure+energy'];
/** Beside the repository, where they are kept: they are data only, and no part of it. */
const folder = fileURLToPath(new URL('../../../shared/cases/', import.meta.url));

/** Goals of control.md §6, percent. */
const goals: Readonly<Record<string, Partial<Record<Knowledge, number>>>> = {
  'euro-50A': { departure: 91, 'departure+energy': 91.7 },
  'euro-63A': { departure: 95.8, 'departure+energy': 96.3 },
};

/**
 * Recorded sessions on a European circuit tree (shared/cases/README.md), decided every period by the product's own
 * allocation with what has been learned of the cars. `cases FILE… --know nothing|departure|departure+energy`: by path
 * or by name in shared/cases, without --know the last two; `--trace OUT` writes what each car was offered in each period of the last run.
 */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { know: { type: 'string' }, trace: { type: 'string' } },
  });
  const known = knowledges.filter((know) => (values.know ?? 'departure,departure+energy').split(',').includes(know));
  if (known.length === 0) throw new Error(`--know ${values.know} is none of ${knowledges.join(', ')}`);
  console.log(
    [
      'case'.padEnd(16),
      'known'.padEnd(16),
      '% energy',
      'goal',
      'overload A·s',
      'imbalance A·s',
      'Jain',
      'starts',
      'changes',
    ].join('  '),
  );
  const files = positionals.length > 0 ? positionals : globSync('*.json', { cwd: folder, exclude: ['*.opt.json'] });
  if (files.length === 0) console.log(`no case files in ${folder}: name some`);
  for (const file of files.sort())
    for (const know of known) {
      const facts = readCase(resolve(folder, file));
      const lines: string[] = [];
      console.log(
        describe(
          facts,
          know,
          play(facts, know, (line) => lines.push(line)),
        ),
      );
      if (values.trace !== undefined) await write(values.trace, lines);
    }
}

interface Played {
  readonly score: CaseScore;
  readonly cars: readonly PluggedCar[];
}

function play(facts: Case, know: Knowledge, trace: (line: string) => void): Played {
  const cars = facts.sessions.map((session, index) => {
    const station = facts.stations[session.station];
    if (station === undefined) throw new Error(`${session.id} is at station ${session.station}, which is not there`);
    return new PluggedCar(index, session, station);
  });
  const decisions = new Decisions(facts, know);
  const score = new CaseScore(facts);
  const end = Math.max(...cars.map(({ departure }) => departure));
  const hours = facts.periodSec / 3600;
  let there: PluggedCar[] = [];
  for (let period = 0; period < end; period += 1) {
    there = [...there, ...cars.filter(({ arrival }) => arrival === period)].filter((car) => car.departure > period);
    const wanting = there.filter((car) => car.wants);
    const offersA = decisions.offersA(wanting, period);
    const before = there.map((car) => ({ car, beforeA: car.offerA }));
    for (const car of there) car.charge(offersA[wanting.indexOf(car)] ?? 0, hours);
    score.period(period, before);
    trace(JSON.stringify({ t: period, a: there.filter((c) => c.offerA > 0).map((c) => [c.index, c.offerA]) }));
  }
  return { score, cars };
}

function describe(facts: Case, know: Knowledge, { score, cars }: Played): string {
  const sum = (of: (car: PluggedCar) => number) => cars.reduce((total, car) => total + of(car), 0);
  const percent = (100 * sum(({ chargedKwh }) => chargedKwh)) / sum(({ requestedKwh }) => requestedKwh);
  const jain = jainIndex(cars.map(({ chargedKwh, requestedKwh }) => chargedKwh / requestedKwh));
  const goal = goals[facts.name]?.[know];
  return [
    ...[facts.name.padEnd(16), know.padEnd(16), percent.toFixed(2).padStart(8), String(goal ?? '-').padStart(4)],
    score.overloadAs.toFixed(1).padStart(12),
    (facts.skewA === undefined ? '-' : score.imbalanceAs.toFixed(1)).padStart(13),
    ...[jain.toFixed(3).padStart(5), String(score.starts).padStart(6), String(score.changes).padStart(7)],
  ].join('  ');
}

async function write(path: string, lines: readonly string[]): Promise<void> {
  const file = createWriteStream(path);
  for (const line of lines) file.write(`${line}\n`);
  file.end();
  await finished(file);
}
