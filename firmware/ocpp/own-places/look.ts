import type { ChargeState } from '../../domain/device.ts';
import type { PerPhase } from '../../domain/phases.ts';

/** A charge point of our own after a control cycle, as a place sees it. Missing = not known now. */
export interface OwnLook {
  /** Undefined: it does not answer. */
  readonly state: ChargeState | undefined;
  readonly minA: number;
  readonly offeredA: number | undefined;
  readonly drawnA: PerPhase<number | undefined>;
  readonly powerW: number | undefined;
  /** The counter of the charge point or of its meter, Wh. */
  readonly counterWh: number | undefined;
  /** What the session that runs has come to, Wh. */
  readonly sessionWh: number | undefined;
  /** Nobody has to show anything there, or somebody did. */
  readonly authorised: boolean;
  /** Since when somebody occupies it, wall ms; undefined: nobody does. */
  readonly occupiedAtMs: number | undefined;
  /** Of the card that was shown. */
  readonly uid: string | undefined;
}

/** IEC 61851-1: a car is there. */
export const hasCar = (state: ChargeState | undefined): boolean => state === 'B' || state === 'C' || state === 'D';

/** Less is what meters show of a car that draws nothing, A. */
const nothingA = 0.5;

/** Undefined: nobody measures it. */
export function drawsCurrent({ drawnA, powerW }: OwnLook): boolean | undefined {
  const known = drawnA.filter((one): one is number => one !== undefined);
  if (known.length > 0) return known.some((one) => one > nothingA);
  return powerW === undefined ? undefined : powerW > nothingA * 230;
}
