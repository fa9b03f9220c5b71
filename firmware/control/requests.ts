import type { AllocationRequest, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import type { PerPhase, PhaseIndex } from '../domain/phases.ts';
import type { Reason } from '../domain/reason.ts';
import type { Site } from '../domain/site/schema.ts';
import { reasonOfLimit } from '../grid/ruling.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import type { DeviceView } from './device-view.ts';
import type { MeterTrust } from './estimate.ts';
import { volts } from './rows.ts';
import { pauseUntilMs } from './shaping.ts';
import type { ChargePointNode } from './topology.ts';

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
  readonly iso: (monotonicMs: number) => string;
}

/** One record per charge point: what it may have at most and why (control.md §3). */
export function requestOf(facts: RequestFacts): AllocationRequest {
  const { node, view, memory, timing, nowMs } = facts;
  const stepMa = view.facts.stepMa;
  const minMa = Math.ceil(Math.max(view.facts.minMa, node.config.minCurrentA * 1000) / stepMa) * stepMa;
  const ceiling = ceilingOf(facts, minMa);
  const offerMa = memory.offerMa ?? memory.confirmedMa ?? 0;
  const charging = offerMa >= minMa;
  const wants = ceiling.maxMa > 0;
  if (!wants || charging) memory.waitingSinceMs = undefined;
  else memory.waitingSinceMs ??= nowMs;
  return {
    id: node.config.id,
    minMa,
    maxMa: ceiling.maxMa >= minMa ? Math.floor(ceiling.maxMa / stepMa) * stepMa : 0,
    stepMa,
    tier: node.config.priority,
    charging,
    dwell: charging && memory.startedAtMs !== undefined && nowMs - memory.startedAtMs < timing.minOnS * 1000,
    ...memory.queueKey(facts.slot, view.readings.energyImportWh, nowMs),
    reason: ceiling.reason,
  };
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
  const carMa = memory.car.ceilingMa;
  if (carMa !== undefined)
    lower(Math.max(minMa, Math.ceil(carMa / view.facts.stepMa) * view.facts.stepMa), {
      code: 'carLimit',
      limitMa: carMa,
    });
  if (facts.failsafeOnly) lower(node.config.failsafeCurrentA * 1000, { code: 'starting', origin: 'device' });
  if (facts.trust === 'stale' || facts.trust === 'silent') lower(facts.staleMa, { code: 'meterStale' });
  if (ceiling.maxMa < minMa) return nothing(ceiling.reason);
  const pauseEnds = pauseUntilMs(memory, timing, nowMs);
  return pauseEnds === undefined
    ? ceiling
    : nothing(pauseReason(facts, minMa, { code: 'pause', until: iso(pauseEnds) }));
}
