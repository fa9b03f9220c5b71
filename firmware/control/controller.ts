import { allocate } from '../allocation/allocate.ts';
import type { AllocationResult, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import type { ChargeOrder } from '../domain/order.ts';
import type { PhaseIndex } from '../domain/phases.ts';
import type { Reason } from '../domain/reason.ts';
import { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import { type CircuitEstimate, estimateCircuits, type MeterTrust } from './estimate.ts';
import { HouseLoad } from './house-load.ts';
import type { Leaving } from './leaving.ts';
import { type Point, pointOf } from './points.ts';
import { requestOf } from './requests.ts';
import { buildRows } from './rows.ts';
import { shape } from './shaping.ts';
import { type ChargePointNode, isSamePlace, type Topology } from './topology.ts';
import { explain, mustRepeat, verdictOf } from './verdict.ts';
import { offersInOrder } from './write-order.ts';

/** Devices get this long for their first answer before anything is decided without them. */
const startGraceMs = 2500;

/** What one cycle is given. The time is an argument: the same input gives the same output. */
export interface CycleInput {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** Every ceiling in force. */
  readonly limits: readonly LimitRecord[];
  /** What persons, plans and backends ask for beside the limits; absent = nothing. */
  readonly orders?: readonly ChargeOrder[];
  /** Only fail-safe currents, see requests.ts. */
  readonly failsafeOnly: boolean;
  /** Boxes that are no longer in the site and may still draw. */
  readonly leaving: readonly Leaving[];
}

/** What one cycle decided for one charge point. */
export interface Decision {
  readonly id: string;
  /** The set-point to send now; undefined when there is nothing to send. */
  readonly sendMa: number | undefined;
  /** The set-point in force after this cycle. */
  readonly offerMa: number | undefined;
  readonly targetMa: number;
  readonly phases: readonly PhaseIndex[];
  readonly reason: Reason;
}

export interface CycleOutput {
  readonly starting: boolean;
  /** In the order they must be sent: reductions first. */
  readonly decisions: readonly Decision[];
  readonly estimates: readonly CircuitEstimate[];
  readonly rows: readonly Row[];
}

/**
 * One site's controller: sense, estimate, allocate, shape, order. Knows no clock and no I/O; its memory is what cars
 * and boxes did before. A new site document gets a new controller; `adopt` hands the memories over.
 */
export class Controller {
  readonly topology: Topology;
  readonly #memories: readonly ChargePointMemory[];
  readonly #houses: readonly HouseLoad[];
  #startedAtMs: number | undefined;
  #slotStartMs: number | undefined;

  constructor(topology: Topology, before?: Controller) {
    this.topology = topology;
    this.#memories = topology.chargePoints.map((node) => before?.memoryFor(node) ?? new ChargePointMemory());
    this.#houses = topology.circuits.map(
      (node) => (node.meter === undefined ? undefined : before?.houseOf(node.circuit.id)) ?? new HouseLoad(),
    );
    this.#startedAtMs = before?.startedAtMs;
  }

  /** The memory of the same box at the same place; another box behind the same name starts anew. */
  memoryFor(node: ChargePointNode): ChargePointMemory | undefined {
    const known = this.topology.chargePoints.find(({ config }) => config.id === node.config.id)?.config;
    const same = known !== undefined && isSamePlace(known, node.config);
    return same ? this.memoryOf(node.config.id) : undefined;
  }

  memoryOf(id: string): ChargePointMemory | undefined {
    return this.#memories[this.topology.chargePoints.findIndex((node) => node.config.id === id)];
  }

  houseOf(circuit: string): HouseLoad | undefined {
    return this.#houses[this.topology.circuits.findIndex((node) => node.circuit.id === circuit)];
  }

  get startedAtMs(): number | undefined {
    return this.#startedAtMs;
  }

  cycle(input: CycleInput): CycleOutput {
    const { nowMs, devices } = input;
    const { site, chargePoints } = this.topology;
    this.#startedAtMs ??= nowMs;
    this.#slotStartMs ??= nowMs;
    const iso = (monotonicMs: number) => new Date(input.wallMs + (monotonicMs - nowMs)).toISOString();

    const slot = Math.floor((nowMs - this.#slotStartMs) / (site.timing.slotS * 1000));
    const views = chargePoints.map((node) => devices.get(node.config.id));
    views.forEach((view, k) => {
      if (view !== undefined) this.#memories[k]?.observe(view, nowMs);
    });
    const starting = nowMs - this.#startedAtMs < startGraceMs && !everyDeviceAnswered(devices);
    const estimates = estimateCircuits(this.topology, devices, this.#memories, this.#houses, !starting, nowMs);

    const points = chargePoints.map((node, k) =>
      pointOf(node.config, views[k], this.#memories[k] as ChargePointMemory, nowMs),
    );
    const rows = buildRows(this.topology, estimates, input.limits, points, input.leaving);
    const trusts = chargePoints.map((node) => leastTrusted(node.circuits.map((i) => estimates[i]?.trust ?? 'none')));
    const requests = chargePoints.map((node, k) => {
      const view = views[k];
      if (view === undefined || points[k]?.lostMa !== undefined) return absent(node.config.id);
      return requestOf({
        node,
        view,
        memory: this.#memories[k] as ChargePointMemory,
        phases: points[k]?.phases ?? [],
        trust: trusts[k] ?? 'none',
        staleMa: staleCurrentMa(node, trusts[k] ?? 'none', this.topology, estimates),
        limits: input.limits.filter((limit) => limit.chargePoint === node.config.id),
        voltageV: estimates[node.circuits[0] ?? 0]?.voltageV ?? [site.voltageV, site.voltageV, site.voltageV],
        timing: site.timing,
        failsafeOnly: input.failsafeOnly,
        rows,
        index: k,
        slot,
        nowMs,
        iso,
      });
    });
    const targets = allocate({ rows, requests, slot });

    const shaped = chargePoints.map((_, k) => {
      const target = (targets[k] as AllocationResult).targetMa;
      const view = views[k];
      const trust = trusts[k] ?? 'none';
      const mayRaise = (trust === 'none' || trust === 'fresh') && ageMs(view?.readings.chargeState, nowMs) <= 3000;
      return shape(target, this.#memories[k] as ChargePointMemory, site.timing, mayRaise, nowMs, iso);
    });
    const offers = offersInOrder(
      points.map((point, k) => ({
        bearingMa: point.bearingMa,
        offerMa: point.offerMa,
        wantedMa: shaped[k]?.offerMa ?? 0,
        stepMa: views[k]?.facts.stepMa ?? 1,
        minMa: requests[k]?.minMa ?? 0,
      })),
      rows,
    );

    const decisions = chargePoints.map((node, k) => {
      const memory = this.#memories[k] as ChargePointMemory;
      const point = points[k] as Point;
      const target = targets[k] as AllocationResult;
      const verdict = verdictOf({
        topology: this.topology,
        node,
        view: views[k],
        memory,
        point,
        starting,
        rows,
        nowMs,
        iso,
      });
      const known = { id: node.config.id, targetMa: target.targetMa, phases: point.phases };
      if (verdict.reason !== undefined) {
        if (verdict.sendMa !== undefined) memory.asked(verdict.sendMa, nowMs);
        return {
          ...known,
          sendMa: verdict.sendMa,
          offerMa: memory.offerMa ?? memory.confirmedMa,
          reason: verdict.reason,
        };
      }
      const offerMa = offers[k] ?? 0;
      const waits: Reason | undefined = offerMa < (shaped[k]?.offerMa ?? 0) ? { code: 'ramp' } : shaped[k]?.reason;
      const reason = explain(waits, target, memory, views[k], nowMs);
      const send = offerMa !== point.offerMa || mustRepeat(memory, views[k], nowMs);
      if (send) memory.asked(offerMa, nowMs);
      return { ...known, sendMa: send ? offerMa : undefined, offerMa, reason };
    });
    return { starting, decisions: reductionsFirst(decisions, points), estimates, rows };
  }
}

function everyDeviceAnswered(devices: ReadonlyMap<string, DeviceView>): boolean {
  for (const { readings, facts } of devices.values()) {
    if (facts.kind === 'meter' ? readings.currentMa === undefined : readings.chargeState === undefined) return false;
  }
  return true;
}

const trustOrder: readonly MeterTrust[] = ['none', 'fresh', 'ageing', 'stale', 'silent'];
const leastTrusted = (trusts: readonly MeterTrust[]): MeterTrust =>
  trusts.reduce((worst, trust) => (trustOrder.indexOf(trust) > trustOrder.indexOf(worst) ? trust : worst), 'none');

/** The current left to a charge point below a stale or silent meter: the lowest of the circuits concerned. */
function staleCurrentMa(
  node: ChargePointNode,
  trust: MeterTrust,
  topology: Topology,
  estimates: readonly CircuitEstimate[],
): number {
  if (trust !== 'stale' && trust !== 'silent') return Number.POSITIVE_INFINITY;
  const currents = node.circuits.flatMap((i) => {
    const circuit = topology.circuits[i]?.circuit;
    const own = estimates[i]?.trust;
    if (circuit === undefined || (own !== 'stale' && own !== 'silent')) return [];
    return [own === 'silent' ? circuit.staleMeterFinalA : circuit.staleMeterCurrentA];
  });
  return Math.min(...currents) * 1000;
}

/** A lost charge point takes no part in the allocation. */
const absent = (id: string) => ({
  id,
  minMa: 0,
  maxMa: 0,
  stepMa: 1,
  tier: 0,
  charging: false,
  dwell: false,
  sessionEnergyWh: 0,
  waitingMs: 0,
  reason: { code: 'lost' as const },
});

function reductionsFirst(decisions: readonly Decision[], points: readonly Point[]): readonly Decision[] {
  const raise = (decision: Decision, k: number) =>
    decision.sendMa !== undefined && decision.sendMa > (points[k]?.offerMa ?? 0) ? 1 : 0;
  return decisions
    .map((decision, k) => ({ decision, k }))
    .sort((a, b) => raise(a.decision, a.k) - raise(b.decision, b.k) || a.k - b.k)
    .map(({ decision }) => decision);
}
