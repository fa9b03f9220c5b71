import type { ClaimedMarker } from './claimed-marker.ts';
import { reading } from './reading.ts';
import type { TokenRecord } from './tables/accounts.ts';
import type { Writer } from './writer.ts';

/** Sign-in data; serves the API's account port. */
export interface AccountsStore {
  /** `unknown`: no password is left, but the marker says there was an owner. */
  claimed(): true | false | 'unknown';
  /** The stored hash. */
  password(user: string): string | undefined;
  setPassword(user: string, phc: string): void;
  tokens(): readonly TokenRecord[];
  /** Throws StoreError `exists`. */
  addToken(token: TokenRecord): void;
  /** False when there was none of that name. */
  removeToken(name: string): boolean;
}

/** The accounts behind a writer. */
export function accountsStore(writer: Writer, marker: ClaimedMarker): AccountsStore {
  const { accounts } = writer.tables;
  return {
    claimed: () => reading(() => accounts.any()) || (marker.present() ? 'unknown' : false),
    password: (user) => reading(() => accounts.password(user)),
    setPassword(user, phc) {
      writer.change('sign-in', (tables) => tables.accounts.setPassword(user, phc));
      // After the password: the other way round a power cut between the two would leave a box that nobody can own.
      marker.write();
    },
    tokens: () => reading(() => accounts.tokens()),
    addToken: (token) => writer.change('tokens', (tables) => tables.accounts.addToken(token)),
    removeToken(name) {
      if (!reading(() => accounts.tokens()).some((token) => token.name === name)) return false;
      return writer.change('tokens', (tables) => tables.accounts.removeToken(name));
    },
  };
}
