/** How a rule came out: its condition with those linked to it; `held` = it only holds on. */
export type DryRunState = 'true' | 'false' | 'held' | 'noValue' | 'notReached';

/** A stretch of time in which nothing changes. */
export interface DryRunSpan {
  readonly from: string;
  readonly to: string;
  /** What the rules ask for, A per phase. */
  readonly resultA: number;
  /** Of the surplus only. */
  readonly surplus: boolean;
  /** The rule that gave it; null: none did. */
  readonly rule: string | null;
  /** By id of the rule; of another set `set/id`. */
  readonly states: Readonly<Record<string, DryRunState>>;
}

export interface DryRunResult {
  readonly everyS: number;
  readonly spans: readonly DryRunSpan[];
  /** Where nothing was recorded. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
  /** Names that the rules read and that no recording has; rules see no value there. */
  readonly unknown: readonly string[];
  /** There were more spans than are told. */
  readonly cut: boolean;
}
