import type { LimitRecord } from '../domain/limit.ts';
import type { CompiledLimits } from './compiled-limits.ts';
import { lowestLimit } from './ruling.ts';

/**
 * The share of the house connection in use (A5 of the original): scales the lowest ceiling of each root circuit, in mA
 * and, where one stands, in W. 100 % or more, or not a percentage at all, adds nothing.
 */
export function shareRecords(
  compiled: { readonly circuits: readonly Pick<CompiledLimits['circuits'][number], 'id' | 'root'>[] },
  records: readonly LimitRecord[],
  sharePercent: number,
  nowMs: number,
): readonly LimitRecord[] {
  if (!(sharePercent >= 0 && sharePercent < 100)) return [];
  return compiled.circuits
    .filter((circuit) => circuit.root)
    .flatMap(({ id }) => {
      const lowest = [lowestLimit(records, id, 'all', 'mA'), lowestLimit(records, id, 'all', 'W')];
      return lowest.filter((record) => record !== undefined).map((record) => shareOf(record, id, sharePercent, nowMs));
    });
}

const shareOf = (record: LimitRecord, circuit: string, sharePercent: number, nowMs: number): LimitRecord => ({
  id: `share:${circuit}:${record.unit}`,
  origin: 'percent',
  scope: 'all',
  circuit,
  unit: record.unit,
  value: record.unit === 'mA' ? Math.floor((record.value * sharePercent) / 100) : (record.value * sharePercent) / 100,
  sinceMs: nowMs,
  source: `${sharePercent} %`,
  failed: false,
  variables: [],
});
