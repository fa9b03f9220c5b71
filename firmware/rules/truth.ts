/**
 * How true a condition is, in order: AND is the lower of two, OR the higher one. Held: it has fallen, and its action runs on
 * for a while. No value: it cannot be known; then nothing is done, with NOT as well.
 */
export const truths = { no: 0, unknown: 1, held: 2, yes: 3 } as const;
export type Truth = (typeof truths)[keyof typeof truths];

/** Of a comparison; NaN makes it unknown. */
export const truthOf = (value: number, isTrue: boolean): Truth =>
  Number.isNaN(value) ? truths.unknown : isTrue ? truths.yes : truths.no;

export const negated = (truth: Truth): Truth =>
  truth === truths.unknown ? truths.unknown : truth === truths.no ? truths.yes : truths.no;

/** Its action runs. */
export const fires = (truth: Truth): boolean => truth >= truths.held;
