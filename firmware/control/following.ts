/** Drawing this much more than offered is not following. */
export const toleranceMa = 1000;
/** More than noise between two readings: the car is on its way up or down. */
const stillMovingMa = 300;
/** Less than this is no charging. */
const noDrawMa = 500;
const lastingMs = 15_000;
/** The longest a car takes after a pause until it draws (plant.md), and some. */
const risesWithinMs = 60_000;

/** What is kept of how a car follows. Times are monotonic ms. */
export interface FollowingKept {
  overdrawSinceMs: number | undefined;
  /** Lowest draw above the offer so far; 0 while there is none. */
  overdrawLowMa: number;
  excessSinceMs: number | undefined;
  notFollowingSinceMs: number | undefined;
  takesLessSinceMs: number | undefined;
  lastDrawnMa: number;
}

/** Whether the car at one charge point takes what it is offered: more, less, or on its way. */
export class Following {
  #kept: FollowingKept = {
    overdrawSinceMs: undefined,
    overdrawLowMa: 0,
    excessSinceMs: undefined,
    notFollowingSinceMs: undefined,
    takesLessSinceMs: undefined,
    lastDrawnMa: 0,
  };

  /** Takes the highest of its phases, mA. True while it draws more than its offer and is on its way down. */
  observe(drawnMa: number, offerMa: number, nowMs: number): boolean {
    const kept = this.#kept;
    const falling = this.#observeExcess(drawnMa, offerMa, nowMs);
    const since = kept.overdrawSinceMs;
    if (since !== undefined && nowMs - since >= lastingMs) kept.notFollowingSinceMs ??= since;
    else if (drawnMa < noDrawMa) kept.notFollowingSinceMs = undefined;
    const lessThanOffered = offerMa > 0 && drawnMa < offerMa - toleranceMa;
    if (!lessThanOffered) kept.takesLessSinceMs = undefined;
    else if (drawnMa > kept.lastDrawnMa + stillMovingMa) kept.takesLessSinceMs = nowMs;
    else kept.takesLessSinceMs ??= nowMs;
    kept.lastDrawnMa = drawnMa;
    return falling;
  }

  /** Since when it draws more than it is offered although it was told long enough ago; undefined while it follows. */
  get notFollowingSinceMs(): number | undefined {
    return this.#kept.notFollowingSinceMs;
  }

  /** True while it draws beyond its offer for 15 s or more without falling. */
  exceeds(nowMs: number): boolean {
    const { excessSinceMs, notFollowingSinceMs } = this.#kept;
    const lasting = excessSinceMs !== undefined && nowMs - excessSinceMs >= lastingMs;
    return lasting || notFollowingSinceMs !== undefined;
  }

  /** True while it takes clearly less than it is offered, for 15 s or more. */
  takesLess(nowMs: number): boolean {
    const { takesLessSinceMs } = this.#kept;
    return takesLessSinceMs !== undefined && nowMs - takesLessSinceMs >= lastingMs;
  }

  /** True while it may still be on its way up; `recentMa`: the most it drew of late. After a pause it takes up to 45 s. */
  mayStillRise(recentMa: number, nowMs: number): boolean {
    const { takesLessSinceMs } = this.#kept;
    if (takesLessSinceMs === undefined) return true;
    return nowMs - takesLessSinceMs < (recentMa > toleranceMa ? lastingMs : risesWithinMs);
  }

  /** The car has gone; the next one may follow. */
  forget(): void {
    this.#kept.notFollowingSinceMs = undefined;
  }

  save(): FollowingKept {
    return structuredClone(this.#kept);
  }

  restore(kept: FollowingKept): void {
    this.#kept = kept;
  }

  /** A draw above the offer that reaches no new low is not on its way down. */
  #observeExcess(drawnMa: number, offerMa: number, nowMs: number): boolean {
    const kept = this.#kept;
    const over = drawnMa > offerMa + stillMovingMa;
    if (!over) kept.overdrawLowMa = 0;
    const falling = over && (kept.overdrawLowMa === 0 || drawnMa < kept.overdrawLowMa - stillMovingMa);
    if (falling) kept.overdrawLowMa = drawnMa;
    if (!over) kept.excessSinceMs = undefined;
    else if (falling) kept.excessSinceMs = nowMs;
    else kept.excessSinceMs ??= nowMs;
    if (drawnMa <= offerMa + toleranceMa) kept.overdrawSinceMs = undefined;
    else if (falling) kept.overdrawSinceMs = nowMs;
    else kept.overdrawSinceMs ??= nowMs;
    return falling;
  }
}
