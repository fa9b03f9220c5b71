import { secretName } from '../domain/site/primitives.ts';
import type { StoredSecret } from '../store/secrets.ts';

export interface SecretDeskParts {
  /** Throws StoreError `notPersisted`. */
  readonly write: (name: string, secret: StoredSecret) => void;
  readonly isSet: (name: string) => boolean;
  readonly audit: (who: string, what: string) => void;
}

/** Passwords of devices and brokers: they can be set, and are never given back. */
export class SecretDesk {
  readonly #parts: SecretDeskParts;

  constructor(parts: SecretDeskParts) {
    this.#parts = parts;
  }

  has(name: string): boolean {
    // A document that was not checked yet may hold any text.
    return secretName.safeParse(name).success && this.#parts.isSet(name);
  }

  /** Code: `notPersisted` (503). */
  set(name: string, secret: StoredSecret, author: { readonly name: string }): void {
    this.#parts.write(name, secret);
    this.#parts.audit(author.name, `secret ${name} set`);
  }
}
