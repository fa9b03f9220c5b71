import type { HealthState, State } from '../domain/state.ts';
import type { OwnerOf } from './ownership.ts';

/** Where states come from. */
export interface StateSource {
  current(): State | undefined;
  onState(listener: (state: State) => void): () => void;
}

/** What only the main thread knows. */
export interface MainKnows {
  /** How store, channels and certificates do. */
  readonly health: () => readonly HealthState[];
  readonly owners: () => OwnerOf;
}

/** The worker's state with what only the main thread knows. */
export function wholeState(source: StateSource, { health, owners }: MainKnows): StateSource {
  const whole = (state: State): State => {
    const ownerOf = owners();
    const variables = state.variables.map((variable) => ({ ...variable, owner: ownerOf(variable) ?? null }));
    return { ...state, variables, health: [...state.health, ...health()] };
  };
  return {
    current() {
      const state = source.current();
      return state === undefined ? undefined : whole(state);
    },
    onState: (listener) => source.onState((state) => listener(whole(state))),
  };
}
