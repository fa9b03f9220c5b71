import type { ArrivalLimits } from './arrival-pace.ts';
import type { HalfOpenLimits } from './half-open.ts';

export interface ServerLimits extends HalfOpenLimits {
  readonly stations: number;
  readonly stationsPerSource: number;
  /** TCP connections of one source. */
  readonly connections: ArrivalLimits;
  /** Connections of one charge point, let in or to be. */
  readonly arrivals: ArrivalLimits;
}

export const usualLimits: ServerLimits = {
  halfOpen: 96,
  halfOpenPerSource: 32,
  handshakeMs: 15_000,
  stations: 256,
  stationsPerSource: 128,
  // A site behind one address whose power comes back.
  connections: { most: 300, withinMs: 10_000 },
  arrivals: { most: 30, withinMs: 60_000 },
};
