/** Of values in any order: the one that a share of them does not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `p50 3.1, p99 7.9, maximum 8.0`. */
export const spread = (values: readonly number[], digits = 1): string =>
  `p50 ${percentile(values, 0.5).toFixed(digits)}, p99 ${percentile(values, 0.99).toFixed(digits)}, ` +
  `maximum ${percentile(values, 1).toFixed(digits)}`;
