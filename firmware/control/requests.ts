import type { AllocationRequest, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import type { PerPhase, PhaseIndex } from '../domain/phases.ts';
import type { Reason } from '../domain/reason.ts';
import type { Site } from '../domain/site/schema.ts';
import { reasonOfLimit } from '../grid/ruling.ts';
import type { SurplusTurn } from './balance/surplus-hold.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import type { DeviceView } from './device-view.ts';
import type { MeterTrust } from './estimate.ts';
import type { Habits } from './habits.ts';
import { needOf } from './need.ts';
import { volts } from './rows.ts';
import { pauseUntilMs } from './shaping.ts';
import type { ChargePointNode } from './topology.ts';
import type { Wanted } from './wanted.ts';

/** What a request is made from. */
export interface RequestFacts {
  readonly node: ChargePointNode;
  readonly view: DeviceView;
  readonly memory: ChargePointMemory;
  readonly phases: readonly PhaseIndex[];
  /** The least trusted meter on the way up. */
  readonly trust: MeterTrust;
  /** What is left per charge point while that meter is stale, mA. */
  readonly staleMa: number;
  /** What persons, plans and backends ask for it. */
  readonly wanted: Wanted;
  /** Higher first. */
  readonly tier: number;
  /** What the habits of its car come to. */
  readonly habits: Habits;
  /** Its turn at the surplus; undefined for one that may draw from the grid. */
  readonly turn: SurplusTurn | undefined;
  /** Limits of the charge point itself. */
  readonly limits: readonly LimitRecord[];
  readonly voltageV: PerPhase;
  /** All rows, and the charge point's place among their members. */
  readonly rows: readonly Row[];
  readonly index: number;
  readonly timing: Site['timing'];
  /** The store was set aside: only fail-safe currents until a person has looked. */
  readonly failsafeOnly: boolean;
  /** Number of the rotation slot. */
  readonly slot: number;
  readonly nowMs: number;
  readonly wallMs: number;
  readonly iso: (monotonicMs: number) => string;
}

/** Surplus-only charge points are served before normal ones (original-product H2). */
const surplusTier = 1000;
/** A draw on a phase, so young, shows that an unknown car uses it. */
const skewSeenMa = 4000;
const skewSeenMs = 1000;
/** A car takes so long until it draws. */
const skewFoundMs = 45_000;

/** One record per charge point: what it may have at most and why (control.md §3). */
export function requestOf(facts: RequestFacts): AllocationRequest {
  const { node, view, memory, timing, nowMs } = facts;
  const stepMa = view.facts.stepMa;
  const minMa = minimumOf(facts);
  const ceiling = ceilingOf(facts, minMa);
  const offerMa = memory.offerMa ?? memory.confirmedMa ?? 0;
  const charging = offerMa >= minMa;
  const wants = ceiling.maxMa > 0;
  if (!wants || charging) memory.waitingSinceMs = undefined;
  else memory.waitingSinceMs ??= nowMs;
  const key = memory.queueKey(facts.slot, view.readings.energyImportWh, facts.habits.idle, nowMs);
  const maxMa = ceiling.maxMa >= minMa ? Math.floor(ceiling.maxMa / stepMa) * stepMa : 0;
  return {
    id: node.config.id,
    minMa,
    maxMa,
    stepMa,
    // Held at its minimum it draws from the grid, as one among the others.
    tier: facts.tier + (facts.turn?.kind === 'run' ? surplusTier : 0),
    ...needFor(facts, maxMa, charging),
    ...skewPhases(facts),
    charging,
    dwell: charging && memory.startedAtMs !== undefined && nowMs - memory.startedAtMs < timing.minOnS * 1000,
    ...key,
    reason: ceiling.reason,
  };
}

/**
 * Phases for the imbalance. Of an unknown car only its first one is sure, or those on which it is seen to draw; it may use
 * the others as well. Not so where a new run finds it with an offer: stopping it would cost more than waiting for its draw.
 */
function skewPhases(facts: RequestFacts): Pick<AllocationRequest, 'skewPhases' | 'possiblePhases'> {
  const { memory, phases, nowMs } = facts;
  if (memory.car.phases !== undefined) return { skewPhases: phases };
  const drawnMa = memory.history.highestOfLast(skewSeenMs);
  const seen = phases.filter((phase) => drawnMa[phase] >= skewSeenMa);
  const sure = seen.length > 0 ? seen : phases.slice(0, 1);
  const isFound = (memory.confirmedMa ?? 0) > 0 && memory.startedAtMs === undefined;
  if (isFound && nowMs - (memory.knownSinceMs ?? nowMs) < skewFoundMs) return { skewPhases: sure };
  return { skewPhases: sure, possiblePhases: phases.filter((phase) => !sure.includes(phase)) };
}

/** The least current at which it charges, on its steps, mA. */
export function minimumOf({ node, view, wanted }: Pick<RequestFacts, 'node' | 'view' | 'wanted'>): number {
  const { stepMa, minMa } = view.facts;
  return Math.ceil(Math.max(minMa, node.config.minCurrentA * 1000, wanted.minMa) / stepMa) * stepMa;
}

/** What a deadline comes to; a rank is held through a slot. */
function needFor(facts: RequestFacts, maxMa: number, charging: boolean) {
  const { wanted, memory, slot, wallMs, phases, voltageV } = facts;
  const { departureMs, energyWh } = wanted;
  if (departureMs === undefined) return {};
  const { needMa, rank } = needOf({
    leavesInS: (departureMs - wallMs) / 1000,
    ...(energyWh === undefined ? {} : { energyLeftWh: energyWh }),
    ...(memory.car.phases === undefined ? {} : { phaseCount: phases.length as 1 | 2 | 3 }),
    maxMa,
    phaseVoltageV: volts(voltageV, phases) / Math.max(1, phases.length),
    charging,
  });
  const known = [departureMs, energyWh === undefined, memory.car.phases?.length, memory.pluggedAtMs].join();
  const held = memory.queue.rank(slot, known, rank);
  return { ...(needMa === undefined ? {} : { needMa }), ...(held === undefined ? {} : { rank: held }) };
}

/** A row that does not bear the minimum anyway is the better answer to "why does it wait" than the pause after the stop. */
function pauseReason({ rows, index }: RequestFacts, minMa: number, pause: Reason): Reason {
  const short = rows.find((row) => {
    const weight = row.members.find((member) => member.request === index)?.weight;
    return weight !== undefined && weight * minMa > row.capacity;
  });
  return short?.reason ?? pause;
}

interface Ceiling {
  readonly maxMa: number;
  readonly reason: Reason;
}

function ceilingOf(facts: RequestFacts, minMa: number): Ceiling {
  const { node, view, memory, timing, nowMs, iso } = facts;
  const nothing = (reason: Reason): Ceiling => ({ maxMa: 0, reason });
  const state = view.readings.chargeState?.value;
  if (!node.config.enabled) return nothing({ code: 'disabled' });
  if (state === 'A') return nothing({ code: 'noCar' });
  if (memory.inFault(nowMs) || state === undefined) return nothing({ code: 'lost', origin: 'device' });
  if (memory.notFollowingSinceMs !== undefined)
    return nothing({ code: 'notFollowing', since: iso(memory.notFollowingSinceMs) });

  const deviceMa = Math.min(view.facts.maxMa, (node.config.maxCurrentA ?? Number.POSITIVE_INFINITY) * 1000);
  let ceiling: Ceiling = { maxMa: deviceMa, reason: { code: 'deviceLimit', limitMa: deviceMa, origin: 'device' } };
  const lower = (maxMa: number, reason: Reason) => {
    if (maxMa < ceiling.maxMa) ceiling = { maxMa, reason };
  };
  for (const limit of facts.limits) {
    const perPhaseV = volts(facts.voltageV, facts.phases);
    lower(
      limit.unit === 'mA' ? limit.value : Math.floor((limit.value * 1000) / Math.max(1, perPhaseV)),
      reasonOfLimit(limit),
    );
  }
  for (const { maxMa, reason } of facts.wanted.ceilings) lower(maxMa, reason);
  for (const { maxW, reason } of facts.wanted.powers)
    lower(Math.floor((maxW * 1000) / Math.max(1, volts(facts.voltageV, facts.phases))), reason);
  const carMa = memory.car.ceilingMa;
  if (carMa !== undefined) {
    const { stepMa } = view.facts;
    const headMa = (node.config.offsetA ?? 0) * 1000;
    lower(Math.max(minMa, Math.ceil((carMa + headMa) / stepMa) * stepMa), { code: 'carLimit', limitMa: carMa });
  }
  if (facts.habits.saved) lower(0, { code: 'carFull' });
  const { asleepUntilMs } = facts.habits;
  if (asleepUntilMs !== undefined) lower(0, { code: 'carFull', until: iso(asleepUntilMs) });
  if (facts.failsafeOnly) lower(node.config.failsafeCurrentA * 1000, { code: 'starting', origin: 'device' });
  if (facts.trust === 'stale' || facts.trust === 'silent') lower(facts.staleMa, { code: 'meterStale' });
  if (facts.turn?.kind === 'hold' || facts.turn?.kind === 'wait') {
    const { kind, untilMs } = facts.turn;
    const reason: Reason = { code: 'surplus', ...(untilMs === undefined ? {} : { until: iso(untilMs) }) };
    lower(kind === 'hold' ? minMa : 0, reason);
  }
  if (ceiling.maxMa < minMa) return nothing(ceiling.reason);
  const pauseEnds = pauseUntilMs(memory, timing, nowMs);
  return pauseEnds === undefined
    ? ceiling
    : nothing(pauseReason(facts, minMa, { code: 'pause', until: iso(pauseEnds) }));
}
