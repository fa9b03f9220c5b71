import type Database from 'better-sqlite3';
import type { Role } from '../../domain/rights.ts';
import { StoreError } from '../store-error.ts';

/** A bearer token as it is kept: its SHA-256 in hex, never itself. `expiresMs` is wall time, undefined = never. */
export interface TokenRecord {
  readonly name: string;
  readonly role: Role;
  readonly sha256: string;
  readonly expiresMs?: number;
}

/** Sign-in data of one database; the caller makes the transaction. */
export interface AccountsTable {
  /** True when at least one password is stored. */
  any(): boolean;
  password(user: string): string | undefined;
  setPassword(user: string, phc: string): void;
  tokens(): readonly TokenRecord[];
  /** Throws StoreError `exists`. */
  addToken(token: TokenRecord): void;
  removeToken(name: string): boolean;
}

interface TokenRow {
  readonly name: string;
  readonly role: Role;
  readonly sha256: string;
  readonly expires_ms: number | null;
}

/** The tables of passwords and tokens. */
export function accountsTable(db: Database.Database): AccountsTable {
  const any = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM passwords');
  const password = db.prepare<[string], { phc: string }>('SELECT phc FROM passwords WHERE user = ?');
  const setPassword = db.prepare<[string, string]>(
    'INSERT INTO passwords (user, phc) VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET phc = excluded.phc',
  );
  const tokens = db.prepare<[], TokenRow>(
    `SELECT name, CASE WHEN EXISTS (SELECT 1 FROM leader_tokens l WHERE l.name = t.name) THEN 'leader' ELSE role END AS role,
      sha256, expires_ms FROM tokens t ORDER BY rowid`,
  );
  const addToken = db.prepare<[string, string, string, number | null]>(
    'INSERT INTO tokens (name, role, sha256, expires_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  // The check on `tokens.role` is older than this role, and no step changes a table: to a program before it such a token is a viewer's.
  const addLeader = db.prepare<[string]>('INSERT INTO leader_tokens (name) VALUES (?)');
  const removeLeader = db.prepare<[string]>('DELETE FROM leader_tokens WHERE name = ?');
  const removeToken = db.prepare<[string]>('DELETE FROM tokens WHERE name = ?');
  return {
    any: () => (any.get()?.n ?? 0) > 0,
    password: (user) => password.get(user)?.phc,
    setPassword: (user, phc) => void setPassword.run(user, phc),
    tokens: () =>
      tokens.all().map(({ expires_ms, ...token }) => ({
        ...token,
        ...(expires_ms === null ? {} : { expiresMs: expires_ms }),
      })),
    addToken({ name, role, sha256, expiresMs }) {
      const expires = expiresMs === undefined ? null : Math.trunc(expiresMs);
      if (addToken.run(name, role === 'leader' ? 'viewer' : role, sha256, expires).changes === 0)
        throw new StoreError('exists', `there is a token "${name}" already`, { what: 'tokens' });
      removeLeader.run(name);
      if (role === 'leader') addLeader.run(name);
    },
    removeToken(name) {
      removeLeader.run(name);
      return removeToken.run(name).changes > 0;
    },
  };
}
