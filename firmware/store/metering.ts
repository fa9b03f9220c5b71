import type { MeteringCounter, MeteringQuarter } from '../domain/metering.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** Quarter hours of metering points: what tenants are billed by. */
export interface MeteringStore {
  /** Where counters stood when a quarter was last written. */
  counters(): readonly MeteringCounter[];
  /** Quarters that are over, with the counters as they stand: both or nothing. */
  add(quarters: readonly MeteringQuarter[], counters: readonly MeteringCounter[]): void;
  quarters(fromMs: number, toMs: number): readonly MeteringQuarter[];
}

export function meteringStore(writer: Writer): MeteringStore {
  return {
    counters: () => reading(() => writer.tables.metering.counters()),
    // A table that grows for years: the last-good copy does not follow it.
    add(quarters, counters) {
      if (quarters.length === 0 && counters.length === 0) return;
      writer.changeUnfollowed('metering points', ({ metering }) => {
        for (const quarter of quarters) metering.add(quarter);
        for (const counter of counters) metering.putCounter(counter);
      });
    },
    quarters: (fromMs, toMs) => reading(() => writer.tables.metering.quarters(fromMs, toMs)),
  };
}
