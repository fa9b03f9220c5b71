import { z } from 'zod';
import type { PriceNow, TariffSpan } from '../../domain/prices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { PricesKept } from '../../sessions/tariffs/prices.ts';
import type { BalanceKept } from '../balance/balance.ts';
import type { ExpressionResult } from '../balance/expression-meters.ts';
import type { KnownMeter } from '../balance/plausible-meters.ts';
import type { LastCycle } from '../balance/site-lookup.ts';
import type { ControllerKept } from '../controller.ts';
import { type Mind, newMind } from '../cycle.ts';
import type { CircuitEstimate } from '../estimate.ts';
import type { HouseKept } from '../house-load.ts';
import type { LimitsKept } from '../limit-desk.ts';
import type { Heard } from '../silence.ts';
import type { TriggerKept } from '../triggers.ts';
import { chargePoint } from './charge-point-shape.ts';
import { checked } from './checked.ts';
import { batteryRulesShape, noBatteryRules, noRules, rulesShape } from './rules-shape.ts';
import {
  limit,
  mapOf,
  maybe,
  ms,
  never,
  number,
  perPhase,
  readings,
  ruling,
  type Shape,
  text,
  view,
} from './shapes.ts';

/**
 * All that a mind remembers, for a recording that starts in mid-run. As JSON: what is undefined is left out (`null` in
 * lists), maps are lists of pairs, what is endless is a string.
 */

const house = z.strictObject({
  estimateMa: maybe(perPhase),
  sinceMs: maybe(ms),
  atMs: ms,
  recent: z.array(z.strictObject({ atMs: ms, highMa: perPhase, firmMa: perPhase })),
  minutes: mapOf(number, perPhase),
} satisfies Shape<HouseKept>);

const estimate = z.strictObject({
  houseMa: perPhase,
  houseSignedMa: perPhase,
  voltageV: perPhase,
  trust: z.enum(['none', 'fresh', 'ageing', 'stale', 'silent']),
  leastTrusted: maybe(text),
  drawnMa: z.tuple([maybe(number), maybe(number), maybe(number)]),
} satisfies Shape<CircuitEstimate>);

const last = z.strictObject({
  nowMs: ms,
  estimates: z.array(estimate),
  limits: z.array(limit),
  lostMa: perPhase,
  surplusW: maybe(number),
} satisfies Shape<LastCycle>);

const balance = z.strictObject({
  plausible: mapOf(
    text,
    z.strictObject({ atMs: ms, doubted: z.boolean(), believed: readings } satisfies Shape<KnownMeter>),
  ),
  computed: mapOf(
    text,
    z.strictObject({ view, values: mapOf(text, z.number()), nowMs: ms } satisfies Shape<ExpressionResult>),
  ),
  last: maybe(last),
  variables: mapOf(text, z.number()),
} satisfies Shape<BalanceKept>);

const controller = z.strictObject({
  startedAtMs: maybe(ms),
  slotStartMs: maybe(ms),
  balance,
  surplus: house,
  chargePoints: mapOf(text, chargePoint),
  houses: mapOf(text, house),
} satisfies Shape<ControllerKept>);

const trigger = z.strictObject({ wasTrue: z.boolean(), untilMs: maybe(ms) } satisfies Shape<TriggerKept>);

const heard = z.strictObject({
  atMs: ms,
  freshAtMs: ms,
  sinceMs: ms,
  ageMs: ms,
  silent: z.boolean(),
} satisfies Shape<Heard>);

const limits = z.strictObject({
  held: z.array(ruling),
  writtenAt: mapOf(text, ms),
  previous: z.array(limit),
  // Who charges follows from the site and what is known: nothing of it is remembered. Recordings of before it was kept know nothing of it.
  heard: mapOf(text, heard).default(new Map()),
  triggers: mapOf(text, trigger).default(new Map()),
} satisfies Shape<LimitsKept>);

const tariffSpan = z.strictObject({
  fromMs: ms,
  toMs: ms,
  ct: number,
  tariff: text,
  level: number.exactOptional(),
  assumed: z.literal(true).exactOptional(),
} satisfies Shape<TariffSpan>);

const prices = z.strictObject({
  now: maybe(
    z.strictObject({
      ct: number,
      tariff: text,
      level: number.exactOptional(),
      assumed: z.literal(true).exactOptional(),
      feedInCt: number.exactOptional(),
      sinceMs: ms,
      untilMs: ms.exactOptional(),
    } satisfies Shape<PriceNow>),
  ),
  lookedAtMs: z.union([ms, never]),
  ahead: z.array(tariffSpan).max(2000).prefault([]),
} satisfies Shape<PricesKept>);
const neverLooked = { now: undefined, lookedAtMs: Number.NEGATIVE_INFINITY, ahead: [] } satisfies PricesKept;

// Recordings of before there were prices or rules know nothing of them.
const mind = z.strictObject({
  ...{ controller, limits, prices: prices.default(neverLooked) },
  rules: rulesShape.default(noRules),
  batteries: batteryRulesShape.default(noBatteryRules),
} satisfies Shape<Omit<Mind, 'people'>>);

/** What a mind remembers, as plain JSON. */
export function stateOf(of: Mind): unknown {
  const kept = {
    controller: of.controller.save(),
    limits: of.limits.save(),
    prices: of.prices.save(),
    rules: of.rules.save(),
    batteries: of.batteries.save(of.rules.cycle),
  };
  return JSON.parse(JSON.stringify(kept, plain));
}

/** A mind of this site that goes on from a state. Throws `badState` for one that does not fit. */
export function mindOf(site: Site, state: unknown): Mind {
  const kept = checked(mind, state, 'state', 'badState');
  const restored = newMind(site, { variables: [], rulings: [] });
  restored.controller.restore(kept.controller);
  restored.limits.restore(kept.limits);
  restored.prices.restore(kept.prices);
  restored.rules.restore(kept.rules);
  restored.batteries.restore(kept.batteries, restored.rules.cycle);
  return restored;
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value];
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
