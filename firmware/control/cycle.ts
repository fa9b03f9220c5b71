import { type Known, nothingKnown } from '../domain/known.ts';
import type { BatteryPlan } from '../domain/outside-plan.ts';
import type { Site } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import { Prices } from '../sessions/tariffs/prices.ts';
import { ceilingOrders, ceilingRecords } from './backend-ceilings.ts';
import type { Seen } from './balance/balance.ts';
import { BatteryRules } from './battery-rules/battery-rules.ts';
import { chargePointFields } from './charge-point-fields.ts';
import { ChargingRules } from './charging-rules/charging-rules.ts';
import { contactFields } from './contact-fields.ts';
import { Controller, type CycleInput, type CycleOutput } from './controller.ts';
import { LimitDesk, type LimitInput, type LimitResult } from './limit-desk.ts';
import { OccupantOrders } from './people/occupant-orders.ts';
import { planRecords } from './plan.ts';
import { type SeenCar, scheduleOrders } from './planning/schedule-orders.ts';
import { type TemporaryShare, temporaryShareRecords } from './temporary-share.ts';
import type { PlayedValues } from './test-limit.ts';
import { topologyOf } from './topology.ts';

/** All that is remembered of one site from cycle to cycle. */
export interface Mind {
  readonly controller: Controller;
  readonly limits: LimitDesk;
  /** What a kilowatt hour costs, now and ahead. */
  readonly prices: Prices;
  readonly rules: ChargingRules;
  readonly batteries: BatteryRules;
  readonly people: OccupantOrders;
}

/** The mind of a program that starts. `atStart`: what stands on the disk then. */
export function newMind(site: Site, atStart: ConstructorParameters<typeof LimitDesk>[1]): Mind {
  const topology = topologyOf(site);
  const rules = new ChargingRules(topology);
  return {
    controller: new Controller(topology),
    limits: new LimitDesk(site, atStart),
    prices: new Prices(site),
    rules,
    batteries: new BatteryRules(site, rules),
    people: new OccupantOrders(site),
  };
}

/** What goes on with a new site document: the limits held, and the memories of boxes and rules that stay as they are. */
export function mindWith(site: Site, { controller, limits, prices, rules, batteries }: Mind): Mind {
  limits.use(site);
  const topology = topologyOf(site);
  const newRules = new ChargingRules(topology, rules);
  return {
    controller: new Controller(topology, controller),
    limits,
    prices: new Prices(site, prices),
    rules: newRules,
    batteries: new BatteryRules(site, newRules, { batteries, cycle: rules.cycle }),
    people: new OccupantOrders(site),
  };
}

/** Everything else that the decisions of one cycle are made from: what a recording has to keep. */
export interface CycleFacts extends Omit<CycleInput, 'surplus'>, Pick<LimitInput, 'stored' | 'storedRulings'> {
  /** Rows of writes that are on their way; one without a value removes. */
  readonly candidates: readonly { readonly id: number; readonly rows: readonly StoredVariable[] }[];
  /** What somebody plays; absent = nothing. */
  readonly played?: PlayedValues;
  /** Wires of the controller itself, in the order of the site document; absent = there are none. */
  readonly contacts?: readonly (boolean | undefined)[];
  /** What the main thread knows; absent = nothing. */
  readonly known?: Known;
  /** Ceilings of batteries by plans that hold now; absent = none. */
  readonly batteryPlans?: readonly BatteryPlan[];
  /** Set from outside and kept in memory only. */
  readonly shares?: readonly TemporaryShare[];
}

export interface CycleResult {
  readonly limited: LimitResult;
  readonly output: CycleOutput;
  /** Devices and flows as they were believed. */
  readonly seen: Seen;
}

/**
 * One cycle of thinking, in the worker and in a replay alike: limits, rules of charge points and batteries, then decisions. `facts.limits` are
 * the ceilings that come from elsewhere than the site's formulas, variables and plans.
 */
export function runCycle(
  { controller, limits, prices, rules, batteries, people }: Mind,
  facts: CycleFacts,
): CycleResult {
  const { stored, storedRulings, candidates, played, known = nothingKnown, nowMs, wallMs } = facts;
  const { topology, balance } = controller;
  const measured = balance.look(facts.devices, nowMs, wallMs, prices);
  const ofChargePoints = { topology, devices: measured.devices, memories: controller.memories };
  const lookup = chargePointFields(
    { ...ofChargePoints, known, orders: facts.orders ?? [], nowMs, wallMs },
    contactFields(facts.contacts, batteries.over(measured.lookup)),
  );
  const seen = { ...measured, lookup };
  const ruled = rules.rowsOver(stored);
  const own = limits.evaluate({
    stored,
    ...(ruled.length === 0 ? {} : { ruled: overlay(stored, ruled) }),
    storedRulings,
    candidates: candidates.map(({ id, rows }) => ({ id, rows: overlay(stored, rows) })),
    ...(played === undefined ? {} : { played: { ...played, rows: overlay(stored, played.rows) } }),
    lookup: seen.lookup,
    onVariables: (table) => prices.look({ variables: (key) => table.get(key), known: known.prices, wallMs }),
    nowMs,
    wallMs,
  });
  const limited = {
    ...own,
    records: [
      ...own.records,
      ...temporaryShareRecords(own.records, topology.site, facts.shares),
      ...planRecords(topology.site, wallMs),
      ...ceilingRecords(known.ceilings, topology.site),
      ...facts.limits,
    ],
  };
  const { devices, surplus } = seen;
  const orders = facts.orders ?? [];
  const asked = rules.evaluate({
    ...{ variables: limited.variables, lookup: seen.lookup, known, prices, devices, orders },
    ...{ memories: controller.memories, nowMs, wallMs },
  });
  batteries.evaluate(rules, facts.batteryPlans);
  const given = [...people.ordersOf(known.occupants), ...ceilingOrders(known.ceilings), ...asked];
  // The last word on phases and priority counts: first who charges, then rules, then what persons say now.
  const output = controller.cycle({
    ...{ ...facts, devices, surplus, limits: limited.records },
    orders: [
      ...given,
      ...scheduleOrders(known.schedules, [...given, ...orders], wallMs, (id) => carAt(controller, id)),
      ...orders,
    ],
  });
  const { estimates, lostMa, surplusW } = output;
  balance.took({ nowMs, estimates, limits: limited.records, lostMa, surplusW }, limited.variables);
  return { limited, output, seen };
}

function carAt({ topology, memories }: Controller, id: string): SeenCar | undefined {
  const k = topology.chargePoints.findIndex(({ config }) => config.id === id);
  const [node, memory] = [topology.chargePoints[k], memories[k]];
  if (node === undefined || memory === undefined) return undefined;
  return {
    charging: (memory.offerMa ?? memory.confirmedMa ?? 0) > 0,
    phases: memory.usedPhases(node.config.wiring).length,
    seenPhases: memory.car.phases?.length,
    voltageV: topology.site.voltageV,
  };
}

/** Rows laid over those of the same name. */
export function overlay(stored: readonly StoredVariable[], over: readonly StoredVariable[]): readonly StoredVariable[] {
  if (over.length === 0) return stored;
  const names = new Set(over.map((row) => variableKey(row.name)));
  return [...stored.filter((row) => !names.has(variableKey(row.name))), ...over];
}
