import type Database from 'better-sqlite3';
import { type StoredVariable, variableKey } from '../../domain/variable.ts';
import { StoreError } from '../store-error.ts';

/** A variable that loses its value: who took it and when (wall time). */
export type RemovedVariable = Pick<StoredVariable, 'name' | 'atMs' | 'source'>;

/** The variables of one database; the caller makes the transaction. */
export interface VariablesTable {
  /** In the order of their first appearance; one without value and expr was removed and stays as a mark of that. */
  all(): readonly StoredVariable[];
  put(variable: StoredVariable): void;
  remove(removed: RemovedVariable): void;
  /** Forgets the oldest removed names beyond `maxRemoved` that the site document does not declare. */
  prune(): void;
}

interface Row {
  readonly name: string;
  readonly value: number | null;
  readonly expr: string | null;
  readonly at_ms: number;
  readonly source: string;
  readonly temporary: number;
}

/** Names a caller may set and remove without end; far above what a site declares (256). */
const maxRemoved = 1024;

/** The table of variables. A name keeps its first spelling. Throws StoreError `refused` for a number that is not finite. */
export function variablesTable(db: Database.Database): VariablesTable {
  const all = db.prepare<[], Row>('SELECT name, value, expr, at_ms, source, temporary FROM variables ORDER BY rowid');
  const put = db.prepare<[string, string, number | null, string | null, number, string, number]>(
    `INSERT INTO variables (key, name, value, expr, at_ms, source, temporary) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, expr = excluded.expr, at_ms = excluded.at_ms,
       source = excluded.source, temporary = excluded.temporary`,
  );
  const prune = db.prepare<[number]>(
    `DELETE FROM variables WHERE rowid IN (
       SELECT v.rowid FROM variables v WHERE v.value IS NULL AND v.expr IS NULL AND v.key NOT IN (
         SELECT lower(json_extract(d.value, '$.name'))
         FROM site_versions s, json_each(s.document, '$.variables') d
         WHERE s.version = (SELECT max(version) FROM site_versions) AND json_extract(d.value, '$.name') IS NOT NULL)
       ORDER BY v.at_ms DESC, v.rowid DESC LIMIT -1 OFFSET ?)`,
  );
  return {
    all: () => all.all().map(fromRow),
    put(variable) {
      // SQLite would store NaN as NULL, which means "removed" here.
      if (variable.value !== undefined && !Number.isFinite(variable.value))
        throw new StoreError('refused', `the value of "${variable.name}" is not a finite number`);
      put.run(
        variableKey(variable.name),
        variable.name,
        variable.value ?? null,
        variable.expr ?? null,
        Math.trunc(variable.atMs),
        variable.source,
        variable.temporary === true ? 1 : 0,
      );
    },
    remove({ name, atMs, source }) {
      put.run(variableKey(name), name, null, null, Math.trunc(atMs), source, 0);
    },
    prune: () => void prune.run(maxRemoved),
  };
}

function fromRow(row: Row): StoredVariable {
  return {
    name: row.name,
    ...(row.value === null ? {} : { value: row.value }),
    ...(row.expr === null ? {} : { expr: row.expr }),
    atMs: row.at_ms,
    source: row.source,
    ...(row.temporary === 1 ? { temporary: true } : {}),
  };
}
