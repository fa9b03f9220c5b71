import type { ChargeState } from '../domain/device.ts';

/** A draw below this is none, mA. */
export const noDrawMa = 500;

/** What the modules about habits of cars see of one charge point in one cycle. Times are monotonic ms. */
export interface CarFacts {
  readonly nowMs: number;
  /** Undefined while the charge point does not say. */
  readonly state: ChargeState | undefined;
  /** The set-point in force, mA. */
  readonly offerMa: number;
  /** The highest phase, mA; undefined where it is not measured or too old. */
  readonly drawnMa: number | undefined;
}
