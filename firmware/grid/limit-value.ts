import type { PhaseIndex } from '../domain/phases.ts';
import type { PricesAhead } from '../formula/types.ts';
import { type CompiledLimit, isCeiling } from './compiled-limits.ts';

/** A variable as a limit sees it; a `StoredVariable` fits. */
export interface VariableEntry {
  readonly value?: number | undefined;
  /** Set when the variable is itself a formula: then its value may rest on meters or time. */
  readonly expr?: string | undefined;
  readonly atMs: number;
  /** Who wrote it: "admin", "site", "channel:emt1". */
  readonly source: string;
  /** Its time-out ran out (contracts §2). */
  readonly timedOut?: boolean | undefined;
}

/** Variables by their key (small letters); a `Map` fits. */
export interface VariableTable {
  get(key: string): VariableEntry | undefined;
}

/** The variables as they stand, as they would stand after writes still on their way to the disk, and fail-safe values. */
export interface VariableTables {
  readonly current: VariableTable;
  readonly candidates?: readonly VariableTable[];
  /** Entries for variables that have a fail-safe value. */
  readonly failsafe?: VariableTable;
}

/** What limits are computed from. */
export interface LimitReadings {
  readonly tables: VariableTables;
  /** Value of any other name in canonical spelling (`M1.power_w`, `GM.surplus.power_w`, `date.hour`, `CM._price`). */
  readonly lookup: ((name: string, phase?: PhaseIndex) => number | undefined) & {
    readonly prices?: PricesAhead | undefined;
  };
}

/** What one limit comes to. */
export interface LimitValue {
  /** mA or W, as in a LimitRecord; mA are whole. */
  readonly value: number;
  /** The formula gave no value, a negative or an infinite one: this is the fallback. */
  readonly failed: boolean;
  /** It was our own fail-safe value, and lay below what §14a leaves: raised to that. */
  readonly floored: boolean;
  /** The table that gave this value. */
  readonly table: VariableTable;
}

/** More than this many timed-out variables in one formula go in step instead of each by itself: 2^8 evaluations. */
const maxSeparate = 8;

export const recordUnit = (unit: CompiledLimit['unit']): 'mA' | 'W' => (unit === 'W' ? 'W' : 'mA');

/**
 * The lowest value over all tables, over the phases where it names the current of "the" phase, and over last and fail-safe value of every variable that has timed out, in every
 * combination: as time-outs only add combinations, silence never raises a limit.
 */
export function limitValue(limit: CompiledLimit, readings: LimitReadings): LimitValue {
  const { current, candidates = [], failsafe } = readings.tables;
  let lowest: LimitValue | undefined;
  for (const table of [current, ...candidates]) {
    const timedOut = failsafe === undefined ? [] : timedOutSlots(limit, table, failsafe);
    const combinations = 2 ** Math.min(timedOut.length, maxSeparate);
    for (let combination = 0; combination < combinations; combination += 1) {
      for (const phase of limit.phases) {
        fillSlots(limit, table, readings.lookup, phase);
        timedOut.forEach(({ slot, value }, k) => {
          if (((combination >> Math.min(k, maxSeparate - 1)) & 1) === 1) limit.slots[slot] = value;
        });
        const result = evaluate(limit, table, combination > 0, readings.lookup.prices);
        if (lowest === undefined || result.value < lowest.value) lowest = result;
      }
    }
  }
  return lowest ?? evaluate(limit, current, false, readings.lookup.prices);
}

function timedOutSlots(limit: CompiledLimit, table: VariableTable, failsafe: VariableTable) {
  return limit.inputs.flatMap((input, slot) => {
    if (input.kind !== 'variable' || table.get(input.key)?.timedOut !== true) return [];
    const entry = failsafe.get(input.key);
    return entry === undefined ? [] : [{ slot, value: entry.value ?? Number.NaN }];
  });
}

function fillSlots(
  limit: CompiledLimit,
  table: VariableTable,
  lookup: LimitReadings['lookup'],
  phase: PhaseIndex | undefined,
): void {
  limit.inputs.forEach((input, slot) => {
    const value = input.kind === 'variable' ? table.get(input.key)?.value : lookup(input.name, phase);
    limit.slots[slot] = value ?? Number.NaN;
  });
}

function evaluate(
  limit: CompiledLimit,
  table: VariableTable,
  failsafe: boolean,
  prices: PricesAhead | undefined,
): LimitValue {
  const { source } = limit;
  const result = typeof source === 'number' ? source : source?.evaluate(limit.slots, prices);
  const value = result === undefined ? undefined : inRecordUnit(result, limit.unit);
  if (value !== undefined && isCeiling(value)) return onFloor(limit, { value, failed: false, table }, failsafe);
  return onFloor(limit, { value: inRecordUnit(limit.fallback, limit.unit), failed: true, table }, true);
}

/** A command below the §14a minimum is obeyed as given; only what we fall back to by ourselves is not below it. */
function onFloor({ floorW = 0 }: CompiledLimit, found: Omit<LimitValue, 'floored'>, failsafe: boolean): LimitValue {
  return failsafe && found.value < floorW ? { ...found, value: floorW, floored: true } : { ...found, floored: false };
}

/** Whole mA, rounded down; a billionth more or less of a double is not a milliampere. */
function inRecordUnit(value: number, unit: CompiledLimit['unit']): number {
  if (unit === 'W') return value;
  const exactMa = unit === 'A' ? value * 1000 : value;
  const nearest = Math.round(exactMa);
  return Math.abs(exactMa - nearest) < 1e-6 ? nearest : Math.floor(exactMa);
}
