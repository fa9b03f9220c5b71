import { z } from 'zod';
import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import { StoreError } from '../../store/store-error.ts';
import type { SecurityProfile } from '../transport/admission.ts';

const kept = z.object({ profile: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]) });

/** The highest security profile that each station has had: it never goes below it (1.6 whitepaper, A05). */
export class KeptProfiles {
  readonly #store: OcppDocumentsStore;
  readonly #log: { warn(facts: object, sentence: string): void };

  constructor(store: OcppDocumentsStore, log: { warn(facts: object, sentence: string): void }) {
    this.#store = store;
    this.#log = log;
  }

  /** `station`: `backend/station`. */
  of(station: string): SecurityProfile {
    const read = kept.safeParse(this.#store.get('station', nameOf(station)));
    return read.success ? read.data.profile : 0;
  }

  /** It is connected with this one. */
  had(station: string, profile: SecurityProfile): void {
    if (profile <= this.of(station)) return;
    try {
      this.#store.put('station', nameOf(station), { profile });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#log.warn({ err: error, station }, 'the security profile of an OCPP station is not on disk');
    }
  }

  /** The backend is configured no more: nothing that its stations kept counts for one of that name that comes later. */
  forget(backend: string): void {
    for (const name of this.#store.names('station'))
      if (name.startsWith(`${backend}/`)) this.#store.remove('station', name);
  }
}

/** Beside what the station itself keeps (station/station-store.ts). */
const nameOf = (station: string): string => `${station}/securityProfile`;
