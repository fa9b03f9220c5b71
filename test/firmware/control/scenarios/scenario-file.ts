import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { reasonCodes } from '../../../../firmware/domain/reason.ts';
import { healthCodes } from '../../../../firmware/domain/state.ts';

/** A rule of control.md as a file: what stands in the building, what happens, what must be seen. See README.md here. */

/** All keys may be left out; none may be there without a value. */
const partial = <T extends Record<string, z.ZodType>>(shape: T) =>
  z.strictObject(
    Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, value.exactOptional()])) as {
      [K in keyof T]: z.ZodExactOptional<T[K]>;
    },
  );

const amperes = z.number().min(-10_000).max(10_000);
const perPhase = z.tuple([amperes, amperes, amperes]);
const range = z.tuple([z.number().min(0), z.number().min(0)]);
const wiring = z
  .array(z.literal([0, 1, 2]))
  .min(1)
  .max(3);
/** A number that must be met to within 1e-6, or bounds. */
const measure = z.union([z.number(), partial({ min: z.number(), max: z.number() })]);

const car = partial({
  phases: z.literal([1, 2, 3]),
  maxA: amperes,
  batteryWh: z.number().min(0),
  startPercent: z.number().min(0).max(100),
  taperFromPercent: z.number().min(0).max(99),
  deadTimeS: z.number().min(0),
  rampDownAPerS: z.number().gt(0),
  rampUpAPerS: z.number().gt(0),
  wakeS: range,
  stopS: range,
  drawFactor: z.number().min(0).max(1),
  wholeAmperes: z.boolean(),
});

const box = z.strictObject({
  /** Keys of its entry in the site document. */
  device: z.record(z.string(), z.json()).default({}),
  /** What stands in the plant. */
  plant: partial({
    wiring,
    maxA: amperes,
    failsafeA: amperes,
    pilotDelayS: z.number(),
    readingAgeS: z.number(),
  }).prefault({}),
  /** What the product can do. */
  product: partial({
    readsBack: z.boolean(),
    measuresCurrent: z.boolean(),
    stepMa: z.int().min(1),
    switchesPhases: z.boolean(),
    watchdogS: z.number().min(0),
  }).prefault({}),
  /** The car that stands there from the start; null = none. */
  car: car.nullable().default({}),
});

const order = z.strictObject({
  chargePoint: z.string(),
  origin: z.enum(['profile', 'plan', 'override', 'budget', 'rule', 'user']),
  maxMa: z.int().min(0).exactOptional(),
  minMa: z.int().min(0).exactOptional(),
  tier: z.int().exactOptional(),
  surplusOnly: z.boolean().exactOptional(),
  energyWh: z.number().min(0).exactOptional(),
  /** Seconds after the start; becomes the wall time of the order. */
  departureS: z.number().exactOptional(),
  phases: z.literal([1, 3, 'auto']).exactOptional(),
  rulesOff: z.boolean().exactOptional(),
});

const step = z.strictObject({
  atS: z.int().min(0),
  /** Variables to write; null removes one. */
  set: z.record(z.string(), z.number().nullable()).exactOptional(),
  houseA: perPhase.exactOptional(),
  plug: z.record(z.string(), car).exactOptional(),
  unplug: z.array(z.string()).exactOptional(),
  /** What the charge points named do from now on. */
  boxes: z
    .record(
      z.string(),
      partial({
        answers: z.boolean(),
        obeys: z.boolean(),
        lies: z.boolean(),
        replies: z.boolean(),
        switches: z.boolean(),
        fault: z.boolean(),
        restarts: z.literal(true),
      }),
    )
    .exactOptional(),
  /** What the grid meter does from now on. */
  meter: partial({
    answers: z.boolean(),
    frozen: z.boolean(),
    factor: z.number(),
    order: wiring,
    addA: perPhase,
    inputs: z.array(z.boolean()),
  }).exactOptional(),
  orders: z.array(order).exactOptional(),
  wallClockS: z.number().exactOptional(),
  /** Who charges where from now on: `chargePoint` and what differs from somebody who may. */
  occupants: z
    .array(
      z.strictObject({
        chargePoint: z.string(),
        user: z.string().exactOptional(),
        ruleSet: z.string().exactOptional(),
        userRulesOff: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  restart: z.literal(true).exactOptional(),
  /** Keys of the site document that are put anew. */
  site: z.record(z.string(), z.json()).exactOptional(),
});

const expectation = z
  .strictObject({
    /** In this second, or in every one from `fromS` to `toS`, or in one of them at least (`once`). */
    atS: z.int().min(1).exactOptional(),
    fromS: z.int().min(1).exactOptional(),
    toS: z.int().min(1).exactOptional(),
    once: z.literal(true).exactOptional(),
    /** Charge points; absent = all. Measures below hold for each of them, unless they say "sum" or "number". */
    of: z.array(z.string()).min(1).exactOptional(),
    offeredA: measure.exactOptional(),
    drawnA: measure.exactOptional(),
    phasesDrawn: measure.exactOptional(),
    energyWh: measure.exactOptional(),
    reason: z.enum(reasonCodes).exactOptional(),
    reasonNot: z.enum(reasonCodes).exactOptional(),
    /** Id of the charging rule that the reason names. */
    byRule: z.string().exactOptional(),
    /** Variables as the cycle had them. */
    variable: z.record(z.string(), z.number().nullable()).exactOptional(),
    sumOfferedA: measure.exactOptional(),
    sumDrawnA: measure.exactOptional(),
    /** How many of them are offered current. */
    numberOffered: measure.exactOptional(),
    /** Jain's index of their energy: 1 = all the same. */
    jain: measure.exactOptional(),
    /** New set-points over the whole span, of all of them together. */
    changes: measure.exactOptional(),
    /** What really flows: the highest phase of the house connection, its difference to the lowest, A of the cars; W. */
    flowA: measure.exactOptional(),
    flowW: measure.exactOptional(),
    carsW: measure.exactOptional(),
    carsSkewA: measure.exactOptional(),
    /** A limit in force by its id, in its own unit (mA or W). */
    limit: z.record(z.string(), z.number()).exactOptional(),
    /** All that is wrong, warnings and faults. */
    health: z.array(z.enum(healthCodes)).exactOptional(),
  })
  .refine(
    ({ atS, fromS, toS }) => (atS === undefined) === (fromS !== undefined && toS !== undefined && fromS <= toS),
    'an expectation holds at atS, or from fromS to toS',
  );

const scenario = z.strictObject({
  /** The rule as a sentence of the field: the name of the test. */
  title: z.string(),
  /** Where it is written. */
  rule: z.string().regex(/^(control\.md §[1-6]|original-product §4|original-product [A-Z][0-9]+)/),
  seed: z.int().default(1),
  /** Of the plant. */
  voltageV: z.number().default(230),
  /** Site document but for lines and devices. */
  site: z.record(z.string(), z.json()),
  /** Keys of the entry of the grid meter in the site document; null = there is none. */
  meter: z.record(z.string(), z.json()).nullable().default({}),
  /** Entries of more devices in the site document: meters made of formulas. */
  more: z.array(z.record(z.string(), z.json())).default([]),
  houseA: perPhase.default([0, 0, 0]),
  boxes: z.record(z.string(), box),
  /** So many charge points like `boxes.E1`. */
  count: z.int().min(1).max(1000).exactOptional(),
  steps: z.array(step).default([]),
  expect: z.array(expectation).min(1),
  /** The same with some keys otherwise (merge patch): one test for each name. */
  variants: z.record(z.string(), z.record(z.string(), z.json())).exactOptional(),
});

export type ScenarioFile = z.output<typeof scenario>;
export type Step = ScenarioFile['steps'][number];
export type Expectation = ScenarioFile['expect'][number];
export type Measure = z.output<typeof measure>;

/** Reads a scenario file and its variants. Throws with file and path of every key that is wrong. */
export function readScenarios(file: string): readonly ScenarioFile[] {
  const whole = parse(scenario, JSON.parse(readFileSync(file, 'utf8')), file);
  const { variants, ...plain } = JSON.parse(readFileSync(file, 'utf8'));
  if (variants === undefined) return [whole];
  return Object.entries(whole.variants ?? {}).map(([name, patch]) =>
    parse(scenario, { ...(merged(plain, patch) as object), title: `${whole.title}: ${name}` }, `${file} (${name})`),
  );
}

function parse<T extends z.ZodType>(schema: T, value: unknown, file: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`${file}: ${faults.join('; ')}`);
}

/** RFC 7386. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = merged(out[key], value);
  }
  return out;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
