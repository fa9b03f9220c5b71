import { z } from 'zod';
import { amperes, days, deviceId, formula, id, label, seconds, watts } from './primitives.ts';

/** Charging rules: walked top to bottom (contracts §4, original-product §4). */

const minuteOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time of day is HH:MM');
const atLeastW = { atLeastW: z.number().min(0).max(10_000_000) };

const condition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({ kind: z.literal('formula'), formula }),
  z.strictObject({ kind: z.literal('time'), from: minuteOfDay, to: minuteOfDay }),
  /** The same, by formulas that give minutes of the day. */
  z.strictObject({ kind: z.literal('minutes'), from: formula, to: formula }),
  z.strictObject({ kind: z.literal('surplus'), ...atLeastW }),
  z.strictObject({ kind: z.literal('solar'), ...atLeastW }),
  z.strictObject({ kind: z.literal('import'), ...atLeastW }),
  z.strictObject({ kind: z.literal('export'), ...atLeastW }),
  z.strictObject({ kind: z.literal('price'), atMostCt: z.number().min(-10_000).max(10_000) }),
  z.strictObject({ kind: z.literal('priceLevel'), atMost: z.number().int().min(-10).max(10) }),
  /** Of the car or battery whose rules these are, or of a device that is named. */
  z.strictObject({ kind: z.literal('soc'), atLeast: z.number().min(0).max(100), device: deviceId.optional() }),
  z.strictObject({ kind: z.literal('charging'), atLeast: z.number().int().min(0).max(10_000) }),
  z.strictObject({ kind: z.literal('input'), device: deviceId, number: z.number().int().min(1).max(32) }),
  z.strictObject({
    kind: z.literal('eco'),
    maxDelayMin: z.number().int().min(0).max(2880),
    durationMin: z.number().int().min(1).max(2880),
  }),
]);

const name = z.string().min(1).max(64);
const parameterName = z
  .string()
  .regex(/^([A-Za-z_][A-Za-z0-9_]{0,31}|[0-9]{1,9})$/, 'a parameter is named by letters, digits and _, or by a number');
const action = z.union([
  z.strictObject({ kind: z.literal('set'), valueA: amperes }),
  /** Of a battery. */
  z.strictObject({ kind: z.literal('set'), valueW: watts }),
  z.strictObject({ kind: z.literal('set'), formula }),
  z.strictObject({
    kind: z.literal('share'),
    of: z.enum(['surplus', 'solar', 'import', 'export']),
    factor: z.number().min(0).max(10).default(1),
  }),
  z.strictObject({ kind: z.literal('variable'), name, formula }),
  z.strictObject({ kind: z.literal('trigger'), name, seconds, retrigger: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('and') }),
  z.strictObject({ kind: z.literal('or') }),
  z.strictObject({ kind: z.literal('goto'), rule: id }),
  z.strictObject({ kind: z.literal('parameter'), name: parameterName, formula }),
  z.strictObject({ kind: z.literal('ruleSet'), id }),
]);

export const rule = z.strictObject({
  id,
  name: label.optional(),
  enabled: z.boolean().default(true),
  days,
  if: condition,
  not: z.boolean().default(false),
  holdS: seconds.default(0),
  then: action,
  finish: z.boolean().default(false),
  surplus: z.boolean().default(false),
});

const rules = z.array(rule).max(100);
/** What people call a set, beside its id. */
export const ruleSetTexts = { name: label.optional(), description: z.string().max(500).optional() };

/** Named sets, by id: the rules alone, or with a name and a description. Whoever walks them sees the rules. */
export const ruleSets = z.record(
  id,
  z.union([rules, z.strictObject({ ...ruleSetTexts, rules }).transform((set) => set.rules)]),
);

export type Rule = z.output<typeof rule>;
