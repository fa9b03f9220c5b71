import type { HalfOpenLimits } from './half-open.ts';

export interface ServerLimits extends HalfOpenLimits {
  readonly stations: number;
  readonly stationsPerSource: number;
}

export const usualLimits: ServerLimits = {
  halfOpen: 96,
  halfOpenPerSource: 32,
  handshakeMs: 15_000,
  stations: 256,
  stationsPerSource: 128,
};
