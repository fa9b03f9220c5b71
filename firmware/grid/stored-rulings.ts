import type { LimitRecord, StoredRuling } from '../domain/limit.ts';
import type { CompiledLimit, CompiledLimits } from './compiled-limits.ts';
import { heldRulings, keyOf, stillHeld } from './held-rulings.ts';
import { type LimitReadings, limitValue, recordUnit, type VariableTable } from './limit-value.ts';

/** Rulings that go up are written at most this often: they are safe to lose, and flash wears. */
export const raiseStoreIntervalMs = 60_000;

/**
 * The rulings to write to disk now, each in place of the one of the same circuit and limit: one that fell or is new
 * at once, one that rose at most once a minute. Limits that are plain numbers are not stored, nothing can change them.
 */
export function rulingsToStore(
  compiled: CompiledLimits,
  records: readonly LimitRecord[],
  stored: readonly StoredRuling[],
  nowMs: number,
): readonly StoredRuling[] {
  const before = new Map(stored.map((ruling) => [keyOf(ruling.circuit, ruling.limitId), ruling]));
  const byLimit = new Map(records.map((record) => [keyOf(record.circuit ?? '', record.id), record]));
  return changeable(compiled).flatMap(({ limit, circuit }) => {
    const record = byLimit.get(keyOf(circuit, limit.id));
    if (record === undefined) return [];
    const ruling = rulingFrom(limit, circuit, record.value, nowMs);
    return isDue(ruling, before.get(keyOf(circuit, limit.id))) ? [ruling] : [];
  });
}

function isDue(ruling: StoredRuling, last: StoredRuling | undefined): boolean {
  if (last === undefined || last.text !== ruling.text || last.unit !== ruling.unit) return true;
  if (ruling.value === last.value) return false;
  // A clock that was set back must not keep a raise waiting.
  const sinceMs = Math.abs(ruling.atMs - last.atMs);
  return ruling.value < last.value || sinceMs >= raiseStoreIntervalMs;
}

/** A write of variables that is about to be answered. */
export interface VariableWrite {
  /** The variables as they stand after it. */
  readonly table: VariableTable;
  /** Keys of all that it sets or removes. */
  readonly changed: ReadonlySet<string>;
  readonly failsafe?: VariableTable;
  readonly lookup: LimitReadings['lookup'];
  /** The rulings on disk. */
  readonly stored: readonly StoredRuling[];
  readonly nowMs: number;
}

/**
 * The rulings of the limits that read what a write changes, computed from the new table alone: to be stored with it.
 * A limit that also reads something which `lookup` does not know never gets a higher ruling than the one on disk: after
 * a restart its fallback could be more than what the meter left.
 */
export function rulingsFor(compiled: CompiledLimits, write: VariableWrite): readonly StoredRuling[] {
  const { table: current, changed, failsafe, lookup, nowMs } = write;
  const readings = { tables: failsafe === undefined ? { current } : { current, failsafe }, lookup };
  const held = heldRulings(stillHeld(write.stored, compiled, { ...readings, written: changed }));
  return changeable(compiled)
    .filter(({ limit }) => limit.inputs.some((input) => input.kind === 'variable' && changed.has(input.key)))
    .map(({ limit, circuit }) => {
      const { value } = limitValue(limit, readings);
      return rulingFrom(limit, circuit, Math.min(value, held.of(limit)?.value ?? value), nowMs);
    });
}

const rulingFrom = (limit: CompiledLimit, circuit: string, value: number, nowMs: number): StoredRuling => ({
  limitId: limit.id,
  circuit,
  unit: recordUnit(limit.unit),
  value,
  text: limit.text,
  atMs: nowMs,
});

/** Limits of circuits whose value can change without an edit of the site. */
function changeable(compiled: CompiledLimits): readonly { readonly limit: CompiledLimit; readonly circuit: string }[] {
  return compiled.limits.flatMap((limit) =>
    limit.inputs.length > 0 && 'circuit' in limit.place ? [{ limit, circuit: limit.place.circuit }] : [],
  );
}
