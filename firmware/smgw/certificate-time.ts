import type { Clock } from '../domain/clock.ts';

/** This version was made after that day: a clock that stands before it was never set (S15). Moved on with each release. */
export const clockFloorMs = Date.UTC(2026, 10, 1);

/** The time that certificates are checked with; undefined while the clock is not set, and then only the pin decides. */
export const certificateTime = (clock: Clock): number | undefined => {
  const nowMs = clock.wallMs();
  return nowMs < clockFloorMs ? undefined : nowMs;
};
