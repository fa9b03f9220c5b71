import type { MeterValue } from '../ports.ts';

/** A charge point measures when it does: a value that comes this much early is the one that was meant. */
const earlyMs = 2500;
const mostKnown = 200;

/**
 * Values of a charge point as often as a backend wants them: we ask for them every few seconds, for the control loop. Only
 * periodic values are left out, whole; what is signed, asked for, or of a begin, an end or a moment of the day is always told.
 */
export class Thinning {
  /** Wall ms of the last periodic value that was told, by transaction or connector. */
  readonly #toldAtMs = new Map<string, number>();

  /** `of`: the transaction, or the connector without one. `everyS` 0: no periodic values. */
  take(of: string, values: readonly MeterValue[], everyS: number): readonly MeterValue[] {
    return values.filter((value) => !isPeriodic(value) || this.#isDue(of, value.atMs, everyS));
  }

  #isDue(of: string, atMs: number, everyS: number): boolean {
    if (everyS <= 0) return false;
    const lastMs = this.#toldAtMs.get(of);
    // A clock that was set back begins anew.
    if (lastMs !== undefined && atMs >= lastMs && atMs - lastMs < everyS * 1000 - earlyMs) return false;
    this.#toldAtMs.delete(of);
    this.#toldAtMs.set(of, atMs);
    const [oldest] = this.#toldAtMs.keys();
    if (this.#toldAtMs.size > mostKnown && oldest !== undefined) this.#toldAtMs.delete(oldest);
    return true;
  }
}

const isPeriodic = ({ samples }: MeterValue): boolean =>
  samples.every(
    ({ format, context }) => format !== 'SignedData' && (context === undefined || context === 'Sample.Periodic'),
  );
