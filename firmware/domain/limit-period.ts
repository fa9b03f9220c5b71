/** What the grid connection and the charge points drew, means of whole minutes, W. */
export interface MeasuredPower {
  readonly meanW: number;
  readonly highestW: number;
}

/**
 * One thing that the proof log says limited the site: a command, or a fail-safe value that joined in, from its receipt to its
 * end, with what became of it.
 */
export interface LimitPeriod {
  /** Number of its row in the chain `grid`. */
  readonly row: number;
  readonly kind: 'command' | 'many' | 'failsafe';
  /** `channel:emt1`, `test`, `lpc`, `relay`, `lan`; `box`: the box itself. */
  readonly source: string;
  /** Pseudonym of who it was; null: nobody. */
  readonly by: string | null;
  readonly at: string;
  /** The first cycle whose limits were computed with it; null: none yet, or never. */
  readonly appliedAt: string | null;
  /** Null: it holds. */
  readonly endedAt: string | null;
  /** `overtaken`, `changed`, `over`; null: it holds. */
  readonly endedWhy: string | null;
  /** What was commanded, as it stands in the log. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What the limits were that it set. */
  readonly limits: readonly {
    readonly id: string;
    /** Circuit or charge point. */
    readonly place: string;
    readonly value: number;
    readonly unit: 'A' | 'W';
  }[];
  /** Charge points that hold a current decided with it, and those that never said so. */
  readonly confirmed: readonly string[];
  readonly unconfirmed: readonly string[];
  /** When the last of them confirmed. */
  readonly confirmedAt: string | null;
  /** While it held; null: no whole minute was measured. */
  readonly gridW: MeasuredPower | null;
  readonly chargePointsW: MeasuredPower | null;
}
