import type { StoredRuling } from '../domain/limit.ts';
import type { CompiledLimit, CompiledLimits } from './compiled-limits.ts';
import { type LimitReadings, limitValue, recordUnit, type VariableTable } from './limit-value.ts';

/** Finds the ruling that a limit had before the restart. */
export interface HeldRulings {
  of(limit: CompiledLimit): StoredRuling | undefined;
}

/** A ruling belongs to a limit when place, id, unit and text are still those it was computed with. */
export function heldRulings(held: readonly StoredRuling[]): HeldRulings {
  const byLimit = new Map(held.map((ruling) => [keyOf(ruling.circuit, ruling.limitId), ruling]));
  return {
    of(limit) {
      if (!('circuit' in limit.place)) return undefined;
      const ruling = byLimit.get(keyOf(limit.place.circuit, limit.id));
      return ruling?.text === limit.text && ruling.unit === recordUnit(limit.unit) ? ruling : undefined;
    },
  };
}

export const keyOf = (circuit: string, limitId: string): string => `${circuit}\n${limitId}`;

/** What decides whether the source of a limit has spoken since the restart. */
export interface SinceRestart extends LimitReadings {
  /** Keys of the variables written (and on disk) since the restart. */
  readonly written: ReadonlySet<string>;
}

/**
 * The rulings of before the restart that hold on (contracts §2): one ends when its limit is gone or reads otherwise;
 * when it rests on variables alone, once one of these has been written since; when it rests on meters or the time,
 * once its formula gives a value again.
 */
export function stillHeld(
  held: readonly StoredRuling[],
  compiled: CompiledLimits,
  since: SinceRestart,
): readonly StoredRuling[] {
  if (held.length === 0) return held;
  const rulings = heldRulings(held);
  return compiled.limits.flatMap((limit) => {
    const ruling = rulings.of(limit);
    return ruling === undefined || hasSpoken(limit, since) ? [] : [ruling];
  });
}

function hasSpoken(limit: CompiledLimit, since: SinceRestart): boolean {
  const { current, failsafe } = since.tables;
  if (!restsOnVariablesAlone(limit, current)) {
    const tables = failsafe === undefined ? { current } : { current, failsafe };
    return !limitValue(limit, { tables, lookup: since.lookup }).failed;
  }
  return limit.inputs.some((input) => input.kind === 'variable' && since.written.has(input.key));
}

/** A variable that is itself a formula counts as something measured: nobody ever writes it. */
const restsOnVariablesAlone = (limit: CompiledLimit, table: VariableTable): boolean =>
  limit.inputs.length > 0 &&
  limit.inputs.every((input) => input.kind === 'variable' && table.get(input.key)?.expr === undefined);
