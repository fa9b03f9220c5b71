import type { FlowState } from '../../firmware/api/shapes.ts';
import type { EnergyKind } from './energy.ts';

/** A place that gives or takes power. `powerW` >= 0; `into`: it flows from there into the house's distribution. */
export interface FlowNode {
  readonly kind: Exclude<EnergyKind, 'rest'>;
  readonly powerW: number;
  readonly into: boolean;
  /** Its part of what flows in all, 0 to 1. */
  readonly share: number;
}

export interface FlowPicture {
  readonly sources: readonly FlowNode[];
  readonly sinks: readonly FlowNode[];
  /** What flows in and is not seen to flow out, or the other way: nobody measures it. */
  readonly restW: number;
}

/** At most five places around the distribution; what flows in is what flows out, but for what nobody measures. */
export function flowPicture({ gridW, solarW, batteryW, houseW, chargePointsW }: FlowState): FlowPicture | undefined {
  const known = [...places('source', { grid: gridW, solar: solarW, battery: batteryW })];
  const takers = [...places('sink', { house: houseW, cars: chargePointsW })];
  const all = [...known, ...takers];
  if (all.length === 0) return undefined;
  const sum = (into: boolean): number => all.reduce((total, one) => total + (one.into === into ? one.powerW : 0), 0);
  const totalW = Math.max(sum(true), sum(false));
  const shared = (one: Omit<FlowNode, 'share'>): FlowNode => ({ ...one, share: totalW > 0 ? one.powerW / totalW : 0 });
  return { sources: known.map(shared), sinks: takers.map(shared), restW: Math.abs(sum(true) - sum(false)) };
}

function places(
  side: 'source' | 'sink',
  powers: Partial<Record<FlowNode['kind'], number | null>>,
): Omit<FlowNode, 'share'>[] {
  return Object.entries(powers).flatMap(([kind, powerW]) =>
    powerW === null
      ? []
      : [{ kind: kind as FlowNode['kind'], powerW: Math.abs(powerW), into: (side === 'source') === powerW >= 0 }],
  );
}
