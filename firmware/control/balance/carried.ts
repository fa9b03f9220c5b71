import { mapPhases, type PerPhase, zeroPhases } from '../../domain/phases.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { DeviceView } from '../device-view.ts';
import { type CircuitMeters, loadMeters } from './circuit-meters.ts';
import { type MeterFlow, meterFlow } from './meter-flow.ts';
import { isLost, lessTrusted, type MeterTrust, trustOf } from './meter-trust.ts';

/** What the meters of one circuit say that flows, the circuits below it left out. */
export interface Carried {
  /** The whole connection, charge points included (grid meters), or the load beside the charge points. */
  readonly of: 'connection' | 'load';
  /** Import positive; undefined while a meter that is needed gives no whole value. */
  readonly flow: MeterFlow | undefined;
  /** Of the least trusted meter among those that are needed; `none` where only producers are measured. */
  readonly trust: MeterTrust;
  /** That meter. */
  readonly leastTrusted: string | undefined;
}

/**
 * Two concepts (control.md §1). Grid meters say what the connection carries, storage included: that is what its fuse
 * feels. Without one the load is consumption - generation - discharge of storage for all; storage that charges is no
 * load. Of several meters all are needed: the oldest speaks for the sum. A producer that is silent produces nothing,
 * which is the worst case and is known: an inverter sleeps at night. Undefined for a circuit without such meters.
 */
export function carriedBy(
  meters: CircuitMeters,
  devices: ReadonlyMap<string, DeviceView>,
  nominalV: number,
  nowMs: number,
): Carried | undefined {
  const of = meters.grid.length > 0 ? 'connection' : 'load';
  const needed = loadMeters(meters);
  const producers = of === 'connection' ? [] : [...meters.generation, ...meters.storageAll];
  if (needed.length + producers.length === 0) return undefined;

  let trust: MeterTrust = 'none';
  let leastTrusted: string | undefined;
  const doubt = (config: DeviceConfig, next: MeterTrust) => {
    const worse = lessTrusted(trust, next);
    if (worse !== trust) leastTrusted = config.id;
    trust = worse;
  };
  let sum: MeterFlow | undefined = nothingFlows(nominalV);
  for (const config of needed) {
    const flow = flowOf(config, devices, nominalV);
    doubt(config, flow === undefined ? 'silent' : trustOf(nowMs - flow.atMs, staleMs(config)));
    sum = flow === undefined || sum === undefined ? undefined : plus(sum, flow, 1);
  }
  for (const config of producers) {
    const flow = flowOf(config, devices, nominalV);
    const own = flow === undefined ? 'silent' : trustOf(nowMs - flow.atMs, staleMs(config));
    if (flow === undefined || isLost(own)) continue;
    if (needed.length > 0) doubt(config, own);
    const gives = config.role === 'generation' ? flow : discharging(flow);
    sum = sum && plus(sum, gives, -1);
  }
  // Nobody speaks: that nothing is produced is known now.
  const flow = sum && { ...sum, atMs: Number.isFinite(sum.atMs) ? sum.atMs : nowMs };
  return { of, flow, trust, leastTrusted };
}

function flowOf(config: DeviceConfig, devices: ReadonlyMap<string, DeviceView>, nominalV: number) {
  const view = config.enabled ? devices.get(config.id) : undefined;
  return view && meterFlow(config, view, nominalV);
}

const staleMs = (config: DeviceConfig): number => config.staleS * 1000;

const nothingFlows = (nominalV: number): MeterFlow => ({
  currentMa: zeroPhases,
  powerW: zeroPhases,
  voltageV: [nominalV, nominalV, nominalV],
  atMs: Number.NEGATIVE_INFINITY,
});

/** The sum's time is that of the newest part: a meter that is read less often must not hide what the others show. */
const plus = (sum: MeterFlow, flow: MeterFlow, sign: 1 | -1): MeterFlow => ({
  currentMa: mapPhases(sum.currentMa, (v, p) => v + sign * flow.currentMa[p]),
  powerW: mapPhases(sum.powerW, (v, p) => v + sign * flow.powerW[p]),
  voltageV: flow.voltageV,
  atMs: Math.max(sum.atMs, flow.atMs),
});

/** What storage gives, as a production. */
function discharging(flow: MeterFlow): MeterFlow {
  const given = (values: PerPhase): PerPhase => mapPhases(values, (v) => Math.max(0, -v));
  return { ...flow, currentMa: given(flow.currentMa), powerW: given(flow.powerW) };
}
