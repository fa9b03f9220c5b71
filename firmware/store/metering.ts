import type { MeteringCounter, MeteringQuarter } from '../domain/metering.ts';
import type { SessionStore } from './sessions/session-store.ts';

/** Quarter hours of metering points: what tenants are billed by. Calls throw what those of the sessions' store throw. */
export interface MeteringStore {
  /** Where counters stood when a quarter was last written. */
  counters(): readonly MeteringCounter[];
  /** Quarters that are over, with the counters as they stand: both or nothing. */
  add(quarters: readonly MeteringQuarter[], counters: readonly MeteringCounter[]): void;
  quarters(fromMs: number, toMs: number): readonly MeteringQuarter[];
}

/** They are money as sessions are, and lie in the same file, which has a copy. */
export const meteringStore = (sessions: SessionStore): MeteringStore => ({
  counters: () => sessions.meteringCounters(),
  add(meteringQuarters, meteringCounters) {
    if (meteringQuarters.length > 0 || meteringCounters.length > 0)
      sessions.write({ meteringQuarters, meteringCounters });
  },
  quarters: (fromMs, toMs) => sessions.meteringQuarters(fromMs, toMs),
});
