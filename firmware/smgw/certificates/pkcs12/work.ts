import { notTaken } from './refusal.ts';

/** All rounds of all password hashes of one file together; usual files ask for 6,000 to 300,000. */
const maxRounds = 1_000_000;

/** Counts what a file asks of the processor, so that a hostile one costs a second and no more. */
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
