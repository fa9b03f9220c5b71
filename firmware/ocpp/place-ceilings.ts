import type { Clock } from '../domain/clock.ts';
import type { BackendCeiling as KnownCeiling } from '../domain/known.ts';
import type { BackendCeiling } from './ports.ts';

/** What backends allow at one place, each for itself, as the control loop takes it. */
export class PlaceCeilings {
  readonly #options: {
    /** The device's id; absent: the house connection. */
    readonly chargePoint?: string;
    readonly clock: Clock;
    /** Something has changed: the loop is told at once. */
    readonly changed: () => void;
  };
  readonly #ceilings = new Map<string, KnownCeiling>();

  constructor(options: { readonly chargePoint?: string; readonly clock: Clock; readonly changed: () => void }) {
    this.#options = options;
  }

  /** Undefined: this backend says nothing any more. */
  set(backend: string, ceiling: BackendCeiling | undefined): void {
    const before = this.#ceilings.get(backend);
    if (ceiling === undefined) {
      if (this.#ceilings.delete(backend)) this.#options.changed();
      return;
    }
    const { chargePoint, clock } = this.#options;
    const { maxMa, maxW, phases, why, untilMs } = ceiling;
    // What is no number must not come to mean "no limit".
    const now = {
      ...{ backend, why },
      ...(chargePoint === undefined ? {} : { chargePoint }),
      ...(maxMa === undefined ? {} : { maxMa: bounded(maxMa) }),
      ...(maxW === undefined ? {} : { maxW: bounded(maxW) }),
      ...(phases === undefined ? {} : { phases }),
    };
    const until = untilMs === undefined ? {} : { untilMs };
    if (before !== undefined && says(before) === says({ ...now, sinceMs: 0 })) {
      // The same for longer or shorter is no news for the loop, but is for who reads it.
      if (before.untilMs === untilMs) return;
      this.#ceilings.set(backend, { ...now, sinceMs: before.sinceMs, ...until });
    } else this.#ceilings.set(backend, { ...now, sinceMs: clock.wallMs(), ...until });
    this.#options.changed();
  }

  /** Of the backends that say something. */
  list(): readonly KnownCeiling[] {
    return [...this.#ceilings.values()];
  }
}

const bounded = (value: number): number => (Number.isFinite(value) ? Math.max(0, Math.floor(value)) : 0);

const says = ({ maxMa, maxW, phases, why }: KnownCeiling): string => JSON.stringify([maxMa, maxW, phases, why]);
