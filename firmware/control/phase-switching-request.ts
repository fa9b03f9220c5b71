import type { AllocationRequest, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import { type ChargeOrder, phaseWish } from '../domain/order.ts';
import type { PerPhase, PhaseIndex } from '../domain/phases.ts';
import type { DeviceConfig } from '../domain/site/devices.ts';
import type { DeviceView } from './device-view.ts';
import { type PhaseMemory, phasesAtStart, stepPhases } from './phase-switching.ts';
import { phaseRoom } from './phase-switching-room.ts';

/** The part of a charge point's memory that phase switching reads, and the field that it keeps. */
export interface SwitchingMemory {
  phaseSwitching: PhaseMemory | undefined;
  readonly offerMa: number | undefined;
  /** The box has proven `offerMa`. */
  readonly confirmed: boolean;
}

export interface SwitchingFacts {
  readonly config: DeviceConfig;
  readonly view: DeviceView;
  readonly memory: SwitchingMemory;
  /** Building phases the car was seen to use while three were on; undefined while unknown. */
  readonly carPhases: readonly PhaseIndex[] | undefined;
  /** Orders for this charge point. */
  readonly orders: readonly ChargeOrder[];
  /** Limits of this charge point itself. */
  readonly limits: readonly LimitRecord[];
  /** Ids of its circuit and all above it. */
  readonly circuits: ReadonlySet<string>;
  readonly voltageV: PerPhase;
  readonly rows: readonly Row[];
  readonly requests: readonly AllocationRequest[];
  readonly index: number;
  readonly phaseUpDelayS: number;
  readonly nowMs: number;
  readonly iso: (monotonicMs: number) => string;
}

/**
 * The request after the state machine of the phases had its say: paused while a switch is under way. `switchTo` is to be
 * written now. Call it once a cycle for a charge point that answers, with the requests of all.
 */
export function withPhaseSwitching(facts: SwitchingFacts): {
  readonly request: AllocationRequest;
  readonly switchTo?: 1 | 3;
} {
  const { config, view, memory, carPhases, orders, index, nowMs, iso } = facts;
  const request = facts.requests[index] as AllocationRequest;
  if (view.facts.switchesPhases !== true || config.wiring.length < 3) return { request };
  const ceilings = orders.map(({ maxMa }) => maxMa ?? Number.POSITIVE_INFINITY);
  const room = phaseRoom({
    ...facts,
    wiring: config.wiring,
    carPhases: carPhases?.length as 1 | 2 | 3 | undefined,
    limits: [...facts.limits, ...powersOf(orders)],
    ceilingMa: Math.min(view.facts.maxMa, ...ceilings),
  });
  const step = stepPhases(memory.phaseSwitching ?? phasesAtStart(nowMs), {
    nowMs,
    state: view.readings.chargeState?.value,
    canSwitch: true,
    automatic: config.phaseSwitch === 'auto',
    wish: phaseWish(orders),
    held: view.readings.phaseCount,
    carPhases: carPhases?.length as 1 | 2 | 3 | undefined,
    minMa: request.minMa,
    upMa: Math.max(0, ...orders.map(({ phasesUpMa = 0 }) => phasesUpMa)),
    room,
    offerMa: memory.offerMa ?? 0,
    offerProven: memory.confirmed,
    drawnMa: view.facts.measuresCurrent ? view.readings.currentMa : undefined,
    upDelayMs: facts.phaseUpDelayS * 1000,
    deadTimeMs: view.facts.phaseDeadTimeMs ?? 0,
  });
  memory.phaseSwitching = step.memory;
  const { pause, untilMs, switchTo } = step.decision;
  const reason = { code: 'phaseSwitch', ...(untilMs === undefined ? {} : { until: iso(untilMs) }) } as const;
  return {
    request: pause ? { ...request, maxMa: 0, dwell: false, reason } : request,
    ...(switchTo === undefined ? {} : { switchTo }),
  };
}

/** Ceilings in W that come from orders. */
const powersOf = (orders: readonly ChargeOrder[]) =>
  orders.flatMap(({ maxW }) => (maxW === undefined ? [] : [{ unit: 'W' as const, value: Math.max(0, maxW) }]));
