/** What is known of one variable with a trigger. */
export interface TriggerKept {
  /** Its formula was true in the cycle before. */
  readonly wasTrue: boolean;
  /** Until when it is 1, monotonic ms; undefined: it is 0. */
  readonly untilMs: number | undefined;
}

/** How a trigger works: seconds that it stays 1, and whether they begin anew while its formula is true. */
export interface TriggerSettings {
  readonly seconds: number;
  readonly retrigger: boolean;
}

const idle: TriggerKept = { wasTrue: false, untilMs: undefined };

/**
 * Variables that a formula triggers (original-product E2): 1 from the moment at which it becomes true, 0 again after a time. A
 * formula without a value is not true. What may be written is only looked at; what is written is kept.
 */
export class Triggers {
  #kept: ReadonlyMap<string, TriggerKept> = new Map();
  #next = new Map<string, TriggerKept>();
  #nowMs = 0;

  save(): ReadonlyMap<string, TriggerKept> {
    return this.#kept;
  }

  restore(kept: ReadonlyMap<string, TriggerKept>): void {
    this.#kept = kept;
  }

  /** A cycle begins. */
  begin(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#next = new Map();
  }

  /** 1 or 0 for a formula's value in this cycle. */
  look(key: string, settings: TriggerSettings, value: number | undefined): 0 | 1 {
    const next = this.#after(key, settings, value);
    this.#next.set(key, next);
    return next.untilMs === undefined ? 0 : 1;
  }

  /** What was looked at last is what holds: called once the table in force is made, before others are tried. */
  keep(): void {
    this.#kept = this.#next;
    this.#next = new Map();
  }

  #after(key: string, { seconds, retrigger }: TriggerSettings, value: number | undefined): TriggerKept {
    const before = this.#kept.get(key) ?? idle;
    const isTrue = value !== undefined && value !== 0;
    const begins = isTrue && (!before.wasTrue || retrigger);
    const runs = before.untilMs !== undefined && before.untilMs > this.#nowMs;
    // Without retrigger a time that runs is not begun anew.
    if (begins && (retrigger || !runs)) return { wasTrue: true, untilMs: this.#nowMs + seconds * 1000 };
    return { wasTrue: isTrue, untilMs: runs ? before.untilMs : undefined };
  }
}
