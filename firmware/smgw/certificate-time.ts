import { afterClockFloor, type Clock } from '../domain/clock.ts';

/** The time that certificates are checked with; undefined while the clock is not set, and then only the pin decides. */
export const certificateTime = (clock: Clock): number | undefined => {
  const nowMs = clock.wallMs();
  return afterClockFloor(nowMs) ? nowMs : undefined;
};
