import type { MeteringQuarter, PointBalance, PointTotal } from '../../domain/metering.ts';
import { balanceOf } from './balance.ts';

/** A quarter hour with its balances. */
export interface QuarterBalance {
  readonly quarterMs: number;
  readonly points: readonly PointBalance[];
}

/** Balances of rows that stand in order of time. */
export function balances(rows: readonly MeteringQuarter[]): readonly QuarterBalance[] {
  const byQuarter = Map.groupBy(rows, ({ quarterMs }) => quarterMs);
  return [...byQuarter].map(([quarterMs, points]) => ({ quarterMs, points: balanceOf(points) }));
}

/** Adds up balances, point by point. */
export class Totals {
  readonly #points = new Map<string, PointTotal>();

  add({ points }: QuarterBalance): void {
    for (const one of points) {
      const sum = this.#points.get(one.point);
      this.#points.set(one.point, {
        point: one.point,
        quarters: (sum?.quarters ?? 0) + 1,
        consumedWh: (sum?.consumedWh ?? 0) + one.consumedWh,
        producedWh: (sum?.producedWh ?? 0) + one.producedWh,
        localWh: (sum?.localWh ?? 0) + one.localWh,
        gridWh: (sum?.gridWh ?? 0) + one.gridWh,
        soldWh: (sum?.soldWh ?? 0) + one.soldWh,
        unpricedWh: (sum?.unpricedWh ?? 0) + (one.gridCt === undefined ? one.gridWh : 0),
        gridCt: (sum?.gridCt ?? 0) + (one.gridCt ?? 0),
        localCt: (sum?.localCt ?? 0) + one.localCt,
        soldCt: (sum?.soldCt ?? 0) + one.soldCt,
        gap: (sum?.gap ?? false) || one.gap,
      });
    }
  }

  all(): readonly PointTotal[] {
    return [...this.#points.values()].sort((a, b) => (a.point < b.point ? -1 : 1));
  }
}
