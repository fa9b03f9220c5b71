import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import { StoreError } from '../../store/store-error.ts';
import type { StationLog } from './station-parts.ts';

export interface StationDocumentsOptions {
  readonly store: OcppDocumentsStore;
  readonly backend: string;
  readonly station: string;
  readonly log: StationLog;
}

/** Beyond it a document is refused: a local list of 10,000 tags has about 1 MB. */
const mostBytes = 4 * 1_048_576;

/**
 * What one station keeps beside its queue: one JSON document of each kind. A disk that refuses does not stop the station: what
 * it knows in memory holds, and it is told.
 */
export class StationDocuments {
  readonly #options: StationDocumentsOptions;

  constructor(options: StationDocumentsOptions) {
    this.#options = options;
  }

  /** undefined: there is none, or it cannot be read. */
  get(kind: string): object | undefined {
    const { store, log } = this.#options;
    try {
      const kept = store.get('station', this.#name(kind));
      return typeof kept === 'object' && kept !== null ? kept : undefined;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.error({ err: error, name: this.#name(kind) }, 'what an OCPP station has kept cannot be read');
      return undefined;
    }
  }

  /** undefined: it is no more. False: the disk has refused it, or it is too large. */
  put(kind: string, document: object | undefined): boolean {
    const { store, log } = this.#options;
    if (document !== undefined && JSON.stringify(document).length > mostBytes) return false;
    try {
      if (document === undefined) store.remove('station', this.#name(kind));
      else store.put('station', this.#name(kind), document);
      return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.error({ err: error, name: this.#name(kind) }, 'what an OCPP station should keep cannot be written');
      return false;
    }
  }

  /** The station is configured no more. */
  forget(): void {
    const { store, log } = this.#options;
    const start = this.#name('');
    try {
      for (const name of store.names('station')) if (name.startsWith(start)) store.remove('station', name);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.error({ err: error, name: start }, 'what an OCPP station has kept cannot be removed');
    }
  }

  /** The id of a station has no slash in it. */
  #name(kind: string): string {
    const { backend, station } = this.#options;
    return `${backend}/${station}/${kind}`;
  }
}
