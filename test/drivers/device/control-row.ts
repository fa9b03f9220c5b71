import type { Frame } from './image-bus.ts';

/** The frames that the control actions of one product send. */
export interface Row {
  readonly id: string;
  readonly connector?: number;
  /** From switched off (or held at zero) to 16 A. */
  readonly raise: readonly Frame[];
  /** From 16 A to 10.5 A. */
  readonly lower: readonly Frame[];
  readonly stop: readonly Frame[];
  /** With the first set-point, once a period, for this time. */
  readonly signOfLife?: { readonly frames: readonly Frame[]; readonly periodMs: number };
  readonly onePhase?: readonly Frame[];
  readonly threePhases?: readonly Frame[];
  readonly wake?: readonly Frame[];
  /** From 10 A without a time-out to the 6 A of the site. */
  readonly failsafe?: readonly Frame[];
}

/** A product of which something that control writes has to be confirmed first: `confirmed`, or its current limit. */
export type UnconfirmedRow = Pick<Row, 'id' | 'raise' | 'stop'> & { readonly confirmed?: string };
