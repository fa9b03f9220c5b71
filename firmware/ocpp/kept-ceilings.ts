import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { BackendCeiling } from '../domain/known.ts';
import type { OcppDocumentsStore } from '../store/ocpp-documents.ts';
import { StoreError } from '../store/store-error.ts';

const ceiling = z.object({
  backend: z.string(),
  chargePoint: z.string().exactOptional(),
  maxMa: z.number().min(0).exactOptional(),
  maxW: z.number().min(0).exactOptional(),
  phases: z.union([z.literal(1), z.literal(3)]).exactOptional(),
  why: z.enum(['profile', 'refused', 'stopped', 'unavailable']),
  sinceMs: z.number(),
  untilMs: z.number().exactOptional(),
});
const document = z.object({ ceilings: z.array(z.unknown()) });
const name = 'ceilings';

/** What backends allowed last, on disk: it holds from the first cycle after a restart, until their stations say it anew. */
export class KeptCeilings {
  readonly #store: OcppDocumentsStore;
  readonly #log: { warn(facts: object, sentence: string): void };
  #kept: readonly BackendCeiling[];

  constructor(store: OcppDocumentsStore, log: { warn(facts: object, sentence: string): void }) {
    this.#store = store;
    this.#log = log;
    this.#kept = this.#read();
  }

  now(): readonly BackendCeiling[] {
    return this.#kept;
  }

  /** Counts in memory whatever the disk says: nothing is raised by it. */
  keep(ceilings: readonly BackendCeiling[]): void {
    if (isDeepStrictEqual(ceilings, this.#kept)) return;
    this.#kept = ceilings;
    try {
      this.#store.put('server', name, { ceilings });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#log.warn({ err: error }, 'what OCPP backends allow is not on disk');
    }
  }

  /** What an older or newer program has kept: rows that cannot be understood are left out. */
  #read(): readonly BackendCeiling[] {
    try {
      const read = document.safeParse(this.#store.get('server', name));
      return (read.data?.ceilings ?? []).flatMap((row) => ceiling.safeParse(row).data ?? []);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#log.warn({ err: error }, 'what OCPP backends allowed last cannot be read');
      return [];
    }
  }
}
