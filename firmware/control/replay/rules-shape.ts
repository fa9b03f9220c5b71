import { z } from 'zod';
import type { RuleKept } from '../../rules/rule-memory.ts';
import type { BatteryRulesKept } from '../battery-rules/battery-rules.ts';
import type { ChargingRulesKept } from '../charging-rules/charging-rules.ts';
import type { RuleVariable, RuleVariablesKept } from '../charging-rules/rule-variables.ts';
import { mapOf, ms, never, number, type Shape, text, unknown } from './shapes.ts';

/** Shape of what charging rules remember, in a recording. */

const known = z.union([ms, never, unknown]);

const ruleKept = z.strictObject({
  place: z.int().min(0).max(100_000),
  heldAtMs: z.array(known).max(3),
  fired: z.array(z.boolean()).max(3),
  ecoStartMs: known,
  ecoSinceMs: known,
  ecoSign: known,
} satisfies Shape<RuleKept>);

const ruleVariable = z.strictObject({
  name: text,
  value: number,
  atMs: ms,
  source: text,
  untilMs: ms.exactOptional(),
} satisfies Shape<RuleVariable>);

export const rulesShape = z.strictObject({
  lists: mapOf(text, z.array(ruleKept)),
  variables: z.strictObject({ values: mapOf(text, ruleVariable) } satisfies Shape<RuleVariablesKept>),
} satisfies Shape<ChargingRulesKept>);

export const batteryRulesShape = z.strictObject({
  lists: mapOf(text, z.array(ruleKept)),
  fields: mapOf(text, number),
} satisfies Shape<BatteryRulesKept>);

/** Recordings of before there were rules know nothing of them. */
export const noRules = { lists: new Map(), variables: { values: new Map() } };
export const noBatteryRules = { lists: new Map(), fields: new Map() };
