import type Database from 'better-sqlite3';

/** What parts of OCPP keep, a JSON text for each kind and name; the caller makes the transaction. */
export interface OcppDocumentsTable {
  get(kind: string, name: string): string | undefined;
  put(kind: string, name: string, document: string): void;
  remove(kind: string, name: string): void;
  names(kind: string): readonly string[];
}

export function ocppDocumentsTable(db: Database.Database): OcppDocumentsTable {
  const get = db.prepare<[string, string], { document: string }>(
    'SELECT document FROM ocpp_documents WHERE kind = ? AND name = ?',
  );
  const put = db.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO ocpp_documents (kind, name, document) VALUES (?, ?, ?)',
  );
  const remove = db.prepare<[string, string]>('DELETE FROM ocpp_documents WHERE kind = ? AND name = ?');
  const names = db.prepare<[string], { name: string }>('SELECT name FROM ocpp_documents WHERE kind = ? ORDER BY name');
  return {
    get: (kind, name) => get.get(kind, name)?.document,
    put: (kind, name, document) => void put.run(kind, name, document),
    remove: (kind, name) => void remove.run(kind, name),
    names: (kind) => names.all(kind).map(({ name }) => name),
  };
}
