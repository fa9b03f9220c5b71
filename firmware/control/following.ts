import { isClearlyLess } from './car-knowledge.ts';

/** Drawing this much more than offered is not following. */
export const toleranceMa = 1000;
/** More than noise between two readings: the car is on its way up or down. */
const stillMovingMa = 300;
/** Less than this is no charging. */
const noDrawMa = 500;
const lastingMs = 15_000;
/** A small excess that lasted counts so long after it was seen last. */
const penaltyMs = 300_000;
/** Who does not follow rests a minute, and each time four times as long, at most an hour. */
const firstRestMs = 60_000;
const lastRestMs = 3_600_000;

/** The longest a car takes after a pause until it draws (plant.md), and some. */
const risesWithinMs = 60_000;

/** What is kept of how a car follows. Times are monotonic ms. */
export interface FollowingKept {
  overdrawSinceMs: number | undefined;
  /** Lowest draw above the offer so far; 0 while there is none. */
  overdrawLowMa: number;
  excessSinceMs: number | undefined;
  notFollowingSinceMs: number | undefined;
  /** Since when it draws nothing while it does not follow, and how often this car did not. */
  restsSinceMs: number | undefined;
  refusals: number;
  /** The largest excess of late that stayed below what pauses it, and when one was seen last. */
  penalty: { readonly ma: number; readonly atMs: number } | undefined;
  lastOfferMa: number;
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
    restsSinceMs: undefined,
    refusals: 0,
    penalty: undefined,
    lastOfferMa: 0,
    takesLessSinceMs: undefined,
    lastDrawnMa: 0,
  };

  /** Takes the highest of its phases, mA. True while it draws more than its offer and is on its way down. */
  observe(drawnMa: number, offerMa: number, nowMs: number): boolean {
    const kept = this.#kept;
    const falling = this.#observeExcess(drawnMa, offerMa, nowMs);
    this.#observeRefusal(drawnMa, nowMs);
    const lessThanOffered = offerMa > 0 && drawnMa < offerMa - toleranceMa;
    if (!lessThanOffered) kept.takesLessSinceMs = undefined;
    else if (drawnMa > kept.lastDrawnMa + stillMovingMa) kept.takesLessSinceMs = nowMs;
    else kept.takesLessSinceMs ??= nowMs;
    kept.lastDrawnMa = drawnMa;
    kept.lastOfferMa = offerMa;
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

  /** What it was seen to draw beyond its offers for good, within the tolerance and of late, mA. */
  penaltyMa(nowMs: number): number {
    const { penalty } = this.#kept;
    return penalty !== undefined && nowMs - penalty.atMs < penaltyMs ? penalty.ma : 0;
  }

  /** True while it takes clearly less than it is offered, for 15 s or more. */
  takesLess(nowMs: number): boolean {
    const { takesLessSinceMs, lastDrawnMa, lastOfferMa } = this.#kept;
    const isLess = isClearlyLess(lastDrawnMa, lastOfferMa);
    return isLess && takesLessSinceMs !== undefined && nowMs - takesLessSinceMs >= lastingMs;
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
    this.#kept.restsSinceMs = undefined;
    this.#kept.refusals = 0;
    this.#kept.penalty = undefined;
  }

  save(): FollowingKept {
    return structuredClone(this.#kept);
  }

  restore(kept: FollowingKept): void {
    this.#kept = kept;
  }

  #observeRefusal(drawnMa: number, nowMs: number): void {
    const kept = this.#kept;
    const since = kept.overdrawSinceMs;
    if (since !== undefined && nowMs - since >= lastingMs) {
      if (kept.notFollowingSinceMs === undefined) kept.refusals += 1;
      kept.notFollowingSinceMs ??= since;
    }
    kept.restsSinceMs = drawnMa < noDrawMa ? (kept.restsSinceMs ?? nowMs) : undefined;
    if (kept.notFollowingSinceMs === undefined || kept.restsSinceMs === undefined) return;
    const restMs = Math.min(lastRestMs, firstRestMs * 4 ** (kept.refusals - 1));
    if (nowMs - kept.restsSinceMs >= restMs) kept.notFollowingSinceMs = undefined;
  }

  #observePenalty(excessMa: number, nowMs: number): void {
    const kept = this.#kept;
    const lasts = kept.excessSinceMs !== undefined && nowMs - kept.excessSinceMs >= lastingMs;
    if (lasts && excessMa <= toleranceMa) kept.penalty = { ma: Math.max(excessMa, this.penaltyMa(nowMs)), atMs: nowMs };
  }

  /** A draw above the offer that reaches no new low is not on its way down. */
  #observeExcess(drawnMa: number, offerMa: number, nowMs: number): boolean {
    const kept = this.#kept;
    const over = drawnMa > offerMa + stillMovingMa;
    if (!over) kept.overdrawLowMa = 0;
    const falling = over && (kept.overdrawLowMa === 0 || drawnMa < kept.overdrawLowMa - stillMovingMa);
    if (falling) kept.overdrawLowMa = drawnMa;
    // A lower offer that it has not followed yet is a reduction in flight.
    const lowered = offerMa < kept.lastOfferMa && drawnMa <= kept.lastOfferMa + toleranceMa;
    if (!over) kept.excessSinceMs = undefined;
    else if (falling || lowered) kept.excessSinceMs = nowMs;
    else kept.excessSinceMs ??= nowMs;
    if (drawnMa <= offerMa + toleranceMa) kept.overdrawSinceMs = undefined;
    else if (falling) kept.overdrawSinceMs = nowMs;
    else kept.overdrawSinceMs ??= nowMs;
    this.#observePenalty(drawnMa - offerMa, nowMs);
    return falling;
  }
}
