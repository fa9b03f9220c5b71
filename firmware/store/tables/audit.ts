import type Database from 'better-sqlite3';

/** One thing that somebody did. `who`: "admin", a token's name, "channel:ID". */
export interface AuditEntry {
  readonly id: number;
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

/** The audit trail: rows are added, the oldest fall away, none is changed. */
export interface AuditTable {
  append(entry: Omit<AuditEntry, 'id'>): void;
  /** Newest first. `before`: only rows with a smaller id, to page on. */
  list(options: { readonly limit: number; readonly before?: number }): readonly AuditEntry[];
}

/** The audit trail in one database, at most `maxRows` long; the caller makes the transaction. */
export function auditTable(db: Database.Database, maxRows: number): AuditTable {
  const append = db.prepare<[number, string, string]>('INSERT INTO audit (at_ms, who, what) VALUES (?, ?, ?)');
  const drop = db.prepare<[number]>('DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?');
  const list = db.prepare<[number, number], AuditEntry>(
    'SELECT id, at_ms AS atMs, who, what FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  return {
    append({ atMs, who, what }) {
      append.run(Math.trunc(atMs), who, what);
      drop.run(maxRows);
    },
    list: ({ limit, before = Number.MAX_SAFE_INTEGER }) => list.all(before, limit),
  };
}
