import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/**
 * `place`: transaction and availability of a charge point of our own. `station`: settings, profiles, lists of a station.
 * `backend`, `server`: what an administrator has put (contracts §8).
 */
export type OcppDocumentKind = 'place' | 'station' | 'backend' | 'server';

/**
 * What parts of OCPP keep over a restart, plain JSON for each kind and name. On disk, and in the copy, when `put` returns; it
 * throws StoreError `notPersisted` with the former document in force. Whoever reads checks the shape: an older or newer
 * program may have written it.
 */
export interface OcppDocumentsStore {
  /** Undefined: there is none, or it is no JSON. */
  get(kind: OcppDocumentKind, name: string): unknown;
  /** Writes nothing where nothing has changed. */
  put(kind: OcppDocumentKind, name: string, document: object): void;
  remove(kind: OcppDocumentKind, name: string): void;
  names(kind: OcppDocumentKind): readonly string[];
}

export function ocppDocumentsStore(writer: Writer): OcppDocumentsStore {
  const kept = (kind: OcppDocumentKind, name: string) => reading(() => writer.tables.ocppDocuments.get(kind, name));
  return {
    get: (kind, name) => parsed(kept(kind, name)),
    put(kind, name, document) {
      const text = JSON.stringify(document);
      if (kept(kind, name) === text) return;
      writer.change('documents of OCPP', (tables) => tables.ocppDocuments.put(kind, name, text));
    },
    remove(kind, name) {
      if (kept(kind, name) === undefined) return;
      writer.change('documents of OCPP', (tables) => tables.ocppDocuments.remove(kind, name));
    },
    names: (kind) => reading(() => writer.tables.ocppDocuments.names(kind)),
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
