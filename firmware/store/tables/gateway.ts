import type Database from 'better-sqlite3';

/** A document of the gateway or of a channel, as text, with the wall time of its put. */
export interface StoredDocument {
  readonly document: unknown;
  readonly atMs: number;
}

/** A variable that a person took back from its channel until that channel writes again; `key` in small letters. */
export interface ReleasedVariable {
  readonly key: string;
  readonly who: string;
  readonly atMs: number;
}

/** Gateway, channels and releases in one database; the caller makes the transaction. */
export interface GatewayTable {
  gateway(): StoredDocument | undefined;
  putGateway(text: string, atMs: number): void;
  /** In the order of their ids. */
  channels(): readonly (StoredDocument & { readonly id: string })[];
  putChannel(id: string, text: string, atMs: number): void;
  removeChannel(id: string): void;
  released(): readonly ReleasedVariable[];
  release(variable: ReleasedVariable): void;
  endRelease(key: string): void;
}

interface Row {
  readonly document: string;
  readonly at_ms: number;
}

/** The tables `gateway`, `channels` and `released_variables`. */
export function gatewayTable(db: Database.Database): GatewayTable {
  const gateway = db.prepare<[], Row>('SELECT document, at_ms FROM gateway WHERE one = 1');
  const putGateway = db.prepare<[string, number]>(
    `INSERT INTO gateway (one, document, at_ms) VALUES (1, ?, ?)
     ON CONFLICT (one) DO UPDATE SET document = excluded.document, at_ms = excluded.at_ms`,
  );
  const channels = db.prepare<[], Row & { readonly id: string }>(
    'SELECT id, document, at_ms FROM channels ORDER BY id',
  );
  const putChannel = db.prepare<[string, string, number]>(
    `INSERT INTO channels (id, document, at_ms) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET document = excluded.document, at_ms = excluded.at_ms`,
  );
  const removeChannel = db.prepare<[string]>('DELETE FROM channels WHERE id = ?');
  const released = db.prepare<[], ReleasedVariable>(
    'SELECT key, who, at_ms AS atMs FROM released_variables ORDER BY key',
  );
  const release = db.prepare<[string, string, number]>(
    `INSERT INTO released_variables (key, who, at_ms) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET who = excluded.who, at_ms = excluded.at_ms`,
  );
  const endRelease = db.prepare<[string]>('DELETE FROM released_variables WHERE key = ?');
  const parsed = ({ document, at_ms }: Row): StoredDocument => ({ document: JSON.parse(document), atMs: at_ms });
  return {
    gateway() {
      const row = gateway.get();
      return row && parsed(row);
    },
    putGateway: (text, atMs) => void putGateway.run(text, Math.trunc(atMs)),
    channels: () => channels.all().map((row) => ({ id: row.id, ...parsed(row) })),
    putChannel: (id, text, atMs) => void putChannel.run(id, text, Math.trunc(atMs)),
    removeChannel: (id) => void removeChannel.run(id),
    released: () => released.all(),
    release: ({ key, who, atMs }) => void release.run(key, who, Math.trunc(atMs)),
    endRelease: (key) => void endRelease.run(key),
  };
}
