import { ocppVersions } from '../../firmware/ocpp/version.ts';
import { quirks } from './profiles/plain-profiles.ts';
import { playCase } from './profiles/play-case.ts';
import { randomCase } from './profiles/random-case.ts';
import { secondOpinion } from './profiles/second-opinion.ts';
import type { Soak } from './soak.ts';

const wanted = 20_000;
/** The result is kept so often. */
const atOnce = 1000;
const week = 8 * 86_400;

interface Kept {
  readonly seed: string;
  readonly figures: Record<string, Figures>;
  readonly differences: string[];
  /** Of typed-ocpp, by what it was told. */
  readonly second: Record<string, { cases: number; differing: number }>;
}

interface Figures {
  cases: number;
  instants: number;
  installed: number;
  refused: number;
  differing: number;
  seconds: number;
}

/**
 * Random profiles through the engine and through an oracle that works each second out anew: 20,000 cases of each version second
 * by second over windows of up to two hours, and a tenth as many over up to eight days at each change ± 1 s and 500 random
 * seconds. Then what typed-ocpp says of the same cases of 1.6: told in words that leave nothing to its quirks it must say the same;
 * how many of a tenth of them differ by each quirk alone is counted. NETWACHT_SOAK_CASES sets another number, NETWACHT_SOAK_SEED other cases. Two to five minutes.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_CASES ?? wanted);
    const seed = process.env.NETWACHT_SOAK_SEED ?? '1';
    const before = result.read() as Kept | undefined;
    const kept = before?.seed === seed ? before : { seed, figures: {}, differences: [], second: {} };
    for (const version of ocppVersions)
      for (const [name, longestS, count] of [
        [`${version}, every second`, 7200, total],
        [`${version}, days, at changes`, week, Math.ceil(total / 10)],
      ] as const) {
        kept.figures[name] ??= { ...{ cases: 0, instants: 0, installed: 0, refused: 0, differing: 0, seconds: 0 } };
        const figures = kept.figures[name];
        while (figures.cases < count) {
          const startMs = performance.now();
          for (const last = Math.min(count, figures.cases + atOnce); figures.cases < last; figures.cases += 1) {
            const one = randomCase(version, `${seed}/${name}/${figures.cases}`, longestS);
            const { instants, taken, refused, differences } = playCase(one, longestS !== week);
            figures.instants += instants;
            figures.installed += taken;
            figures.refused += refused;
            if (differences.length === 0) continue;
            figures.differing += 1;
            if (kept.differences.length < 100) kept.differences.push(`${one.name}: ${differences.join('; ')}`);
          }
          figures.seconds += Math.round(performance.now() - startMs) / 1000;
          result.write(kept);
        }
        const { cases, instants, installed, refused, differing, seconds } = figures;
        console.log(
          `netwacht: OCPP ${name}: ${cases} cases, ${installed} profiles installed, ${refused} refused, ` +
            `${instants} instants compared, ${differing} cases differ (${seconds.toFixed(0)} s)`,
        );
      }
    for (const told of ['plain', 'asTheyAre', ...quirks] as const) {
      kept.second[told] ??= { cases: 0, differing: 0 };
      const second = kept.second[told];
      const count = told === 'plain' || told === 'asTheyAre' ? total : Math.ceil(total / 10);
      for (; second.cases < count; second.cases += 1) {
        if (second.cases % atOnce === 0) result.write(kept);
        if (!secondOpinion(randomCase('1.6', `${seed}/1.6, every second/${second.cases}`), told)) second.differing += 1;
      }
      result.write(kept);
      console.log(`netwacht: typed-ocpp, ${told}: ${second.cases} cases, ${second.differing} differ`);
    }
    for (const difference of kept.differences) console.log(`  ${difference}`);
    return kept.second.plain?.differing === 0 && Object.values(kept.figures).every(({ differing }) => differing === 0);
  },
};
