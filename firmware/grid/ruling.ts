import type { LimitRecord, LimitScope } from '../domain/limit.ts';
import type { PhaseIndex } from '../domain/phases.ts';
import type { Reason, ReasonCode } from '../domain/reason.ts';

/** What rules a circuit: the lowest ceiling per phase, the lowest over the phases, and the one of both that binds first. */
export interface CircuitRuling {
  readonly limitMa: number;
  readonly limitW?: number;
  readonly ruling: Reason;
}

/**
 * The ceilings in force on everything in a circuit (scope `all`); those on its charge points alone are another matter
 * and stand in `lowestLimit(records, circuit, 'chargePoints', …)`. W are compared with mA over three phases of
 * `voltageV`. A circuit without a record gets 0: nobody has said yet what it bears.
 */
export function rulingOf(records: readonly LimitRecord[], circuit: string, voltageV = 230): CircuitRuling {
  const perPhase = lowestLimit(records, circuit, 'all', 'mA');
  const power = lowestLimit(records, circuit, 'all', 'W');
  if (perPhase === undefined) return { limitMa: 0, ruling: { code: 'starting', circuit, limitMa: 0 } };
  if (power === undefined) return { limitMa: perPhase.value, ruling: reasonOfLimit(perPhase) };
  const powerRules = (power.value * 1000) / (3 * voltageV) < perPhase.value;
  return {
    limitMa: perPhase.value,
    limitW: power.value,
    ruling: reasonOfLimit(powerRules ? power : perPhase),
  };
}

/** What a record allows on a phase, or, without one, on the phase where it allows least. */
export const limitOn = ({ value, perPhaseMa }: LimitRecord, phase?: PhaseIndex): number =>
  phase === undefined ? value : (perPhaseMa?.[phase] ?? value);

/** The lowest record of a circuit in one scope and unit, on a phase where one is named; of equal ones the first. */
export function lowestLimit(
  records: readonly LimitRecord[],
  circuit: string,
  scope: LimitScope,
  unit: LimitRecord['unit'],
  phase?: PhaseIndex,
): LimitRecord | undefined {
  let lowest: LimitRecord | undefined;
  for (const record of records)
    if (record.circuit === circuit && record.scope === scope && record.unit === unit)
      if (lowest === undefined || limitOn(record, phase) < limitOn(lowest, phase)) lowest = record;
  return lowest;
}

/** A limit as the reason it becomes when it holds something back. */
export function reasonOfLimit(record: LimitRecord): Reason {
  const since = iso(record.sinceMs);
  const until = record.untilMs === undefined ? undefined : iso(record.untilMs);
  return {
    code: codeOf(record),
    ...(record.circuit === undefined ? {} : { circuit: record.circuit }),
    ...(record.unit === 'mA' ? { limitMa: record.value } : {}),
    origin: record.origin,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function codeOf({ origin, unit, failed }: LimitRecord): ReasonCode {
  if (failed) return 'formulaFailed';
  switch (origin) {
    case 'smgw':
    case 'para14a':
    case 'lpc':
    case 'relay':
      return 'operator';
    case 'device':
      return 'deviceLimit';
    case 'formula':
    case 'percent':
      return unit === 'W' ? 'power' : 'circuit';
    default:
      return origin;
  }
}

/** The last time that was written out: the rows of a limit ask for the same one again, in every cycle. */
let written: { readonly ms: number; readonly text: string | undefined } | undefined;

/** A time outside the range of a Date says nothing and is left out. */
function iso(ms: number): string | undefined {
  if (written?.ms !== ms) written = { ms, text: Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined };
  return written.text;
}
