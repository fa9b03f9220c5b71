import { type Known, nothingKnown } from '../domain/known.ts';
import type { Site } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import { Prices } from '../sessions/tariffs/prices.ts';
import type { Seen } from './balance/balance.ts';
import { Controller, type CycleInput, type CycleOutput } from './controller.ts';
import { LimitDesk, type LimitInput, type LimitResult } from './limit-desk.ts';
import { planRecords } from './plan.ts';
import { topologyOf } from './topology.ts';

/** All that is remembered of one site from cycle to cycle. */
export interface Mind {
  readonly controller: Controller;
  readonly limits: LimitDesk;
  /** What a kilowatt hour costs, now and ahead. */
  readonly prices: Prices;
}

/** The mind of a program that starts. `atStart`: what stands on the disk then. */
export const newMind = (site: Site, atStart: ConstructorParameters<typeof LimitDesk>[1]): Mind => ({
  controller: new Controller(topologyOf(site)),
  limits: new LimitDesk(site, atStart),
  prices: new Prices(site),
});

/** What goes on with a new site document: the limits held, and the memories of boxes that stay where they are. */
export function mindWith(site: Site, { controller, limits, prices }: Mind): Mind {
  limits.use(site);
  return { controller: new Controller(topologyOf(site), controller), limits, prices: new Prices(site, prices) };
}

/** Everything else that the decisions of one cycle are made from: what a recording has to keep. */
export interface CycleFacts extends Omit<CycleInput, 'surplus'>, Pick<LimitInput, 'stored' | 'storedRulings'> {
  /** Rows of writes that are on their way; one without a value removes. */
  readonly candidates: readonly { readonly id: number; readonly rows: readonly StoredVariable[] }[];
  /** What the main thread knows; absent = nothing. */
  readonly known?: Known;
}

export interface CycleResult {
  readonly limited: LimitResult;
  readonly output: CycleOutput;
  /** Devices and flows as they were believed. */
  readonly seen: Seen;
}

/**
 * One cycle of thinking, in the worker and in a replay alike: limits, then decisions. `facts.limits` are the ceilings
 * that come from elsewhere than the site's formulas, variables and plans.
 */
export function runCycle({ controller, limits, prices }: Mind, facts: CycleFacts): CycleResult {
  const { stored, storedRulings, candidates, known = nothingKnown, nowMs, wallMs } = facts;
  const { topology, balance } = controller;
  const seen = balance.look(facts.devices, nowMs, wallMs, prices);
  const own = limits.evaluate({
    stored,
    storedRulings,
    candidates: candidates.map(({ id, rows }) => ({ id, rows: overlay(stored, rows) })),
    lookup: seen.lookup,
    onVariables: (table) => prices.look({ variables: (key) => table.get(key), known: known.prices, wallMs }),
    nowMs,
    wallMs,
  });
  const limited = { ...own, records: [...own.records, ...planRecords(topology.site, wallMs), ...facts.limits] };
  const { devices, surplus } = seen;
  const output = controller.cycle({ ...facts, devices, surplus, limits: limited.records });
  const { estimates, lostMa, surplusW } = output;
  balance.took({ nowMs, estimates, limits: limited.records, lostMa, surplusW }, limited.variables);
  return { limited, output, seen };
}

/** Rows laid over those of the same name. */
export function overlay(stored: readonly StoredVariable[], over: readonly StoredVariable[]): readonly StoredVariable[] {
  if (over.length === 0) return stored;
  const names = new Set(over.map((row) => variableKey(row.name)));
  return [...stored.filter((row) => !names.has(variableKey(row.name))), ...over];
}
