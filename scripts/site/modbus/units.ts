/** Factors to the SI unit of a quantity, by the unit a register table writes. Apparent power is taken for real power. */
const factors: Readonly<Record<string, number>> = {
  ...{ A: 1, V: 1, W: 1, VA: 1, kW: 1000 },
  ...{ Wh: 1, VAh: 1, Ws: 1 / 3600, kWh: 1000 },
  ...{ Hz: 1, s: 1, ms: 0.001, '%': 1, '': 1 },
};

/** A value in SI units (A, V, W, Wh, s) as a table with this unit wants it. */
export function inUnit(valueSi: number, unit: string): number {
  const factor = factors[unit];
  if (factor === undefined) throw new RangeError(`no factor for the unit ${unit}`);
  return valueSi / factor;
}
