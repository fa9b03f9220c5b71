/** Who occupies a charge point, as it is kept on disk until the car is unplugged. Times are wall ms. */
export interface Occupancy {
  readonly chargePoint: string;
  /** `id` in the site's users. */
  readonly user?: string;
  /** `id` in the site's tags. */
  readonly tag?: string;
  /** A card with that function or a PIN was shown. */
  readonly authorised: boolean;
  /** A car has been plugged in then or since: the next time nobody is, it ends. */
  readonly begun: boolean;
  readonly atMs: number;
  /** Who said so: "admin", a token's name, "auto". */
  readonly source: string;
  /** What cards have asked for. */
  readonly applied: Applied;
}

/** What the cards of a session come to. */
export interface Applied {
  readonly paused?: boolean;
  readonly userRulesOff?: boolean;
  readonly ruleSet?: string;
  /** mA per phase. */
  readonly maxMa?: number;
  readonly phases?: 1 | 3 | 'auto';
  readonly priority?: number;
}
