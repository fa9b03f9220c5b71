import { notTaken } from './refusal.ts';

/**
 * All rounds of all password hashes of one file together. OpenSSL asks for 6,000, GnuTLS for 1,800,000 (4,200,000 for
 * triple DES).
 */
const maxRounds = 6_000_000;

/** Counts what a file asks of the processor, so that a hostile one costs some seconds and no more. */
export class Work {
  #rounds = 0;

  /** Code: `badPkcs12`. */
  spend(iterations: number): void {
    if (!Number.isSafeInteger(iterations) || iterations < 1)
      throw notTaken('The PKCS#12 file has no valid iteration count');
    this.#rounds += iterations;
    if (this.#rounds > maxRounds)
      throw notTaken(`The PKCS#12 file asks for more than ${maxRounds} rounds of password hashing; make it with fewer`);
  }
}
