import type { MemberState } from '../../domain/members.ts';
import type { MeteringPointState } from '../../domain/metering.ts';
import type { PriceNow } from '../../domain/prices.ts';
import type { BatteryState, HealthState, State, VariableState } from '../../domain/state.ts';
import type { StoredOrder } from '../../domain/stored-order.ts';
import type { Controller } from '../controller.ts';
import type { CycleResult } from '../cycle.ts';
import { healthOf } from '../health.ts';
import { leaderState } from '../several-boxes/leader-state.ts';
import type { LeaderSource } from '../sources/leader-source.ts';
import { stateOf } from '../state-of.ts';
import type { VariableTable } from '../variable-table.ts';

export interface ToldFacts {
  readonly controller: Controller;
  readonly result: CycleResult;
  readonly price: PriceNow | undefined;
  readonly orders: readonly StoredOrder[];
  /** What is wrong with the sources of limits. */
  readonly sources: readonly HealthState[];
  /** The boxes that are led by this one. */
  readonly members: readonly MemberState[];
  /** How the grant of a leader stands; undefined: nobody leads this box. */
  readonly led: ReturnType<LeaderSource['view']> | undefined;
  readonly meteringPoints: readonly MeteringPointState[] | undefined;
  readonly batteries: readonly BatteryState[] | undefined;
  readonly cycle: number;
  /** Periods of the loop that had to be left out so far. */
  readonly missed: number;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** The live state after one cycle, as the main thread is told it. */
export function toldState(told: ToldFacts): State {
  const {
    controller,
    result,
    price,
    orders,
    sources,
    led,
    members,
    meteringPoints,
    batteries,
    cycle,
    missed,
    nowMs,
    wallMs,
  } = told;
  const { output, limited, seen } = result;
  const { topology } = controller;
  const facts = { topology, devices: seen.devices, output, limits: limited.records, nowMs, wallMs };
  const devices = healthOf({ ...facts, memoryOf: (id) => controller.memoryOf(id) });
  const state = stateOf({
    ...facts,
    ...{ figures: seen.figures, price, orders, cycle, variables: variableStates(limited.variables) },
    health: [...devices, ...sources, ...(missed === 0 ? [] : [missedCycles(missed, wallMs)])],
  });
  return {
    ...state,
    ...(meteringPoints === undefined ? {} : { meteringPoints }),
    ...(led === undefined ? {} : { leader: leaderState(led, topology, output) }),
    ...(members.length === 0 ? {} : { members }),
    ...(batteries === undefined ? {} : { batteries }),
  };
}

function variableStates(variables: VariableTable): readonly VariableState[] {
  return [...variables.values()].map(({ name, value, atMs, source, timedOut }) => ({
    name,
    value: value ?? null,
    at: new Date(atMs).toISOString(),
    source,
    stale: timedOut,
    owner: null,
  }));
}

const missedCycles = (missed: number, wallMs: number): HealthState => ({
  id: 'cyclesMissed',
  severity: 'warning',
  code: 'cyclesMissed',
  what: 'control loop',
  message: `The control loop was too late ${missed} times since the start; this machine is too busy.`,
  since: new Date(wallMs).toISOString(),
});
