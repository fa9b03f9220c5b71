import { allocate } from '../allocation/allocate.ts';
import type { AllocationRequest, AllocationResult, ImbalanceRule, Row } from '../allocation/types.ts';
import { NetwachtError } from '../domain/errors.ts';
import type { LimitRecord } from '../domain/limit.ts';
import type { MemberView } from '../domain/members.ts';
import type { ChargeOrder } from '../domain/order.ts';
import { type PerPhase, type PhaseIndex, zeroPhases } from '../domain/phases.ts';
import type { Reason } from '../domain/reason.ts';
import { ask } from './asking.ts';
import { Balance, lostOf } from './balance/balance.ts';
import { SurplusEstimate } from './balance/surplus.ts';
import { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import { type CircuitEstimate, estimateCircuits, type MeterTrust } from './estimate.ts';
import { mostInFirstMoments } from './first-moments.ts';
import { HouseLoad } from './house-load.ts';
import type { Leaving } from './leaving.ts';
import { keepActivated } from './order-keep-activated.ts';
import { type Point, pointOf } from './points.ts';
import { buildRows } from './rows.ts';
import { rowsLessHeld, shareMembers, withOwnMost } from './several-boxes/share-members.ts';
import { type Shaped, shape } from './shaping.ts';
import { type ChargePointNode, isSamePlace, type Topology } from './topology.ts';
import { explain, mustRepeat, verdictOf } from './verdict.ts';
import { offersInOrder } from './write-order.ts';

/** Devices get this long for their first answer before anything is decided without them. */
const startGraceMs = 2500;
/** Boxes show a draw so late. */
const drawLateMs = 3000;

/** What one cycle is given. The time is an argument: the same input gives the same output. */
export interface CycleInput {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** Every ceiling in force. */
  readonly limits: readonly LimitRecord[];
  /** What persons, plans and backends ask for beside the limits; absent = nothing. */
  readonly orders?: readonly ChargeOrder[];
  /** What the site's own formula says is left over, W; absent = the meters say it. */
  readonly surplus?: { readonly powerW: number | undefined } | undefined;
  /** Boxes that are led by this one; absent = none. */
  readonly members?: readonly MemberView[];
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
  /** Number of phases to switch to now: nothing flows. */
  readonly switchTo?: 1 | 3;
  /** The pilot is to be interrupted, so that a sleeping car looks again. */
  readonly wake?: true;
  readonly reason: Reason;
}

export interface CycleOutput {
  readonly starting: boolean;
  /** In the order they must be sent: reductions first. */
  readonly decisions: readonly Decision[];
  readonly estimates: readonly CircuitEstimate[];
  readonly rows: readonly Row[];
  /** What would be fed in if no car charged, W, as the meters say it. */
  readonly surplusW: number | undefined;
  /** Room kept for charge points that do not answer, mA. */
  readonly lostMa: PerPhase;
  /** How each charge point entered the cycle and what it asked for, by its index: what other boxes are told. */
  readonly points: readonly Point[];
  readonly requests: readonly AllocationRequest[];
  /** What the boxes that are led by this one are to have, mA, in their order. */
  readonly grants: readonly PerPhase[];
}

/** What a controller remembers. */
export type ControllerKept = ReturnType<Controller['save']>;

/**
 * One site's controller: sense, estimate, allocate, shape, order. Knows no clock and no I/O; its memory is what cars
 * and boxes did before. A new site document gets a new controller; `adopt` hands the memories over.
 */
export class Controller {
  readonly topology: Topology;
  readonly balance: Balance;
  readonly #surplus: SurplusEstimate;
  readonly #memories: readonly ChargePointMemory[];
  readonly #houses: readonly HouseLoad[];
  #startedAtMs: number | undefined;
  #slotStartMs: number | undefined;

  constructor(topology: Topology, before?: Controller) {
    this.topology = topology;
    this.balance = new Balance(topology, before?.balance);
    this.#surplus = before?.surplus ?? new SurplusEstimate();
    this.#memories = topology.chargePoints.map((node) => before?.memoryFor(node) ?? new ChargePointMemory());
    this.#houses = topology.circuits.map(
      (node) => (node.meter === undefined ? undefined : before?.houseOf(node.circuit.id)) ?? new HouseLoad(),
    );
    this.#startedAtMs = before?.startedAtMs;
    this.#slotStartMs = before?.slotStartMs;
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

  /** In the order of the topology's charge points. */
  get memories(): readonly ChargePointMemory[] {
    return this.#memories;
  }

  houseOf(circuit: string): HouseLoad | undefined {
    return this.#houses[this.topology.circuits.findIndex((node) => node.circuit.id === circuit)];
  }

  get startedAtMs(): number | undefined {
    return this.#startedAtMs;
  }

  get slotStartMs(): number | undefined {
    return this.#slotStartMs;
  }

  get surplus(): SurplusEstimate {
    return this.#surplus;
  }

  /** All that is remembered from cycle to cycle. */
  save() {
    const { chargePoints, circuits } = this.topology;
    return {
      startedAtMs: this.#startedAtMs,
      slotStartMs: this.#slotStartMs,
      balance: this.balance.save(),
      surplus: this.#surplus.save(),
      chargePoints: new Map(this.#memories.map((memory, k) => [chargePoints[k]?.config.id ?? '', memory.save()])),
      houses: new Map(this.#houses.map((house, k) => [circuits[k]?.circuit.id ?? '', house.save()])),
    };
  }

  /** Goes on where another controller of the same site stood. Throws `badState` for one of another site. */
  restore(kept: ControllerKept): void {
    this.#startedAtMs = kept.startedAtMs;
    this.#slotStartMs = kept.slotStartMs;
    this.balance.restore(kept.balance);
    this.#surplus.restore(kept.surplus);
    this.topology.chargePoints.forEach(({ config }, k) => {
      this.#memories[k]?.restore(keptOf(kept.chargePoints, config.id));
    });
    this.topology.circuits.forEach(({ circuit }, k) => {
      this.#houses[k]?.restore(keptOf(kept.houses, circuit.id));
    });
  }

  cycle(input: CycleInput): CycleOutput {
    const { nowMs, devices, members = [] } = input;
    const { site, chargePoints } = this.topology;
    this.#startedAtMs ??= nowMs;
    this.#slotStartMs ??= nowMs;
    const iso = (monotonicMs: number) => new Date(input.wallMs + (monotonicMs - nowMs)).toISOString();

    const slot = Math.floor((nowMs - this.#slotStartMs) / (site.timing.slotS * 1000));
    const views = chargePoints.map((node) => devices.get(node.config.id));
    views.forEach((view, k) => {
      if (view !== undefined) this.#memories[k]?.observe(view, nowMs);
    });
    const begins = !everyDeviceAnswered(devices) || members.some(({ established }) => !established);
    const starting = nowMs - this.#startedAtMs < startGraceMs && begins;
    const estimates = estimateCircuits(this.topology, devices, this.#memories, this.#houses, !starting, nowMs, members);

    const points = chargePoints.map((node, k) =>
      pointOf(node.config, views[k], this.#memories[k] as ChargePointMemory, nowMs),
    );
    const surplusW = starting
      ? undefined
      : this.#surplus.update({ topology: this.topology, devices, memories: this.#memories, nowMs });
    const trusts = chargePoints.map((node) => leastTrusted(node.circuits.map((i) => estimates[i]?.trust ?? 'none')));
    const ownRows = buildRows(this.topology, estimates, input.limits, points, input.leaving, surplusW);
    const before = ask({
      ...{ topology: this.topology, views, memories: this.#memories, points, estimates, trusts },
      rows: rowsLessHeld(this.topology, ownRows, members, estimates),
      ...{ limits: input.limits, orders: input.orders ?? [], failsafeOnly: input.failsafeOnly },
      surplusW: input.surplus === undefined ? surplusW : input.surplus.powerW,
      ...{ slot, nowMs, wallMs: input.wallMs, iso },
    });
    const { requests, ...asked } = before;
    const shared = shareMembers({
      ...{ topology: this.topology, members, estimates, points, requests, rows: ownRows, slot },
      offersMa: points.map(({ offerMa }) => offerMa),
    });
    const rows = withOwnMost(before.rows, shared.ownMost);
    const results = allocate({ rows, requests, slot, imbalance: imbalanceOf(this.topology, estimates) });
    const targets = input.failsafeOnly ? results : keptActivated(results, this.topology, views, rows);

    const carsDraw = this.#memories.some(({ history }) => history.highestOfLast(drawLateMs).some((mA) => mA > 0));
    const shaped = chargePoints.map((node, k): Shaped => {
      const target = (targets[k] as AllocationResult).targetMa;
      const view = views[k];
      const trust = trusts[k] ?? 'none';
      const isMetered = trust === 'none' || trust === 'fresh';
      const isHeard = ageMs(view?.readings.chargeState, nowMs) <= 3000;
      const memory = this.#memories[k] as ChargePointMemory;
      const isSettling = carsDraw && node.circuits.some((i) => this.#houses[i]?.isSettling(nowMs));
      const most = isSettling
        ? mostInFirstMoments({
            targetMa: target,
            offerMa: memory.offerMa ?? memory.confirmedMa,
            heldMa: points[k]?.heldMa ?? 0,
            drawnMa: Math.max(...memory.history.highestOfLast(drawLateMs)),
            minMa: requests[k]?.minMa ?? 0,
            stepMa: view?.facts.stepMa ?? 1,
          })
        : target;
      const waits = isMetered ? (isHeard ? undefined : 'ramp') : 'meterStale';
      const shapedNow = shape(most, memory, site.timing, waits, nowMs, iso);
      return most < target && shapedNow.reason === undefined ? { ...shapedNow, reason: { code: 'ramp' } } : shapedNow;
    });
    const offers = offersInOrder(
      points.map((point, k) => ({
        bearingMa: point.bearingMa,
        offerMa: point.heldMa,
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
      // Whoever only ends what it had in the slot before is not served in this one; a box without a car is nobody's turn.
      if (requests[k]?.charging === true && target.targetMa > 0 && memory.pluggedAtMs !== undefined)
        memory.queue.served(slot);
      const offerMa = offers[k] ?? 0;
      const waits: Reason | undefined = offerMa < (shaped[k]?.offerMa ?? 0) ? { code: 'ramp' } : shaped[k]?.reason;
      const reason = explain(waits, target, memory, views[k], nowMs);
      const send = offerMa !== point.offerMa || mustRepeat(memory, views[k], nowMs);
      if (send) memory.asked(offerMa, nowMs, stopsForOthers(k, target, targets, requests, rows));
      const switchTo = asked.switchTo[k];
      return {
        ...{ ...known, sendMa: send ? offerMa : undefined, offerMa, reason },
        ...(switchTo === undefined ? {} : { switchTo }),
        ...(asked.wake[k] ? { wake: true as const } : {}),
      };
    });
    const lostMa = lostOf(points);
    return {
      starting,
      decisions: reductionsFirst(decisions, points),
      estimates,
      rows,
      surplusW,
      lostMa,
      points,
      requests,
      // Nothing is known yet of the house: what they have they keep.
      grants: starting ? members.map(({ grantedMa }) => grantedMa) : shared.grants,
    };
  }
}

function keptOf<T>(all: ReadonlyMap<string, T>, id: string): T {
  const kept = all.get(id);
  if (kept === undefined) throw new NetwachtError('badState', `nothing is kept of ${id}`, { path: id });
  return kept;
}

/** It has to stop because somebody else starts in a row of it, or for want of surplus; not for a load or a limit. */
function stopsForOthers(
  k: number,
  { targetMa, reason }: AllocationResult,
  targets: readonly AllocationResult[],
  requests: readonly AllocationRequest[],
  rows: readonly Row[],
): boolean {
  if (targetMa > 0 || reason.code === 'surplus') return targetMa === 0;
  const starts = (request: number) => requests[request]?.charging === false && (targets[request]?.targetMa ?? 0) > 0;
  return (
    reason.code === 'waitingTurn' &&
    rows.some(
      ({ members }) => members.some(({ request }) => request === k) && members.some(({ request }) => starts(request)),
    )
  );
}

/** Boxes that are useless while switched off keep their minimum while no car is there (C18). */
function keptActivated(
  results: readonly AllocationResult[],
  { chargePoints }: Topology,
  views: readonly (DeviceView | undefined)[],
  rows: readonly Row[],
): readonly AllocationResult[] {
  const keepMa = chargePoints.map(({ config }, k) => {
    const view = views[k];
    const empty = config.keepActivated === true && view?.readings.chargeState?.value === 'A';
    if (!empty) return undefined;
    const { stepMa, minMa } = view.facts;
    return Math.ceil(Math.max(minMa, config.minCurrentA * 1000) / stepMa) * stepMa;
  });
  if (keepMa.every((ma) => ma === undefined)) return results;
  const targets = keepActivated(
    keepMa,
    results.map(({ targetMa }) => targetMa),
    rows,
  );
  return results.map((result, k) => ({ ...result, targetMa: targets[k] ?? 0 }));
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

const unknownPhases: PerPhase = [Number.NaN, Number.NaN, Number.NaN];

/** The rule on the phases of the house connection (VDE-AR-N 4100), with or without the house. */
function imbalanceOf({ site, root, circuits }: Topology, estimates: readonly CircuitEstimate[]): ImbalanceRule {
  return {
    maxMa: Math.round(site.imbalance.maxA * 1000),
    // Not known is no number: then only what is even by itself may start.
    houseMa: site.imbalance.includesHouse ? (estimates[root]?.houseSignedMa ?? unknownPhases) : zeroPhases,
    reason: { code: 'imbalance', circuit: circuits[root]?.circuit.id ?? '' },
  };
}

function reductionsFirst(decisions: readonly Decision[], points: readonly Point[]): readonly Decision[] {
  const raise = (decision: Decision, k: number) =>
    decision.sendMa !== undefined && decision.sendMa > (points[k]?.offerMa ?? 0) ? 1 : 0;
  return decisions
    .map((decision, k) => ({ decision, k }))
    .sort((a, b) => raise(a.decision, a.k) - raise(b.decision, b.k) || a.k - b.k)
    .map(({ decision }) => decision);
}
