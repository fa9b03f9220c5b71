import type { SessionNow } from '../domain/known.ts';

/** What only clients of the original ask for. */
export interface OriginalPort {
  /** Counters that never fall, Wh; 0 where nobody ever said one. */
  importWh(device: string): number;
  exportWh(device: string): number;
  /** By how much the reserve of the house connection was ever used, mA. */
  overdraftMa(): number;
  /** The session that runs. */
  sessionNow(chargePoint: string): SessionNow | undefined;
}
