import type { AllocationRequest, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import type { ChargeOrder } from '../domain/order.ts';
import { surplusRow } from './balance/surplus.ts';
import { type SurplusTurn, surplusTurns } from './balance/surplus-hold.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import type { CircuitEstimate, MeterTrust } from './estimate.ts';
import { type Habits, noHabits, stepHabits } from './habits.ts';
import { tiersOf } from './order-tier.ts';
import { withPhaseSwitching } from './phase-switching-request.ts';
import type { Point } from './points.ts';
import { minimumOf, requestOf } from './requests.ts';
import { volts } from './rows.ts';
import type { ChargePointNode, Topology } from './topology.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/** A draw older than this says nothing of the car now. */
const drawnFreshMs = 5000;

/** What the requests of one cycle are made from; lists by the index of the charge point. */
export interface AskingFacts {
  readonly topology: Topology;
  readonly views: readonly (DeviceView | undefined)[];
  readonly memories: readonly ChargePointMemory[];
  readonly points: readonly Point[];
  readonly estimates: readonly CircuitEstimate[];
  readonly trusts: readonly MeterTrust[];
  /** Rows of limits and loads. */
  readonly rows: readonly Row[];
  readonly limits: readonly LimitRecord[];
  readonly orders: readonly ChargeOrder[];
  readonly surplusW: number | undefined;
  readonly failsafeOnly: boolean;
  readonly slot: number;
  readonly nowMs: number;
  readonly wallMs: number;
  readonly iso: (monotonicMs: number) => string;
}

/** What all charge points ask for, and the rows they share: those given, and the surplus. */
export interface Asked {
  readonly rows: readonly Row[];
  readonly requests: readonly AllocationRequest[];
  /** Number of phases to switch to now; undefined = as it is. */
  readonly switchTo: readonly (1 | 3 | undefined)[];
  /** Whose pilot is to be interrupted now. */
  readonly wake: readonly boolean[];
}

/** Makes one request per charge point: orders, surplus and phase switching come together here (control.md §3, §4). */
export function ask(facts: AskingFacts): Asked {
  const { topology, points, views, orders } = facts;
  const wanted = topology.chargePoints.map((node) => wantedOf(orders, node.config.id));
  const habits = topology.chargePoints.map((node, k) =>
    habitsOf(node, views[k], facts.memories[k], wanted[k] as Wanted, facts.nowMs),
  );
  const tiers = tiersOf(
    topology.chargePoints.map(({ config }, k) => ({
      priority: wanted[k]?.tier ?? config.priority,
      firstComeFirstServed: config.firstComeFirstServed ?? false,
      pluggedAtMs: facts.memories[k]?.pluggedAtMs,
    })),
  );
  const turns = turnsOf(facts, wanted);
  const rows = [...facts.rows, ...surplusRows(facts, wanted, turns)];
  const requests = topology.chargePoints.map((node, k): AllocationRequest => {
    const view = views[k];
    if (view === undefined || points[k]?.lostMa !== undefined) return absent(node.config.id);
    return requestOf({
      ...facts,
      node,
      view,
      rows,
      index: k,
      memory: facts.memories[k] as ChargePointMemory,
      phases: points[k]?.phases ?? [],
      trust: facts.trusts[k] ?? 'none',
      staleMa: staleCurrentMa(node, facts),
      wanted: wanted[k] as Wanted,
      tier: tiers[k] ?? node.config.priority,
      habits: habits[k] as Habits,
      turn: turns[k],
      limits: limitsOf(facts, node),
      voltageV: voltageOf(facts, node),
      timing: topology.site.timing,
    });
  });
  const decided = topology.chargePoints.map((node, k): ReturnType<typeof withPhaseSwitching> => {
    const view = views[k];
    const request = requests[k] as AllocationRequest;
    if (view === undefined || points[k]?.lostMa !== undefined) return { request };
    const memory = facts.memories[k] as ChargePointMemory;
    return withPhaseSwitching({
      ...{ config: node.config, view, memory, rows, requests, index: k },
      ...{ carPhases: memory.car.phases, nowMs: facts.nowMs, iso: facts.iso },
      orders: orders.filter((order) => order.chargePoint === node.config.id),
      limits: limitsOf(facts, node),
      circuits: new Set(node.circuits.map((i) => topology.circuits[i]?.circuit.id ?? '')),
      voltageV: voltageOf(facts, node),
      phaseUpDelayS: topology.site.timing.phaseUpDelayS,
    });
  });
  return {
    rows,
    requests: decided.map(({ request }) => request),
    switchTo: decided.map(({ switchTo }) => switchTo),
    wake: habits.map(({ wake }) => wake),
  };
}

/** Takes one look at the car of a charge point, and keeps it. */
function habitsOf(
  { config }: ChargePointNode,
  view: DeviceView | undefined,
  memory: ChargePointMemory | undefined,
  { energyWh = 0 }: Wanted,
  nowMs: number,
): Habits {
  const current = view?.readings.currentMa;
  const fresh = current !== undefined && ageMs(current, nowMs) <= drawnFreshMs;
  // Whoever asked for energy gets it: its car is not left to sleep.
  const letCarSleep = config.letCarSleep === true && energyWh === 0;
  const habits = stepHabits(
    memory?.habits ?? noHabits,
    { ...config, letCarSleep },
    {
      nowMs,
      state: view?.readings.chargeState?.value,
      offerMa: memory?.offerMa ?? 0,
      drawnMa: fresh ? Math.max(...current.value.map((ma) => ma ?? 0)) : undefined,
      canWake: view?.facts.wakesCars === true,
    },
  );
  if (memory !== undefined) memory.habits = habits.memory;
  return habits;
}

const limitsOf = ({ limits }: AskingFacts, { config }: ChargePointNode): readonly LimitRecord[] =>
  limits.filter((limit) => limit.chargePoint === config.id);

function voltageOf({ topology, estimates }: AskingFacts, node: ChargePointNode) {
  const { voltageV } = topology.site;
  return estimates[node.circuits[0] ?? 0]?.voltageV ?? ([voltageV, voltageV, voltageV] as const);
}

/** Whose turn it is at the surplus, of those that may draw nothing else and have a car. */
function turnsOf(facts: AskingFacts, wanted: readonly Wanted[]): readonly (SurplusTurn | undefined)[] {
  const { topology, views, memories, points, surplusW, nowMs } = facts;
  const askers = topology.chargePoints.flatMap((node, k) => {
    const view = views[k];
    const want = wanted[k] as Wanted;
    const memory = memories[k] as ChargePointMemory;
    if (!want.surplusOnly || memory.pluggedAtMs === undefined) {
      memory.surplus.rest();
      return [];
    }
    if (view === undefined || points[k]?.lostMa !== undefined) return [];
    const minMa = minimumOf({ node, view, wanted: want });
    const usedV = volts(voltageOf(facts, node), points[k]?.phases ?? []);
    const rules = want.surplusRules;
    // Its rules want nothing now: then it keeps no surplus from others.
    if (rules !== undefined && !rules.held && leastOf(want, usedV) < minMa) {
      memory.surplus.rest();
      return [];
    }
    const offered = (memory.offerMa ?? memory.confirmedMa ?? 0) >= minMa;
    return [{ k, hold: memory.surplus, minMa, offered, volts: usedV, rules }];
  });
  const turns = surplusTurns(askers, surplusW, topology.site.timing.surplusPauseS * 1000, nowMs);
  const byIndex = new Map(askers.map(({ k }, i) => [k, turns[i]]));
  return topology.chargePoints.map((_, k) => byIndex.get(k));
}

/** The lowest ceiling of all orders, mA per phase. */
const leastOf = ({ ceilings, powers }: Wanted, usedV: number): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...ceilings.map(({ maxMa }) => maxMa),
    ...powers.map(({ maxW }) => Math.floor((maxW * 1000) / Math.max(1, usedV))),
  );

/** The surplus as one more row, where somebody may draw nothing else. */
function surplusRows(
  { topology, estimates, points, surplusW, views }: AskingFacts,
  wanted: readonly Wanted[],
  turns: readonly (SurplusTurn | undefined)[],
): readonly Row[] {
  const members = wanted.flatMap((want, request) => {
    if (!want.surplusOnly || views[request] === undefined || points[request]?.lostMa !== undefined) return [];
    const node = topology.chargePoints[request] as ChargePointNode;
    const minMa = minimumOf({ node, view: views[request] as DeviceView, wanted: want });
    const kind = turns[request]?.kind;
    const [heldMa, runsMa] = [kind === 'hold' ? minMa : 0, kind === 'run' ? minMa : 0];
    return [{ request, phases: points[request]?.phases ?? [], heldMa, runsMa }];
  });
  const root = topology.circuits[topology.root]?.circuit.id ?? '';
  const { voltageV } = topology.site;
  const volts3 = estimates[topology.root]?.voltageV ?? ([voltageV, voltageV, voltageV] as const);
  return members.length === 0 ? [] : [surplusRow(root, surplusW, members, volts3)];
}

/** The current left to a charge point below a stale or silent meter: the lowest of the circuits concerned. */
function staleCurrentMa(node: ChargePointNode, { topology, estimates }: AskingFacts): number {
  const currents = node.circuits.flatMap((i) => {
    const circuit = topology.circuits[i]?.circuit;
    const trust = estimates[i]?.trust;
    if (circuit === undefined || (trust !== 'stale' && trust !== 'silent')) return [];
    return [trust === 'silent' ? circuit.staleMeterFinalA : circuit.staleMeterCurrentA];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...currents) * 1000;
}

/** A lost charge point takes no part in the allocation. */
const absent = (id: string): AllocationRequest => ({
  ...{ id, minMa: 0, maxMa: 0, stepMa: 1, tier: 0, charging: false, dwell: false },
  ...{ sessionEnergyWh: 0, waitingMs: 0, reason: { code: 'lost' } },
});
