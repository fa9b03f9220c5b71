import type { Clock } from '../domain/clock.ts';
import type { State } from '../domain/state.ts';
import type { StateSource } from './whole-state.ts';

interface EmptyStateOptions {
  /** Whether the box has no site document at all; one that cannot be used is another matter. */
  readonly absent: () => boolean;
  readonly clock: Clock;
  readonly every: (run: () => void, ms: number) => () => void;
}

const everyMs = 1000;

/**
 * While the box has no site, the control loop has nothing to say. Whoever is to set the box up still must hear that it is
 * alive, and what is wrong with it: a state with nothing in it, of cycle 0, each second that somebody listens.
 */
export function withEmptyState(source: StateSource, { absent, clock, every }: EmptyStateOptions): StateSource {
  let last: State | undefined;
  return {
    current: () => source.current() ?? (absent() ? last : undefined),
    onState(listener) {
      const stop = source.onState(listener);
      const stopTicking = every(() => {
        if (source.current() !== undefined || !absent()) return;
        last = emptyState(clock.wallMs());
        listener(last);
      }, everyMs);
      return () => {
        stop();
        stopTicking();
      };
    },
  };
}

const emptyState = (wallMs: number): State => ({
  cycle: 0,
  at: new Date(wallMs).toISOString(),
  site: { name: '', mode: 'manage', timezone: 'UTC' },
  circuits: [],
  chargePoints: [],
  flow: { gridW: null, solarW: null, batteryW: null, houseW: null, chargePointsW: null },
  price: null,
  meters: [],
  variables: [],
  limits: [],
  health: [],
});
