import type { OwnPhases } from '../../domain/device.ts';

/** As much of what the currents explain: then no phase flows the other way, but for the rounding of the currents. */
const wholeShare = 0.9;

/**
 * W per phase where the signs of the currents are known, import positive; undefined where they are not, and a load is to be assumed.
 * Who sends a negative current means its sign. Who sends sizes only: all phases flow the way of the total when it is as large as
 * all of them together.
 */
export function signedPower(currentMa: OwnPhases, voltageV: OwnPhases, totalW: number | undefined, nominalV: number) {
  const sizes: number[] = [];
  for (const [k, ma] of currentMa.entries()) {
    if (ma === undefined) return undefined;
    sizes.push((ma * (voltageV[k] || nominalV)) / 1000);
  }
  if (sizes.some((watts) => watts < 0)) return sizes;
  const sumW = sizes.reduce((sum, watts) => sum + watts, 0);
  if (totalW === undefined || Math.abs(totalW) < sumW * wholeShare) return undefined;
  const sign = totalW < 0 ? -1 : 1;
  // Without minus zero.
  return sizes.map((watts) => watts * sign + 0);
}
