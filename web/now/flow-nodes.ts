import type { ChargePointState, FlowState } from '../../firmware/api/shapes.ts';
import { type EnergyKind, energyBalance } from './energy.ts';

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
  readonly totalW: number;
  /** What one side lacks: nobody measures it. */
  readonly restW: number;
}

/** At most five places around the distribution; what flows in is what flows out, but for what nobody measures. */
export function flowPicture(flow: FlowState, chargePoints: readonly ChargePointState[]): FlowPicture | undefined {
  const balance = energyBalance(flow, chargePoints);
  if (balance === undefined) return undefined;
  const { totalW } = balance;
  const node = (kind: FlowNode['kind'], powerW: number | null, into: boolean): FlowNode[] =>
    powerW === null
      ? []
      : [
          {
            kind,
            into: powerW < 0 ? !into : into,
            powerW: Math.abs(powerW),
            share: totalW > 0 ? Math.abs(powerW) / totalW : 0,
          },
        ];
  const rest = [...balance.in, ...balance.out].filter(({ kind }) => kind === 'rest');
  return {
    sources: [
      node('grid', flow.gridW, true),
      node('solar', flow.solarW, true),
      node('battery', flow.batteryW, true),
    ].flat(),
    sinks: [node('house', flow.houseW, false), node('cars', flow.chargePointsW, false)].flat(),
    totalW,
    restW: rest.reduce((sum, { powerW }) => sum + powerW, 0),
  };
}
