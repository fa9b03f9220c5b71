/** A phase of the building's connection. */
export type PhaseName = 'L1' | 'L2' | 'L3';
export type PhaseIndex = 0 | 1 | 2;
export const phaseNames = ['L1', 'L2', 'L3'] as const satisfies readonly PhaseName[];
export const phaseIndexes = [0, 1, 2] as const satisfies readonly PhaseIndex[];

/** One value for each of L1, L2, L3, in the order of the building unless a name says otherwise. Amperes are integer mA. */
export type PerPhase<T = number> = readonly [T, T, T];

/**
 * How a device is wired: `wiring[k]` is the building phase behind the device's own L(k+1).
 * Length 1 to 3, distinct. `[1, 2, 0]` is a box turned by one (L2L3L1); `[1]` a one-phase box on L2.
 */
export type Wiring = readonly PhaseIndex[];

/** Reads `"L2L3L1"` or `"L2"`. `undefined` for anything that is not one to three distinct phases. */
export function parseWiring(text: string): Wiring | undefined {
  if (!/^(L[123]){1,3}$/.test(text)) return undefined;
  const wiring = [...text.matchAll(/L([123])/g)].map((m) => (Number(m[1]) - 1) as PhaseIndex);
  return new Set(wiring).size === wiring.length ? wiring : undefined;
}

/** Turns values in the device's own phase order into the building's; phases the device does not have get `missing`. */
export function toBuilding<T>(own: readonly T[], wiring: Wiring, missing: T): PerPhase<T> {
  const out: [T, T, T] = [missing, missing, missing];
  wiring.forEach((building, k) => {
    const value = own[k];
    if (value !== undefined) out[building] = value;
  });
  return out;
}

export const zeroPhases: PerPhase = [0, 0, 0];
export const mapPhases = <A, B>(p: PerPhase<A>, f: (value: A, phase: PhaseIndex) => B): PerPhase<B> => [
  f(p[0], 0),
  f(p[1], 1),
  f(p[2], 2),
];
