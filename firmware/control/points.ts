import { mapPhases, type PerPhase, type PhaseIndex, zeroPhases } from '../domain/phases.ts';
import type { DeviceConfig } from '../domain/site/devices.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import type { DeviceView } from './device-view.ts';

/** A charge point of which nothing is known yet may be the largest AC box there is. */
const largestBoxA = 80;

/** How one charge point enters the cycle. Currents in mA; `PerPhase` in the order of the building. */
export interface Point {
  /** Building phases it may use. */
  readonly phases: readonly PhaseIndex[];
  /** Set when it takes no part and its rows keep room for what it may draw per phase. */
  readonly lostMa: number | undefined;
  /** What it draws beside its offer: beyond it for good, or on phases that are not among `phases`. */
  readonly excessMa: PerPhase;
  /** The most it may draw until what was sent is proven. */
  readonly bearingMa: PerPhase;
  readonly offerMa: number;
  /** What it holds when that is less: a box that restarted by itself. To tell it its offer again is a raise. */
  readonly heldMa: number;
  /** The most it can ever draw, whatever car comes. */
  readonly mostMa: PerPhase;
}

/** Reads a charge point's place in this cycle from what it said and what it was told. */
export function pointOf(
  config: DeviceConfig,
  view: DeviceView | undefined,
  memory: ChargePointMemory,
  nowMs: number,
): Point {
  const phases = config.wiring;
  const largestMa = Math.min(view?.facts.maxMa ?? largestBoxA * 1000, (config.maxCurrentA ?? largestBoxA) * 1000);
  const mostMa = mapPhases(zeroPhases, (_, p) => (phases.includes(p) ? largestMa : 0));
  const absent = { phases, excessMa: zeroPhases, bearingMa: zeroPhases, offerMa: 0, heldMa: 0, mostMa };
  if (!config.enabled) return { ...absent, mostMa: zeroPhases, lostMa: undefined };
  // Just added: what it draws is in the house load; give it a moment to answer before others pay for it.
  if (memory.isNew(view, nowMs)) return { ...absent, lostMa: 0 };
  if (view === undefined) return { ...absent, lostMa: (config.maxCurrentA ?? largestBoxA) * 1000 };
  if (memory.isLost(view, nowMs)) {
    return { ...absent, lostMa: memory.lostAllowanceMa(view, config.failsafeCurrentA * 1000) };
  }
  const offerMa = memory.offerMa ?? memory.confirmedMa ?? 0;
  return {
    phases: memory.usedPhases(phases),
    lostMa: undefined,
    excessMa: memory.excessMa(phases, nowMs),
    bearingMa: memory.bearingMa(view, nowMs),
    offerMa,
    heldMa: Math.min(offerMa, memory.partedMa(view) ?? offerMa),
    mostMa,
  };
}
