import type { MeteringQuarter, PointBalance } from '../../domain/metering.ts';

/**
 * Shares what is produced in one quarter hour (D19): higher priority first, within one priority by share, nobody more than
 * he took; what is left goes to the grid. All plants are one pool: who takes of it pays the mean cost of what was taken.
 */
export function balanceOf(rows: readonly MeteringQuarter[]): readonly PointBalance[] {
  const producedWh = rows.reduce((sum, row) => sum + (row.producedWh ?? 0), 0);
  const localWh = shareOut(rows, producedWh);
  const takenWh = localWh.reduce((sum, wh) => sum + wh, 0);
  const soldWh = apportion(
    rows.map((row) => row.producedWh ?? 0),
    takenWh,
  );
  const poolCt = rows.reduce((sum, row, k) => sum + ((soldWh[k] ?? 0) * row.generationCostCt) / 1000, 0);
  return rows.map((row, k): PointBalance => {
    const { consumedWh = 0, producedWh: ownWh = 0, priceCt, gridCostFactor, generationCostCt } = row;
    const local = localWh[k] ?? 0;
    const sold = soldWh[k] ?? 0;
    const gridWh = consumedWh - local;
    return {
      ...{ point: row.point, consumedWh, producedWh: ownWh, localWh: local, gridWh, soldWh: sold },
      gridCt: gridWh === 0 ? 0 : priceCt === undefined ? undefined : (gridWh * priceCt * gridCostFactor) / 1000,
      localCt: takenWh === 0 ? 0 : (poolCt * local) / takenWh,
      soldCt: (sold * generationCostCt) / 1000,
      gap: row.gap,
    };
  });
}

/** Whole Wh of the pool for each row. */
function shareOut(rows: readonly MeteringQuarter[], poolWh: number): readonly number[] {
  const got = rows.map(() => 0);
  let leftWh = poolWh;
  const priorities = [...new Set(rows.map(({ priority }) => priority))].sort((a, b) => b - a);
  for (const priority of priorities) {
    let open = rows.flatMap((row, k) => (row.priority === priority && (row.consumedWh ?? 0) > 0 ? [k] : []));
    while (leftWh > 0 && open.length > 0) {
      const weights = open.map((k) => rows[k]?.share ?? 0);
      const parts = apportion(weights, leftWh);
      const wants = open.map((k) => (rows[k]?.consumedWh ?? 0) - (got[k] ?? 0));
      open.forEach((k, i) => {
        const part = Math.min(parts[i] ?? 0, wants[i] ?? 0);
        got[k] = (got[k] ?? 0) + part;
        leftWh -= part;
      });
      const still = open.filter((k) => (got[k] ?? 0) < (rows[k]?.consumedWh ?? 0) && (rows[k]?.share ?? 0) > 0);
      if (still.length === open.length) break;
      open = still;
    }
  }
  return got;
}

/** Parts a whole number by weights; the parts add up to it (largest remainders), or to 0 where no weight is. */
export function apportion(weights: readonly number[], whole: number): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum <= 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (whole * weight) / sum);
  const parts = exact.map(Math.floor);
  let rest = whole - parts.reduce((total, part) => total + part, 0);
  const order = exact
    .map((value, k) => ({ k, remainder: value - Math.floor(value) }))
    .filter(({ k }) => (weights[k] ?? 0) > 0)
    .sort((a, b) => b.remainder - a.remainder || a.k - b.k);
  for (let i = 0; rest > 0 && order.length > 0; i = (i + 1) % order.length, rest -= 1) {
    const k = order[i]?.k ?? 0;
    parts[k] = (parts[k] ?? 0) + 1;
  }
  return parts;
}
