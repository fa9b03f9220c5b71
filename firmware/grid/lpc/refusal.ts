import type { LpcCommand, LpcRefusal } from '../../domain/lpc.ts';

/** FailsafeDurationMinimum of LPC, s. */
export const minFailsafeDurationS = 2 * 3600;
export const maxFailsafeDurationS = 24 * 3600;
const maxW = 1e7;
const maxDurationS = 366 * 24 * 3600;

/** Why a command cannot be taken, undefined when it can. `minimumW`: the least a fail-safe limit may be (§14a). */
export function refusalOf({ limit, failsafe }: LpcCommand, minimumW: number): LpcRefusal | undefined {
  if (limit?.active === true && !isBetween(limit.limitW, 0, maxW))
    return { code: 'badLimit', message: `an active limit is a number from 0 to ${maxW} W, not ${limit.limitW}` };
  if (limit?.durationS !== undefined && !isBetween(limit.durationS, 0, maxDurationS))
    return {
      code: 'badDuration',
      message: 'a duration is a number of seconds, 0 or absent for a limit without an end',
    };
  if (failsafe?.limitW !== undefined && !isBetween(failsafe.limitW, minimumW, maxW))
    return {
      code: 'belowMinimum',
      message: `a fail-safe limit is at least ${minimumW} W, the minimum power of §14a, not ${failsafe.limitW}`,
    };
  if (failsafe?.durationS !== undefined && !isBetween(failsafe.durationS, minFailsafeDurationS, maxFailsafeDurationS))
    return {
      code: 'badDuration',
      message: `the fail-safe duration is ${minFailsafeDurationS} to ${maxFailsafeDurationS} s, not ${failsafe.durationS}`,
    };
  return undefined;
}

const isBetween = (value: number | undefined, low: number, high: number): boolean =>
  value !== undefined && Number.isFinite(value) && value >= low && value <= high;
