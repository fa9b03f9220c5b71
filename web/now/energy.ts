import type { ChargePointState, FlowState } from '../../firmware/api/shapes.ts';

export type EnergyKind = 'grid' | 'solar' | 'battery' | 'house' | 'cars' | 'rest';

/** One piece of a stacked bar, W, never negative. `chargePoint` is its place in the list, from 1. */
export interface EnergyPart {
  readonly kind: EnergyKind;
  readonly powerW: number;
  readonly chargePoint?: { readonly number: number; readonly name: string };
  /** Of several charge points in one piece. */
  readonly count?: number;
}

/** Two bars of the same length: what comes in and what goes out. */
export interface EnergyBalance {
  readonly in: readonly EnergyPart[];
  readonly out: readonly EnergyPart[];
  readonly totalW: number;
}

/** Less than this rounds to 0.0 kW and is not worth a piece. */
const smallestW = 50;
/** More cars than this would be slivers with a long list: they become one piece. */
const mostCars = 6;

/**
 * Signs: grid positive = import, solar positive = production, battery positive = it discharges. What one side lacks
 * is drawn as "not measured", so that the sums agree. `undefined` when nothing at all is measured.
 */
export function energyBalance(flow: FlowState, chargePoints: readonly ChargePointState[]): EnergyBalance | undefined {
  if (Object.values(flow).every((powerW) => powerW == null)) return undefined;
  const { gridW, solarW, batteryW, houseW } = flow;
  const into = [piece('grid', gridW), piece('solar', solarW), piece('battery', batteryW)].flat();
  const out = [
    piece('house', houseW),
    cars(flow, chargePoints),
    piece('battery', negative(batteryW)),
    piece('grid', negative(gridW)),
  ].flat();
  const inW = sum(into);
  const outW = sum(out);
  return {
    in: [...into, ...piece('rest', outW - inW)],
    out: [...out, ...piece('rest', inW - outW)],
    totalW: Math.max(inW, outW),
  };
}

function cars({ chargePointsW }: FlowState, chargePoints: readonly ChargePointState[]): EnergyPart[] {
  const drawing = chargePoints.flatMap(({ name, powerW }, index): EnergyPart[] =>
    powerW != null && powerW >= smallestW ? [{ kind: 'cars', powerW, chargePoint: { number: index + 1, name } }] : [],
  );
  if (drawing.length > mostCars) {
    return [{ kind: 'cars', powerW: chargePointsW ?? sum(drawing), count: drawing.length }];
  }
  const unnamed = chargePointsW == null ? [] : piece('rest', chargePointsW - sum(drawing));
  return [...drawing, ...unnamed];
}

const negative = (powerW: number | null): number | null => (powerW == null ? null : -powerW);
const sum = (parts: readonly EnergyPart[]): number => parts.reduce((total, { powerW }) => total + powerW, 0);

function piece(kind: EnergyKind, powerW: number | null): EnergyPart[] {
  return powerW != null && powerW >= smallestW ? [{ kind, powerW }] : [];
}
