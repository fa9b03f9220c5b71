import { mapPhases, type PerPhase, phaseNames } from '../../domain/phases.ts';
import type { CircuitState, State } from '../../domain/state.ts';

/** A quarter hour counts by two thirds. */
const overMs = 900_000;

/** What circuits draw beside the cars that are planned for, as a mean of the last while, A per phase; by circuit. */
export class HouseMean {
  readonly #means = new Map<string, PerPhase>();
  #atMs: number | undefined;

  /** `planned`: charge points whose draw is not the house's. */
  observe(state: State, planned: ReadonlySet<string>, nowMs: number): void {
    const passedMs = this.#atMs === undefined ? overMs : Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    const weight = Math.min(1, passedMs / overMs);
    const below = belowOf(state);
    for (const circuit of state.circuits) {
      const load = loadOf(state, circuit, below, planned);
      if (load === undefined) continue;
      const before = this.#means.get(circuit.id) ?? load;
      this.#means.set(
        circuit.id,
        mapPhases(before, (a, p) => a + weight * (load[p] - a)),
      );
    }
  }

  of(circuit: string): PerPhase | undefined {
    return this.#means.get(circuit);
  }
}

function loadOf(
  state: State,
  { id, drawnA }: CircuitState,
  below: (circuit: string, top: string) => boolean,
  planned: ReadonlySet<string>,
): PerPhase | undefined {
  const cars = state.chargePoints.filter((point) => planned.has(point.id) && below(point.circuit, id));
  const load = mapPhases<number | null, number | undefined>(drawnA, (a, p) =>
    a === null ? undefined : Math.max(0, a - cars.reduce((sum, car) => sum + (car.drawnA[p] ?? 0), 0)),
  );
  return load.includes(undefined) ? undefined : (load as PerPhase);
}

/** Whether a circuit is another one or stands below it. */
export function belowOf({ circuits }: Pick<State, 'circuits'>): (circuit: string, top: string) => boolean {
  const parents = new Map(circuits.map(({ id, parent }) => [id, parent]));
  return (circuit, top) => {
    for (let at: string | null | undefined = circuit; at !== null && at !== undefined; at = parents.get(at))
      if (at === top) return true;
    return false;
  };
}

/** Indexes of phases by name. */
export const phaseIndexOf = (name: (typeof phaseNames)[number]) => phaseNames.indexOf(name) as 0 | 1 | 2;
