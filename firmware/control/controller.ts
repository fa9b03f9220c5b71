import { allocate } from '../allocation/allocate.ts';
import type { AllocationResult, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import { type PerPhase, type PhaseIndex, zeroPhases } from '../domain/phases.ts';
import type { Reason } from '../domain/reason.ts';
import type { DeviceConfig } from '../domain/site/devices.ts';
import { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import { type CircuitEstimate, estimateCircuits, type MeterTrust } from './estimate.ts';
import { HouseLoad } from './house-load.ts';
import { requestOf } from './requests.ts';
import { buildRows } from './rows.ts';
import { shape } from './shaping.ts';
import type { ChargePointNode, Topology } from './topology.ts';
import { offersInOrder } from './write-order.ts';

/** Devices get this long for their first answer before anything is decided without them. */
const startGraceMs = 2500;
/** A charge point of which nothing is known yet may be the largest AC box there is. */
const largestBoxA = 80;

/** What one cycle is given. The time is an argument: the same input gives the same output. */
export interface CycleInput {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** Every ceiling in force. */
  readonly limits: readonly LimitRecord[];
  /** Only fail-safe currents, see requests.ts. */
  readonly failsafeOnly: boolean;
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
    const same = known !== undefined && samePlace(known, node.config);
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

    const points = chargePoints.map((node, k) => this.#point(node, k, views[k], nowMs));
    const rows = buildRows(this.topology, estimates, input.limits, points);
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
      const verdict = this.#verdict({ node, view: views[k], memory, point, starting, rows, nowMs, iso });
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

  /** Why nothing of the allocation applies to a charge point now, and what it is told all the same. */
  #verdict(facts: VerdictFacts): { readonly reason?: Reason; readonly sendMa?: number } {
    const { node, view, memory, point, starting, rows, nowMs, iso } = facts;
    if (!node.config.enabled) return { reason: { code: 'disabled' } };
    if (starting) return { reason: { code: 'starting' } };
    if (this.topology.site.mode === 'observe') return { reason: { code: 'observe' } };
    if (view !== undefined && point.lostMa === undefined) return {};
    const reason: Reason = { code: 'lost', since: iso(view?.healthSinceMs ?? nowMs) };
    if (view === undefined || memory.offerMa === undefined) return { reason };
    // It answers but proves no set-point: it is asked again for a current that is safe whatever it does.
    const full = rows.some(
      (row) => row.capacity < 0 && node.circuits.some((i) => this.topology.circuits[i]?.circuit.id === row.circuit),
    );
    const safeMa = full ? 0 : Math.min(memory.offerMa, node.config.failsafeCurrentA * 1000);
    return safeMa < memory.offerMa || mustRepeat(memory, view, nowMs) ? { reason, sendMa: safeMa } : { reason };
  }

  #point(node: ChargePointNode, k: number, view: DeviceView | undefined, nowMs: number): Point {
    const memory = this.#memories[k] as ChargePointMemory;
    const phases = node.config.wiring;
    const failsafeMa = node.config.failsafeCurrentA * 1000;
    const absent = { phases, excessMa: zeroPhases, bearingMa: zeroPhases, offerMa: 0 };
    if (!node.config.enabled) return { ...absent, lostMa: undefined };
    // Just added: what it draws is in the house load; give it a moment to answer before others pay for it.
    if (memory.isNew(view, nowMs)) return { ...absent, lostMa: 0 };
    if (view === undefined) return { ...absent, lostMa: (node.config.maxCurrentA ?? largestBoxA) * 1000 };
    if (memory.isLost(view, nowMs)) return { ...absent, lostMa: memory.lostAllowanceMa(view, failsafeMa) };
    return {
      phases,
      lostMa: undefined,
      excessMa: memory.excessMa(nowMs),
      bearingMa: memory.bearingMa(view, nowMs),
      offerMa: memory.offerMa ?? memory.confirmedMa ?? 0,
    };
  }
}

const samePlace = (a: DeviceConfig, b: DeviceConfig): boolean =>
  a.definition === b.definition &&
  a.line === b.line &&
  a.address === b.address &&
  a.unitId === b.unitId &&
  a.connector === b.connector;

interface VerdictFacts {
  readonly node: ChargePointNode;
  readonly view: DeviceView | undefined;
  readonly memory: ChargePointMemory;
  readonly point: Point;
  readonly starting: boolean;
  readonly rows: readonly Row[];
  readonly nowMs: number;
  readonly iso: (monotonicMs: number) => string;
}

interface Point {
  readonly phases: readonly PhaseIndex[];
  readonly lostMa: number | undefined;
  readonly excessMa: PerPhase;
  readonly bearingMa: PerPhase;
  readonly offerMa: number;
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

/** The one reason that ruled: what keeps the offer below the target, else what keeps the target where it is. */
function explain(
  shapedReason: Reason | undefined,
  target: AllocationResult,
  memory: ChargePointMemory,
  view: DeviceView | undefined,
  nowMs: number,
): Reason {
  if (shapedReason !== undefined) return shapedReason;
  if (target.targetMa > 0 && memory.takesLess(nowMs) && !memory.mayStillRise(nowMs)) {
    return view?.readings.chargeState?.value === 'B' ? { code: 'carFull' } : { code: 'carLimit' };
  }
  return target.reason;
}

/** A box that answers again, or holds another set-point than the one it was given, is told once more. */
function mustRepeat(memory: ChargePointMemory, view: DeviceView | undefined, nowMs: number): boolean {
  if (view === undefined) return false;
  // Whatever it holds: its keep-alive starts with the first set-point that is ours.
  if (memory.offerMa === undefined) return true;
  const write = view.lastWrite;
  if (nowMs - memory.askedAtMs < 2000) return false;
  // A driver made anew was never told.
  if (write === undefined) return true;
  if (write.outcome === 'failed') return true;
  const held = view.readings.offeredMa;
  const parted =
    held !== undefined &&
    held.atMs > memory.askedAtMs + 2000 &&
    Math.abs(held.value - memory.offerMa) >= view.facts.stepMa;
  return view.facts.readsBack && parted;
}

function reductionsFirst(decisions: readonly Decision[], points: readonly Point[]): readonly Decision[] {
  const raise = (decision: Decision, k: number) =>
    decision.sendMa !== undefined && decision.sendMa > (points[k]?.offerMa ?? 0) ? 1 : 0;
  return decisions
    .map((decision, k) => ({ decision, k }))
    .sort((a, b) => raise(a.decision, a.k) - raise(b.decision, b.k) || a.k - b.k)
    .map(({ decision }) => decision);
}
