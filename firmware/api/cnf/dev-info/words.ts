import type { ChargeState } from '../../../domain/device.ts';
import type { ReasonCode } from '../../../domain/reason.ts';

/** States of a charge point as the original counts them: 1 free, 2 car, 3 charges, 4 charges with ventilation, 5 error, 6 offline. */
export type OriginalState = 1 | 2 | 3 | 4 | 5 | 6;

const byPilot: Readonly<Record<ChargeState, OriginalState>> = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 5 };
export const originalState = (state: ChargeState | null | undefined): OriginalState =>
  state === null || state === undefined ? 6 : byPilot[state];

/** Texts that two clients show or compare. */
export const pilotText: Readonly<Record<OriginalState, string>> = {
  1: 'Standby',
  2: 'Vehicle detected',
  3: 'Charging',
  4: 'Charging with ventilation',
  5: 'Error',
  6: 'Offline',
};

/** 0 none, 1 limit of current, 2 charging rules, 3 by hand, 4 switching of phases, 5 error. */
export function pauseReason(code: ReasonCode): number {
  if (none.has(code)) return 0;
  if (byRules.has(code)) return 2;
  if (byHand.has(code)) return 3;
  if (code === 'phaseSwitch') return 4;
  return errors.has(code) ? 5 : 1;
}

const none: ReadonlySet<ReasonCode> = new Set(['noCar', 'carFull', 'carLimit', 'deviceLimit', 'observe', 'minOn']);
const byRules: ReadonlySet<ReasonCode> = new Set(['rule', 'user', 'surplus', 'plan']);
const byHand: ReadonlySet<ReasonCode> = new Set(['override', 'unauthorised', 'budget', 'disabled']);
const errors: ReadonlySet<ReasonCode> = new Set(['lost', 'notFollowing', 'meterStale', 'formulaFailed']);

/** Roles of meters: 4 is a meter of one charge point. */
export const roleNumber = {
  display: 0,
  consumption: 1,
  generation: 2,
  grid: 3,
  chargePoint: 4,
  storageHome: 5,
  storageAll: 6,
} as const;

/** `maker,device,hardware,firmware,serial`: clients take it apart at the commas. */
export const modelText = (parts: readonly (string | null | undefined)[]): string =>
  Array.from({ length: 5 }, (_, i) => (parts[i] ?? '').replaceAll(',', ' ').trim()).join(',');
