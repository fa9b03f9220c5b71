import { createHash } from 'node:crypto';
import type { StoredSecret } from '../../store/secrets.ts';
import { StoreError } from '../../store/store-error.ts';

export interface StationSecretsOptions {
  readonly read: (name: string) => StoredSecret | undefined;
  /** Throws StoreError. */
  readonly write: (name: string, secret: StoredSecret) => void;
  readonly log: { warn(facts: object, sentence: string): void };
}

/**
 * Passwords that backends have given to single stations (AuthorizationKey, BasicAuthPassword), kept as all secrets are. One
 * counts until an administrator puts another password for the whole backend.
 */
export class StationSecrets {
  readonly #o: StationSecretsOptions;

  constructor(options: StationSecretsOptions) {
    this.#o = options;
  }

  /** `station`: `backend/station`; `base`: what the backend's document says. */
  of(station: string, base: string | undefined): string | undefined {
    const own = this.#o.read(fileOf(station));
    return own !== undefined && own.password !== '' && own.user === markOf(base) ? own.password : base;
  }

  /** False: the disk has refused it, and the one before counts. */
  set(station: string, base: string | undefined, password: string): boolean {
    try {
      this.#o.write(fileOf(station), { user: markOf(base), password });
      return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#o.log.warn({ err: error, station }, 'the password that a backend gave to a station is not on disk');
      return false;
    }
  }

  /** The backend is configured no more. */
  forget(station: string): void {
    if (this.#o.read(fileOf(station)) !== undefined) this.set(station, undefined, '');
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Names of secrets are short and of few letters. */
const fileOf = (station: string): string => `ocpp-${hashOf(station).slice(0, 24)}`;
/** The password that it took the place of. */
const markOf = (base: string | undefined): string => (base === undefined ? '' : hashOf(base));
