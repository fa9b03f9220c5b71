import { z } from 'zod';
import { leaderStateSchema, memberStateSchema } from './leader-schema.ts';
import { limitOrigins } from './limit.ts';
import { phaseNames } from './phases.ts';
import { reasonCodes } from './reason.ts';
import { healthCodes, type State } from './state.ts';

/** The live state as a schema: for openapi.json and for tests that hold the program to its contract (contracts §5). */

const time = z.iso.datetime();
const perPhase = <T extends z.ZodType>(value: T) => z.tuple([value, value, value]);
const number = z.number();
const maybe = z.number().nullable();

export const reasonSchema = z.strictObject({
  code: z.enum(reasonCodes),
  circuit: z.string().exactOptional(),
  phase: z.enum(phaseNames).exactOptional(),
  limitMa: z.int().min(0).exactOptional(),
  origin: z.enum(limitOrigins).exactOptional(),
  rule: z.string().exactOptional(),
  since: time.exactOptional(),
  until: time.exactOptional(),
});

const circuit = z.strictObject({
  id: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  fuseA: number,
  reserveA: number,
  limitA: perPhase(number),
  limitW: maybe,
  reason: reasonSchema,
  drawnA: perPhase(maybe),
  headroomA: perPhase(maybe),
});

const orders = z.strictObject({
  override: z
    .strictObject({
      limitA: maybe,
      until: z.union([time, z.literal('unplug')]),
      rulesOff: z.boolean(),
      source: z.string(),
    })
    .nullable(),
  remote: z.strictObject({ limitA: number, until: time, source: z.string() }).exactOptional(),
  need: z.strictObject({ energyWh: maybe, departure: time.nullable() }).nullable(),
  phases: z.union([z.literal(1), z.literal(3), z.literal('auto')]),
});

const chargePoint = z.strictObject({
  id: z.string(),
  name: z.string(),
  circuit: z.string(),
  state: z.enum(['A', 'B', 'C', 'D', 'E', 'F']).nullable(),
  minA: number,
  maxA: number,
  offeredA: maybe,
  phases: z.array(z.enum(phaseNames)),
  drawnA: perPhase(maybe),
  powerW: maybe,
  energyWh: maybe,
  energyMeter: z.string().exactOptional(),
  reason: reasonSchema,
  orders: orders.exactOptional(),
});

const price = z.strictObject({
  ct: number,
  level: maybe,
  tariff: z.string(),
  assumed: z.boolean(),
  feedInCt: maybe,
  since: time,
  until: time.nullable(),
});

const meter = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  currentA: perPhase(maybe),
  powerW: perPhase(maybe),
  totalW: number.exactOptional(),
  voltageV: perPhase(maybe),
  importWh: number.exactOptional(),
  exportWh: number.exactOptional(),
  soc: number.exactOptional(),
  ageS: maybe,
});

const variable = z.strictObject({
  name: z.string(),
  value: maybe,
  at: time,
  source: z.string(),
  stale: z.boolean(),
  owner: z.string().nullable(),
});

const limit = z.strictObject({
  id: z.string(),
  origin: z.enum(limitOrigins),
  circuit: z.string().nullable(),
  chargePoint: z.string().exactOptional(),
  unit: z.enum(['A', 'W']),
  value: z.number().min(0),
  since: time,
  until: time.nullable(),
  source: z.string(),
});

const health = z.strictObject({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'fault']),
  code: z.enum(healthCodes),
  what: z.string(),
  message: z.string(),
  since: time,
});

const meteringValue = z.strictObject({ unit: z.enum(['Wh', 'W']), value: number }).nullable();
const meteringPoint = z.strictObject({ id: z.string(), consumed: meteringValue, produced: meteringValue });

const battery = z.strictObject({
  id: z.string(),
  chargeW: z.number().nullable(),
  dischargeW: z.number().nullable(),
  chargeRule: z.string().nullable(),
  dischargeRule: z.string().nullable(),
});

export const stateSchema = z.strictObject({
  cycle: z.int().min(0),
  at: time,
  site: z.strictObject({ name: z.string(), mode: z.enum(['manage', 'observe']), timezone: z.string() }),
  circuits: z.array(circuit),
  chargePoints: z.array(chargePoint),
  flow: z.strictObject({ gridW: maybe, solarW: maybe, batteryW: maybe, houseW: maybe, chargePointsW: maybe }),
  price: price.nullable(),
  meters: z.array(meter),
  variables: z.array(variable),
  limits: z.array(limit),
  health: z.array(health),
  members: z.array(memberStateSchema).exactOptional(),
  leader: leaderStateSchema.exactOptional(),
  meteringPoints: z.array(meteringPoint).exactOptional(),
  batteries: z.array(battery).exactOptional(),
});

// The interface is what code reads, the schema what is checked: this line fails to compile when they part.
export type SchemaFitsState = z.output<typeof stateSchema> extends State ? true : never;
export const schemaFitsState: SchemaFitsState = true;
