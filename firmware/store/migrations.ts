/**
 * The steps from an empty file to today's tables; the version of a file (`user_version`) is how many of them it has seen.
 * A step that has been released is never changed, a new one is added at the end. Every table is an ordinary rowid table.
 * A step only adds tables and indexes: so a program that was rolled back finds all it knows in a newer file, and works
 * on it (docs/decisions, "A newer file stays readable").
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE changes (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    box TEXT NOT NULL,
    number INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE variables (
    key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    value REAL,
    expr TEXT,
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    temporary INTEGER NOT NULL DEFAULT 0 CHECK (temporary IN (0, 1)),
    CHECK (value IS NULL OR expr IS NULL)
  ) STRICT;
  CREATE TABLE rulings (
    limit_id TEXT NOT NULL PRIMARY KEY,
    circuit TEXT NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('mA', 'W')),
    value REAL NOT NULL CHECK (value >= 0),
    text TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE site_versions (
    version INTEGER PRIMARY KEY,
    etag TEXT NOT NULL,
    document TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE passwords (
    user TEXT NOT NULL PRIMARY KEY,
    phc TEXT NOT NULL
  ) STRICT;
  CREATE TABLE tokens (
    name TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'user', 'installer', 'administrator')),
    sha256 TEXT NOT NULL UNIQUE,
    expires_ms INTEGER
  ) STRICT;
  CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE orders (
    charge_point TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('override', 'need', 'phases')),
    limit_ma INTEGER CHECK (limit_ma >= 0),
    until_ms INTEGER,
    rules_off INTEGER NOT NULL CHECK (rules_off IN (0, 1)),
    energy_wh REAL CHECK (energy_wh >= 0),
    counter_wh REAL,
    departure_ms INTEGER,
    phases INTEGER CHECK (phases IN (1, 3)),
    begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (charge_point, kind)
  ) STRICT;
  `,
  `
  CREATE TABLE gateway (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    document TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE channels (
    id TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE released_variables (
    key TEXT NOT NULL PRIMARY KEY,
    who TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE grid_sources (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE outside_plans (
    kind TEXT NOT NULL CHECK (kind IN ('circuit', 'chargePoint', 'battery')),
    place TEXT NOT NULL,
    entries TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (kind, place)
  ) STRICT;
  `,
  `
  CREATE TABLE day_prices (
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    spans TEXT NOT NULL,
    PRIMARY KEY (source, day)
  ) STRICT;
  `,
  `
  CREATE TABLE occupancies (
    charge_point TEXT NOT NULL PRIMARY KEY,
    user TEXT,
    tag TEXT,
    authorised INTEGER NOT NULL CHECK (authorised IN (0, 1)),
    begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    applied TEXT NOT NULL
  ) STRICT;
  CREATE TABLE tag_uses (
    tag TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL CHECK (count >= 0)
  ) STRICT;
  CREATE TABLE pins (
    user TEXT NOT NULL PRIMARY KEY,
    phc TEXT NOT NULL
  ) STRICT;
  CREATE TABLE budget_days (
    owner TEXT NOT NULL,
    day_ms INTEGER NOT NULL,
    energy_wh REAL NOT NULL,
    charged_s REAL NOT NULL,
    PRIMARY KEY (owner, day_ms)
  ) STRICT;
  CREATE TABLE budget_marks (
    owner TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE budget_counters (
    charge_point TEXT NOT NULL PRIMARY KEY,
    counter_wh REAL NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE ocpp_documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT;
  `,
  `
  CREATE TABLE charge_boxes (
    identity TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE charge_box_transactions (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 2147483647),
    identity TEXT NOT NULL,
    connector INTEGER NOT NULL,
    key TEXT NOT NULL,
    local_tx TEXT NOT NULL UNIQUE,
    theirs TEXT,
    id_tag TEXT NOT NULL,
    meter_start_wh REAL NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    meter_stop_wh REAL,
    reason TEXT
  ) STRICT;
  CREATE INDEX charge_box_transactions_of ON charge_box_transactions (identity, theirs);
  `,
  // Beside `orders`, whose kinds a program that was rolled back knows.
  `
  CREATE TABLE remote_orders (
    charge_point TEXT NOT NULL PRIMARY KEY,
    limit_ma INTEGER NOT NULL CHECK (limit_ma >= 0),
    until_ms INTEGER NOT NULL,
    begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE leader_tokens (
    name TEXT NOT NULL PRIMARY KEY
  ) STRICT;
  `,
];

/** The tables that `last-good.sqlite` follows: all but the audit trail and what can be fetched again. */
export const followedTables = [
  'changes',
  'variables',
  'rulings',
  'site_versions',
  'passwords',
  'tokens',
  'leader_tokens',
  'meta',
  'orders',
  'gateway',
  'channels',
  'released_variables',
  'grid_sources',
  'outside_plans',
  'occupancies',
  'tag_uses',
  'pins',
  'budget_marks',
  'ocpp_documents',
  'charge_boxes',
  'charge_box_transactions',
  'remote_orders',
];

/** "NtWa": tells our files from any other SQLite file. */
export const applicationId = 0x4e745761;
