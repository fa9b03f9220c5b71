import highsPackage from 'highs';
import type { Solver } from '../../sessions/planning/linear-program.ts';

/** The package describes its CommonJS half; what is imported here is the loader itself. */
const loadHighs = highsPackage as unknown as typeof highsPackage.default;
/** A plan so near to the cheapest there is, as a share of its cost, is good enough; one with minimum currents may take a while. */
const usual = { mostSeconds: 8, gap: 0.002 };

/** The solver HiGHS. A house's night takes it some ten to some thousand ms, in this thread. */
export async function highsSolver(within: { mostSeconds: number; gap: number } = usual): Promise<Solver> {
  const highs = await loadHighs();
  return (program) => {
    const result = highs.solve(program, {
      output_flag: false,
      time_limit: within.mostSeconds,
      mip_rel_gap: within.gap,
    });
    // At its time limit it has a plan as well, most often: one that is not proved to be the cheapest.
    if (result.Status !== 'Optimal' && result.Status !== 'Time limit reached') return undefined;
    const columns: Readonly<Record<string, { readonly Primal?: number }>> = result.Columns;
    return new Map(Object.entries(columns).map(([name, { Primal = 0 }]) => [name, Primal]));
  };
}
