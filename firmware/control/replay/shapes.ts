import { z } from 'zod';
import type { DeviceFacts, DeviceFault, DeviceReadings, OwnPhases, Reading, WriteState } from '../../domain/device.ts';
import { type LimitRecord, limitOrigins, type StoredRuling } from '../../domain/limit.ts';
import type { PerPhase, PhaseIndex } from '../../domain/phases.ts';
import type { DeviceView } from '../device-view.ts';

/** Shapes of the program's own types in a recording. Each names every key, so that what is added is not forgotten here. */

export type Shape<T> = { readonly [K in keyof T]-?: z.ZodType };

/** Times and values that the program can still count with: what is recorded lies far within. */
export const ms = z.number().min(-1e14).max(1e14);
export const text = z.string().max(2000);
export const number = z.number().min(-1e12).max(1e12);
export const phaseIndex = z.literal([0, 1, 2]) satisfies z.ZodType<PhaseIndex>;
const wiring = z.array(phaseIndex).min(1).max(3);
export const perPhase = z.tuple([number, number, number]) satisfies z.ZodType<PerPhase>;
export const ownPhases = z
  .array(number.nullable())
  .max(3)
  .transform((values): OwnPhases => values.map((value) => value ?? undefined));
export const reading = <T extends z.ZodType>(value: T) =>
  z.strictObject({ value, atMs: ms } satisfies Shape<Reading<unknown>>).exactOptional();

export const readings = z.strictObject({
  currentMa: reading(ownPhases),
  powerW: reading(ownPhases),
  totalPowerW: reading(number),
  voltageV: reading(ownPhases),
  energyImportWh: reading(number),
  energyExportWh: reading(number),
  soc: reading(number),
  chargeState: reading(z.enum(['A', 'B', 'C', 'D', 'E', 'F'])),
  inputs: reading(
    z
      .array(z.boolean().nullable())
      .max(32)
      .transform((values) => values.map((value) => value ?? undefined)),
  ),
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

export const view = z
  .strictObject({
    facts,
    health: z.enum(['unknown', 'probing', 'online', 'degraded', 'offline']),
    healthSinceMs: ms,
    fault: fault.optional(),
    readings,
    lastWrite: write.optional(),
    energyMeter: text.exactOptional(),
  } satisfies Shape<DeviceView>)
  .transform((known): DeviceView => ({ ...known, fault: known.fault, lastWrite: known.lastWrite }));

export const ruling = z.strictObject({
  limitId: text,
  circuit: text,
  unit: z.enum(['mA', 'W']),
  value: number.min(0),
  text,
  atMs: ms,
} satisfies Shape<StoredRuling>);

export const limit = z.strictObject({
  id: text,
  origin: z.enum(limitOrigins),
  scope: z.enum(['all', 'chargePoints']),
  circuit: text.exactOptional(),
  chargePoint: text.exactOptional(),
  unit: z.enum(['mA', 'W']),
  value: number.min(0),
  perPhaseMa: z.tuple([number, number, number]).exactOptional(),
  sinceMs: ms,
  untilMs: ms.exactOptional(),
  source: text,
  failed: z.boolean(),
  variables: z.array(text),
} satisfies Shape<LimitRecord>);

/** What may be undefined: left out of an object, `null` in a list. */
export const maybe = <T extends z.ZodType>(shape: T) => shape.nullish().transform((value) => value ?? undefined);

/** A map, as a list of pairs. */
export const mapOf = <K, V>(key: z.ZodType<K>, value: z.ZodType<V>) =>
  z.array(z.tuple([key, value])).transform((pairs) => new Map<K, V>(pairs));

/** A number that is not known. */
export const unknown = z.literal('NaN').transform(() => Number.NaN);
/** The time of what has never been. */
export const never = z.literal('-Infinity').transform(() => Number.NEGATIVE_INFINITY);
