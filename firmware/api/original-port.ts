import type { SessionNow } from '../domain/known.ts';

/** What only clients of the original ask for. */
export interface OriginalPort {
  /** Counters that never fall, Wh; 0 where nobody ever said one. */
  importWh(device: string): number;
  exportWh(device: string): number;
  /** The session that runs. */
  sessionNow(chargePoint: string): SessionNow | undefined;
}
