import type { ChargePointState } from '../../firmware/api/shapes.ts';
import type { Tone } from '../part/mark.tsx';
import { hasFault, situationOf } from '../reason/sentence.ts';
import type { Words } from '../words/en.ts';

/** The state of a charge point as one word and one shape. */
export interface Status {
  readonly word: keyof Words['status'];
  readonly tone: Tone;
}

/** A charge that is as large as car, charge point or user want it is not "limited". */
const ownWish = new Set(['carLimit', 'carFull', 'deviceLimit', 'user', 'rule', 'override', 'minOn', 'ramp']);

export function statusOf(chargePoint: ChargePointState): Status {
  const { state, offeredA, maxA, reason } = chargePoint;
  if (hasFault(chargePoint) || reason.code === 'notFollowing') return { word: 'fault', tone: 'fault' };
  if (reason.code === 'lost') return { word: 'lost', tone: 'fault' };
  if (state == null) return { word: 'unknown', tone: 'unknown' };
  if (reason.code === 'disabled') return { word: 'off', tone: 'idle' };
  if (state === 'A') return { word: 'free', tone: 'idle' };
  if (state === 'B') {
    if ((offeredA ?? 0) > 0) return { word: 'connected', tone: 'idle' };
    if (reason.code === 'carFull') return { word: 'done', tone: 'idle' };
    return { word: situationOf(chargePoint) === 'paused' ? 'paused' : 'waiting', tone: 'waiting' };
  }
  const limited = offeredA != null && offeredA < maxA && !ownWish.has(reason.code);
  return { word: 'charging', tone: limited ? 'limited' : 'ok' };
}
