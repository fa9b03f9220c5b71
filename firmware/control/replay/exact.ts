import { z } from 'zod';
import type { DeviceFacts, DeviceFault, DeviceReadings, OwnPhases, Reading, WriteState } from '../../domain/device.ts';
import { type LimitRecord, limitOrigins, type StoredRuling } from '../../domain/limit.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import type { PhaseIndex } from '../../domain/phases.ts';
import { reasonSchema } from '../../domain/state-schema.ts';
import type { StoredVariable } from '../../domain/variable.ts';
import type { CycleFacts } from '../cycle.ts';
import type { DeviceView } from '../device-view.ts';
import type { Leaving } from '../leaving.ts';
import { checked } from './checked.ts';

/**
 * Everything one cycle was given, to the last digit: what a recording carries beside the readable part, as a merge
 * patch on the line before. Each shape names every key of its type, so that what is added there is not forgotten here.
 */

type Shape<T> = { readonly [K in keyof T]-?: z.ZodType };

/** Times and values that the program can still count with: what is recorded lies far within. */
const ms = z.number().min(-1e14).max(1e14);
const text = z.string().max(2000);
const number = z.number().min(-1e12).max(1e12);
const phaseIndex = z.literal([0, 1, 2]) satisfies z.ZodType<PhaseIndex>;
const wiring = z.array(phaseIndex).min(1).max(3);
const ownPhases = z
  .array(number.nullable())
  .max(3)
  .transform((values): OwnPhases => values.map((value) => value ?? undefined));
const reading = <T extends z.ZodType>(value: T) =>
  z.strictObject({ value, atMs: ms } satisfies Shape<Reading<unknown>>).exactOptional();

const readings = z.strictObject({
  currentMa: reading(ownPhases),
  powerW: reading(ownPhases),
  totalPowerW: reading(number),
  voltageV: reading(ownPhases),
  energyImportWh: reading(number),
  energyExportWh: reading(number),
  soc: reading(number),
  chargeState: reading(z.enum(['A', 'B', 'C', 'D', 'E', 'F'])),
  failsafeMa: reading(number),
  phaseCount: reading(z.literal([1, 3])),
  offeredMa: reading(number),
} satisfies Shape<DeviceReadings>);

const fault = z.strictObject({ code: text, message: text } satisfies Shape<DeviceFault>);

const facts = z.strictObject({
  id: text,
  kind: z.enum(['meter', 'chargePoint']),
  wiring,
  stepMa: number.gt(0),
  minMa: number.min(0),
  maxMa: number.min(0),
  readsBack: z.boolean(),
  measuresCurrent: z.boolean(),
  switchesPhases: z.boolean().exactOptional(),
  phaseDeadTimeMs: number.min(0).exactOptional(),
  wakesCars: z.boolean().exactOptional(),
} satisfies Shape<DeviceFacts>);

const write = z.strictObject({
  offeredMa: number.min(0),
  requestedAtMs: ms,
  outcome: z.enum(['pending', 'acknowledged', 'failed']),
  repliedAtMs: ms.exactOptional(),
  error: fault.exactOptional(),
} satisfies Shape<WriteState>);

const view = z
  .strictObject({
    facts,
    health: z.enum(['unknown', 'probing', 'online', 'degraded', 'offline']),
    healthSinceMs: ms,
    fault: fault.optional(),
    readings,
    lastWrite: write.optional(),
  } satisfies Shape<DeviceView>)
  .transform((known): DeviceView => ({ ...known, fault: known.fault, lastWrite: known.lastWrite }));

const variable = z.strictObject({
  name: text,
  value: number.exactOptional(),
  expr: text.exactOptional(),
  atMs: ms,
  source: text,
  temporary: z.boolean().exactOptional(),
} satisfies Shape<StoredVariable>);

const ruling = z.strictObject({
  limitId: text,
  circuit: text,
  unit: z.enum(['mA', 'W']),
  value: number.min(0),
  text,
  atMs: ms,
} satisfies Shape<StoredRuling>);

const limit = z.strictObject({
  id: text,
  origin: z.enum(limitOrigins),
  scope: z.enum(['all', 'chargePoints']),
  circuit: text.exactOptional(),
  chargePoint: text.exactOptional(),
  unit: z.enum(['mA', 'W']),
  value: number.min(0),
  sinceMs: ms,
  untilMs: ms.exactOptional(),
  source: text,
  failed: z.boolean(),
  variables: z.array(text),
} satisfies Shape<LimitRecord>);

const order = z.strictObject({
  chargePoint: text,
  origin: z.enum(['profile', 'plan', 'override', 'budget', 'rule', 'user']),
  maxMa: number.min(0).exactOptional(),
  minMa: number.min(0).exactOptional(),
  tier: number.exactOptional(),
  surplusOnly: z.boolean().exactOptional(),
  energyWh: number.min(0).exactOptional(),
  departureMs: ms.exactOptional(),
  phases: z.literal([1, 3, 'auto']).exactOptional(),
  rulesOff: z.boolean().exactOptional(),
  reason: reasonSchema,
} satisfies Shape<ChargeOrder>);

const leaving = z.strictObject({
  id: text,
  circuit: text,
  phases: z.array(phaseIndex).max(3),
  currentMa: number.min(0),
  unproven: z.boolean(),
} satisfies Shape<Leaving>);

const exact = z.strictObject({
  /** Counts the lines of a recording: one that is missing shows. */
  line: z.int().min(1),
  nowMs: ms,
  wallMs: ms,
  devices: z.record(z.string().max(32), view),
  stored: z.array(variable),
  storedRulings: z.array(ruling),
  candidates: z.array(z.strictObject({ id: number, rows: z.array(variable) })),
  limits: z.array(limit),
  orders: z.array(order).exactOptional(),
  failsafeOnly: z.boolean(),
  leaving: z.array(leaving),
} satisfies Shape<CycleFacts> & { line: z.ZodType });

/** The facts of a cycle as a plain document, without the patch. */
export function exactOf(cycle: CycleFacts, line: number): unknown {
  const devices = [...cycle.devices].map(([id, device]): readonly [string, DeviceView] => {
    const { facts, health, healthSinceMs, fault, readings, lastWrite } = device;
    return [id, { facts, health, healthSinceMs, fault, readings, lastWrite }];
  });
  return JSON.parse(JSON.stringify({ ...cycle, line, devices: Object.fromEntries(devices) }));
}

/** The facts of a cycle out of their document. Throws `badLine`. */
export function factsOf(document: unknown): { readonly line: number; readonly facts: CycleFacts } {
  const { line, devices, ...rest } = checked(exact, document, 'exact');
  return { line, facts: { ...rest, devices: new Map(Object.entries(devices)) } };
}
