import { z } from 'zod';
import type { BackendCeiling, Known, Occupant, Schedule, SessionNow } from '../../domain/known.ts';
import type { KnownPrices, PriceSpan } from '../../domain/prices.ts';
import { ms, number, type Shape, text } from './shapes.ts';

/** Shape of what the main thread knows, in a recording. */

const session = z.strictObject({
  pluggedAtMs: ms,
  energyWh: number,
  chargedS: number,
} satisfies Shape<SessionNow>);

const occupant = z.strictObject({
  chargePoint: text,
  authorised: z.boolean(),
  user: text.exactOptional(),
  tag: text.exactOptional(),
  priority: number.exactOptional(),
  ruleSet: text.exactOptional(),
  userRulesOff: z.boolean().exactOptional(),
  maxMa: number.min(0).exactOptional(),
  phases: z.literal([1, 3, 'auto']).exactOptional(),
  budget: z.strictObject({ unit: z.enum(['kWh', 'min']), amount: number, used: number }).exactOptional(),
  session: session.exactOptional(),
} satisfies Shape<Occupant>);

const span = z.strictObject({ fromMs: ms, toMs: ms, ct: number } satisfies Shape<PriceSpan>);
const prices = z.strictObject({ tariff: text, spans: z.array(span).max(1000) } satisfies Shape<KnownPrices>);

const schedule = z.strictObject({
  chargePoint: text,
  slots: z.array(z.strictObject({ fromMs: ms, toMs: ms, maxMa: number.min(0) })).max(1000),
  departureMs: ms,
  fullW: number.min(0),
} satisfies Shape<Schedule>);

const ceiling = z.strictObject({
  backend: text,
  chargePoint: text.exactOptional(),
  maxMa: number.min(0).exactOptional(),
  maxW: number.min(0).exactOptional(),
  phases: z.literal([1, 3]).exactOptional(),
  why: z.enum(['profile', 'refused', 'stopped', 'unavailable']),
  sinceMs: ms,
  untilMs: ms.exactOptional(),
} satisfies Shape<BackendCeiling>);

export const knownShape = z.strictObject({
  occupants: z.array(occupant).max(1000),
  prices: z.array(prices).max(50),
  schedules: z.array(schedule).max(1000),
  // Recordings of before backends know none.
  ceilings: z.array(ceiling).max(2000).default([]),
} satisfies Shape<Known>);
