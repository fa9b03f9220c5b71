import type { AddressMeans } from '../../../drivers/link/outbound-addresses.ts';
import type { Timers } from '../../../drivers/link/timers.ts';

/** User and password of a secret, as they are now. */
export interface SecretPair {
  readonly user: string;
  readonly password: string;
}

/** What sending needs of the program. */
export interface SendMeans extends AddressMeans {
  readonly timers: Timers;
  readonly secret: (name: string) => SecretPair | undefined;
  /** Certificates (PEM) that are trusted instead of the system's; undefined: the system's. */
  readonly trusted: readonly string[] | undefined;
}
