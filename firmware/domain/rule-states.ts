import { z } from 'zod';

/** How the charging rules of a charge point stand, `GET /api/v1/charge-points/{id}/rules`. Missing is null; times are ISO 8601. */

/** What a condition came to: true, false, or null where it cannot be known. */
const truth = z.boolean().nullable();

/** Why a rule is as it is: a code, and the facts that a sentence needs. Texts live in the page. */
const why = z.strictObject({
  /** `off`, `otherDay`, `notReached` (the walk ended before it), else the kind of its condition. */
  code: z.enum([
    ...['off', 'otherDay', 'notReached', 'always', 'formula', 'time', 'minutes', 'surplus', 'solar'],
    ...['import', 'export', 'price', 'priceLevel', 'soc', 'charging', 'input', 'eco'],
  ] as const),
  /** What was compared: W, ct/kWh, a level, %, cars, minutes of the day, what the formula gave. */
  value: z.number().nullable(),
  /** What it was compared with, where the rule says a number. */
  bound: z.number().nullable(),
  /** It holds on until then although its condition has fallen. */
  until: z.iso.datetime().nullable(),
  /** An eco rule starts then. */
  start: z.iso.datetime().nullable(),
});

const rule = z.strictObject({
  id: z.string(),
  name: z.string().nullable(),
  /** The named set it stands in; null = the list itself. */
  set: z.string().nullable(),
  /** Its own condition, with NOT and with the time it holds on. */
  condition: truth,
  /** The same with the rules that are linked to it by AND and OR. */
  result: truth,
  /** It only holds on. */
  held: z.boolean(),
  /** Its action ran. */
  acted: z.boolean(),
  /** What the action came to: A for `set` and `share`, else the number itself; null without one. */
  value: z.number().nullable(),
  why,
});

const list = z.strictObject({
  of: z.enum(['own', 'set', 'user']),
  /** The set or the user; null of the own list. */
  id: z.string().nullable(),
  /** What it comes to, A per phase; the lowest of its phases. */
  valueA: z.number(),
  /** It may be drawn of the surplus only. */
  surplus: z.boolean(),
  /** It is held at the minimum for a while. */
  held: z.boolean(),
  /** The rule that gave the value; null: none did. */
  decidedBy: z.string().nullable(),
  /** `_rule_id`: the number of the last rule that acted, or what rules set; null = none. */
  shownId: z.number().nullable(),
  /** The walk went in circles and was cut off. */
  cutOff: z.boolean(),
  rules: z.array(rule),
});

export const ruleStatesSchema = z.strictObject({
  chargePoint: z.string(),
  at: z.iso.datetime(),
  /** Somebody has switched the rules of the charge point off. */
  off: z.boolean(),
  /** Every list that counts; none: there are no rules, the charge point asks for all there is. */
  lists: z.array(list),
});

/** How the rules of a battery stand, `GET /api/v1/batteries/{id}/rules`. */
export const batteryRuleStatesSchema = z.strictObject({
  /** The device. */
  battery: z.string(),
  at: z.iso.datetime(),
  /** Only directions that are not left alone for good. */
  lists: z.array(
    z.strictObject({
      of: z.enum(['charge', 'discharge']),
      /** What it may, over all phases; null = left alone. The other direction may still take it away (`prefer`). */
      valueW: z.number().nullable(),
      /** The rule that gave the value; null: the most that is allowed. */
      decidedBy: z.string().nullable(),
      cutOff: z.boolean(),
      rules: z.array(rule),
    }),
  ),
});

export type BatteryRuleStates = z.output<typeof batteryRuleStatesSchema>;
export type RuleStates = z.output<typeof ruleStatesSchema>;
export type RuleListState = z.output<typeof list>;
export type RuleState = z.output<typeof rule>;
