import assert from 'node:assert/strict';
import type { LimitRecord, StoredRuling } from '../../../firmware/domain/limit.ts';
import { type CompiledLimits, compileLimits } from '../../../firmware/grid/compiled-limits.ts';
import { evaluateLimits, type LimitEvaluation } from '../../../firmware/grid/evaluate-limits.ts';
import type { LimitSetting } from '../../../firmware/grid/limit-settings.ts';
import type { VariableEntry, VariableTable } from '../../../firmware/grid/limit-value.ts';

export const noon = Date.UTC(2026, 6, 5, 12);

/** The limit of the original’s manual: 55 kW scaled by AVAIL. */
export const operatorLimit: LimitSetting = {
  id: 'operator',
  scope: 'all',
  unit: 'W',
  value: '55000 * AVAIL / 100',
  fallback: 4200,
};

/** A house of 80 A with the given limits. */
export const house = (...limits: readonly LimitSetting[]): CompiledLimits =>
  compileLimits({ circuits: [{ id: 'house', fuseA: 80, limits }], chargePoints: [] });

/** Variables set by `source`; `undefined` = declared, without a value. */
export const table = (values: Readonly<Record<string, number | undefined>>, source = 'admin'): VariableTable =>
  new Map(
    Object.entries(values).map(([key, value]): [string, VariableEntry] => [
      key.toLowerCase(),
      value === undefined ? { source, atMs: noon } : { value, source, atMs: noon },
    ]),
  );

export const evaluation = (parts: Partial<LimitEvaluation> = {}): LimitEvaluation => ({
  tables: { current: table({}) },
  lookup: () => undefined,
  previous: [],
  held: [],
  nowMs: noon,
  ...parts,
});

/** The record of one limit after evaluation. */
export function recordOf(compiled: CompiledLimits, id: string, parts: Partial<LimitEvaluation> = {}): LimitRecord {
  const record = evaluateLimits(compiled, evaluation(parts)).find((r) => r.id === id);
  return record ?? assert.fail(`no record ${id}`);
}

export const ruling = (value: number, parts: Partial<StoredRuling> = {}): StoredRuling => ({
  limitId: 'operator',
  circuit: 'house',
  unit: 'W',
  value,
  text: '55000 * AVAIL / 100',
  atMs: noon - 3_600_000,
  ...parts,
});
