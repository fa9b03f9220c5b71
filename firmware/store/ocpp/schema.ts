import type Database from 'better-sqlite3';

/** Messages about money that wait for backends, and the copy that follows them: see docs/decisions/066. */
export const ocppName = 'ocpp.sqlite';
export const ocppCopyName = 'ocpp-copy.sqlite';

/** "NtWo": tells it from any other SQLite file. */
const ocppApplicationId = 0x4e74576f;

/** Steps from an empty file to today's tables; one that was released is never changed, and a step only adds. */
const steps: readonly string[] = [
  // Numbers of messages are never given twice (AUTOINCREMENT): the copy follows by them.
  `
  CREATE TABLE queues (
    n INTEGER PRIMARY KEY,
    backend TEXT NOT NULL,
    station TEXT NOT NULL,
    UNIQUE (backend, station)
  ) STRICT;
  CREATE TABLE boots (n INTEGER PRIMARY KEY, boot TEXT NOT NULL UNIQUE, offset_ms INTEGER) STRICT;
  CREATE TABLE transactions (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    changed INTEGER NOT NULL,
    queue INTEGER NOT NULL,
    local_tx TEXT NOT NULL,
    connector INTEGER NOT NULL,
    id_tag TEXT,
    backend_tx INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'ended', 'done')),
    seq_no INTEGER NOT NULL,
    began TEXT NOT NULL,
    ended TEXT,
    answer TEXT,
    notes TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (queue, local_tx)
  ) STRICT;
  CREATE INDEX transactions_changed ON transactions (changed);
  CREATE INDEX transactions_state ON transactions (queue, state);
  CREATE TABLE messages (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    queue INTEGER NOT NULL,
    tx INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('start', 'values', 'update', 'stop', 'event')),
    action TEXT NOT NULL,
    fill INTEGER NOT NULL CHECK (fill IN (0, 1)),
    payload BLOB NOT NULL,
    dictionary INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    boot_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_ms INTEGER
  ) STRICT;
  CREATE INDEX messages_by_queue ON messages (queue, n);
  CREATE TABLE dropped (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    queue INTEGER NOT NULL,
    id TEXT NOT NULL,
    local_tx TEXT,
    kind TEXT NOT NULL,
    action TEXT NOT NULL,
    payload BLOB NOT NULL,
    dictionary INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    dropped_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    why TEXT NOT NULL,
    seen INTEGER NOT NULL CHECK (seen IN (0, 1))
  ) STRICT;
  CREATE INDEX dropped_by_queue ON dropped (queue, n);
  `,
];

/** Brings a file up to date. Throws what SQLite throws, `SQLITE_NOTADB` for one that is not ours. */
export function migrateOcpp(db: Database.Database): void {
  const from = Number(db.pragma('user_version', { simple: true }));
  if (from >= steps.length) return;
  db.transaction(() => {
    for (const step of steps.slice(from)) db.exec(step);
    db.pragma(`application_id = ${ocppApplicationId}`);
    db.pragma(`user_version = ${steps.length}`);
  }).immediate();
}
