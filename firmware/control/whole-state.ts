import type { HealthState, State } from '../domain/state.ts';

/** Where states come from. */
export interface StateSource {
  current(): State | undefined;
  onState(listener: (state: State) => void): () => void;
}

/** The worker's state with what only the main thread knows: how the store does. */
export function withStoreHealth(source: StateSource, health: () => readonly HealthState[]): StateSource {
  const whole = (state: State): State => {
    const more = health();
    return more.length === 0 ? state : { ...state, health: [...state.health, ...more] };
  };
  return {
    current() {
      const state = source.current();
      return state === undefined ? undefined : whole(state);
    },
    onState: (listener) => source.onState((state) => listener(whole(state))),
  };
}
