import { type PhaseIndex, phaseIndexes, type Wiring } from '../../domain/phases.ts';

/** These own phases of a device moved together with these phases of the building. */
export interface Observation {
  readonly own: readonly number[];
  readonly building: readonly PhaseIndex[];
}

/** What is known of the wiring of a device. */
export interface Places {
  /** Building phase behind each own phase, where all that is possible agrees. */
  readonly known: readonly (PhaseIndex | undefined)[];
  /** No wiring is possible: a load is not where it was entered. */
  readonly contradict: boolean;
  /** Whether the wiring as entered is still possible. */
  readonly fits: boolean;
  /** The only wiring that is possible; undefined while there are several. */
  readonly only: Wiring | undefined;
  /** The only possible one in which the phases follow in their order (L1L2L3, L2L3L1, L3L1L2). */
  readonly onlyRotation: Wiring | undefined;
}

/** Every wiring of a device of as many phases as `entered` that no observation rules out. */
export function placesOf(entered: Wiring, observations: readonly Observation[]): Places {
  const possible = wirings(entered.length).filter((wiring) =>
    observations.every(({ own, building }) => {
      const reached = own.map((k) => wiring[k]);
      return reached.length === building.length && building.every((phase) => reached.includes(phase));
    }),
  );
  const rotations = possible.filter(isRotation);
  return {
    known: entered.map((_, k) => {
      const [first, ...others] = possible.map((wiring) => wiring[k]);
      return others.every((phase) => phase === first) ? first : undefined;
    }),
    contradict: possible.length === 0,
    fits: possible.some((wiring) => wiring.every((phase, k) => phase === entered[k])),
    only: possible.length === 1 ? possible[0] : undefined,
    onlyRotation: rotations.length === 1 ? rotations[0] : undefined,
  };
}

const isRotation = (wiring: Wiring): boolean =>
  wiring.every((phase, k) => k === 0 || phase === ((wiring[k - 1] ?? 0) + 1) % 3);

function wirings(length: number): Wiring[] {
  if (length === 0) return [[]];
  return wirings(length - 1).flatMap((start) =>
    phaseIndexes.filter((phase) => !start.includes(phase)).map((phase) => [...start, phase]),
  );
}
