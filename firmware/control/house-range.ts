import type { MemberView } from '../domain/members.ts';
import { mapPhases, type PerPhase } from '../domain/phases.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import { membersRange } from './several-boxes/member-room.ts';
import { membersBelow } from './several-boxes/share-members.ts';
import type { CircuitNode, Topology } from './topology.ts';

/** Meter and boxes show values of different age: their readings are compared within this time. */
const alignWithinMs = 3000;

export interface RangeFacts {
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  readonly memories: readonly ChargePointMemory[];
  /** Boxes that are led by this one. */
  readonly members?: readonly MemberView[];
  readonly nowMs: number;
}

/** Meter minus the most, the least, and the seen draw of the charge points, mA per building phase. */
export interface HouseRange {
  readonly lowMa: PerPhase;
  readonly highMa: PerPhase;
  /** No credit to cars that may be on their way up. */
  readonly firmMa: PerPhase;
}

/**
 * Meter minus what the charge points drew when it was read. Meter and boxes show values of different age, so a draw
 * is a range; a car that may still be rising to its offer counts up to it. A draw that nobody reads lies between
 * nothing and what the box was offered, or last drew: its row keeps room for that much all the same.
 */
export function houseRange(facts: RangeFacts, node: CircuitNode, meterMa: PerPhase, atMs: number): HouseRange {
  const { topology, devices, memories, nowMs } = facts;
  const led = membersBelow(topology, facts.members ?? [])(node.circuit.id);
  const range = membersRange(led.flatMap((m) => facts.members?.[m] ?? []));
  const least: [number, number, number] = [...range.least];
  const most: [number, number, number] = [...range.most];
  const seen: [number, number, number] = [...range.seen];
  for (const k of node.chargePoints) {
    const memory = memories[k];
    const config = topology.chargePoints[k]?.config;
    // One that is switched off in the site stands in no row: whatever it draws is the house's.
    if (memory === undefined || config === undefined || !config.enabled) continue;
    const range = memory.history.rangeAround(atMs, alignWithinMs);
    const { wiring } = config;
    if (range === undefined) {
      const view = devices.get(config.id);
      const failsafeMa = config.failsafeCurrentA * 1000;
      const last = memory.history.highestOfLast(alignWithinMs);
      const measures = view?.facts.measuresCurrent === true;
      const offered = measures ? 0 : (memory.offerMa ?? 0);
      // Without a car that charges nothing of it was taken, whatever may begin now.
      const taken = view !== undefined && isIdle(view, nowMs) ? 0 : offered;
      // A lost box draws anything up to what its rows keep room for: counted as the house's it would be paid for twice.
      const keptMa = view !== undefined && memory.isLost(view, nowMs) ? memory.lostAllowanceMa(view, failsafeMa) : 0;
      // One that went silent on its way up shows none of it: its rows keep room for all of that, before it is lost as well.
      const risingTo = measures ? memory.risesToMa(nowMs) : 0;
      const used = memory.usedPhases(wiring);
      for (const p of wiring) {
        const unseen = Math.max(last[p], keptMa, used.includes(p) ? risingTo : 0);
        most[p] += Math.max(unseen, offered);
        seen[p] += Math.max(unseen, taken);
      }
      continue;
    }
    const risingTo = memory.risesToMa(nowMs);
    const fallingTo = memory.fallsToMa(nowMs);
    const used = memory.usedPhases(wiring);
    for (const p of [0, 1, 2] as const) {
      least[p] += Math.min(range.lowMa[p], fallingTo);
      seen[p] += range.highMa[p];
      most[p] += used.includes(p) ? Math.max(range.highMa[p], risingTo) : range.highMa[p];
    }
  }
  return {
    lowMa: mapPhases(meterMa, (v, p) => v - most[p]),
    highMa: mapPhases(meterMa, (v, p) => v - least[p]),
    firmMa: mapPhases(meterMa, (v, p) => v - seen[p]),
  };
}

/** Says that no car charges at it. */
const isIdle = ({ readings: { chargeState } }: DeviceView, nowMs: number): boolean =>
  ageMs(chargeState, nowMs) <= alignWithinMs && (chargeState?.value === 'A' || chargeState?.value === 'B');
