/** The plan of a car that has to be ready by a time, as cheap as possible. Times are wall ms. */
export interface DeadlinePlanView {
  readonly madeAtMs: number;
  readonly departureMs: number;
  readonly slots: readonly { readonly fromMs: number; readonly toMs: number; readonly currentMa: number }[];
  readonly costCt: number;
  /** What it will not get in time. */
  readonly missingWh: number;
}

export interface DeadlinePort {
  /** Undefined: no need with energy and departure, no prices that differ, or no time to lose: the car charges at once. */
  plan(chargePoint: string): DeadlinePlanView | undefined;
}
