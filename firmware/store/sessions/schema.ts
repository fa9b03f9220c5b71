import type Database from 'better-sqlite3';

/** Charging sessions, and the copy that follows them: see docs/decisions/053. */
export const sessionsName = 'sessions.sqlite';
export const sessionsCopyName = 'sessions-copy.sqlite';

/** "NtWs": tells it from any other SQLite file. */
const sessionsApplicationId = 0x4e745773;

/** Tables that only grow; their first column says how far a copy is. */
export const growingTables = [
  ...(['sessions', 'quarters', 'corrections', 'signed_values', 'metering_terms', 'metering_quarters'] as const),
];

/** Steps from an empty file to today's tables; one that was released is never changed, and a step only adds. */
const steps: readonly string[] = [
  `
  CREATE TABLE sessions (
    n INTEGER PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    charge_point TEXT NOT NULL,
    name TEXT NOT NULL,
    plugged_ms INTEGER NOT NULL,
    unplugged_ms INTEGER NOT NULL,
    plugged_s INTEGER NOT NULL,
    charged_s INTEGER NOT NULL,
    first_ms INTEGER,
    last_ms INTEGER,
    meter TEXT NOT NULL,
    meter_device TEXT NOT NULL,
    start_wh INTEGER,
    stop_wh INTEGER,
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    grid_wh INTEGER NOT NULL,
    solar_wh INTEGER NOT NULL,
    battery_wh INTEGER NOT NULL,
    gap_wh INTEGER NOT NULL,
    cost_uct INTEGER NOT NULL,
    unpriced_wh INTEGER NOT NULL,
    user TEXT,
    tag TEXT,
    flags TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_begin ON sessions (plugged_ms, id);
  CREATE TABLE quarters (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    grid_wh INTEGER NOT NULL,
    solar_wh INTEGER NOT NULL,
    battery_wh INTEGER NOT NULL,
    price_mct INTEGER,
    own_mct INTEGER NOT NULL,
    tariff TEXT,
    cost_uct INTEGER NOT NULL,
    gap INTEGER NOT NULL CHECK (gap IN (0, 1))
  ) STRICT;
  CREATE INDEX quarters_by_session ON quarters (session);
  CREATE TABLE corrections (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    what TEXT NOT NULL
  ) STRICT;
  CREATE INDEX corrections_by_session ON corrections (session);
  CREATE TABLE signed_values (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('begin', 'end', 'during')),
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    text TEXT NOT NULL,
    public_key TEXT
  ) STRICT;
  CREATE INDEX signed_by_session ON signed_values (session);
  CREATE TABLE open_sessions (
    charge_point TEXT NOT NULL PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE metering_terms (n INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
  CREATE TABLE metering_quarters (
    n INTEGER PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    price_ct REAL,
    terms INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX metering_by_time ON metering_quarters (from_ms);
  `,
];

/** Brings a file up to date. Throws what SQLite throws, `SQLITE_NOTADB` for one that is not ours. */
export function migrateSessions(db: Database.Database): void {
  const from = Number(db.pragma('user_version', { simple: true }));
  if (from >= steps.length) return;
  db.transaction(() => {
    for (const step of steps.slice(from)) db.exec(step);
    db.pragma(`application_id = ${sessionsApplicationId}`);
    db.pragma(`user_version = ${steps.length}`);
  }).immediate();
}
