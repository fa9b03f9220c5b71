const noRaiseAfterMs = 3000;
const silentAfterMs = 60_000;

/** How much what a circuit is measured by can be trusted now. `none`: no meter tells its load. */
export type MeterTrust = 'none' | 'fresh' | 'ageing' | 'stale' | 'silent';

const order: readonly MeterTrust[] = ['none', 'fresh', 'ageing', 'stale', 'silent'];

/** The trust that an age leaves (control.md §1). `staleMs` is the meter's own. */
export function trustOf(ageMs: number, staleMs: number): MeterTrust {
  if (ageMs > silentAfterMs) return 'silent';
  if (ageMs > staleMs) return 'stale';
  return ageMs > noRaiseAfterMs ? 'ageing' : 'fresh';
}

export const lessTrusted = (a: MeterTrust, b: MeterTrust): MeterTrust => (order.indexOf(b) > order.indexOf(a) ? b : a);

/** True where the worst case has to stand in for a value. */
export const isLost = (trust: MeterTrust): boolean => trust === 'stale' || trust === 'silent';
