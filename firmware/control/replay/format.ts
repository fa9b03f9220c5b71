import { z } from 'zod';
import { limitOrigins } from '../../domain/limit.ts';

/** The lines of a file `netwacht-replay/1` (contracts §9, docs/replay.md): shape and bounds, nothing of a site yet. */

export const formatName = 'netwacht-replay/1';
/** The longest line, bytes: a header with the state of 1000 devices has 2 MB. */
export const maxLineBytes = 4 * 1024 * 1024;

const time = z.iso.datetime({ offset: true });
const seconds = z.number().min(0).max(1e9);
const amperes = z.number().min(0).max(10_000);
const count = z.number().min(0).max(1e12);
const place = z.string().min(1).max(32);

/** Up to three values in the device's own phase order; null = the device has no such phase. */
const perOwnPhase = (largest: number) => z.array(z.number().min(-largest).max(largest).nullable()).min(1).max(3);

/** What a meter says; currents and powers are signed, import positive. */
export const meterReading = z.strictObject({
  currentA: perOwnPhase(100_000).exactOptional(),
  powerW: perOwnPhase(1e9).exactOptional(),
  voltageV: perOwnPhase(1000).exactOptional(),
  soc: z.number().min(0).max(100).exactOptional(),
  inputs: z
    .array(z.union([z.boolean(), z.number().min(0).max(1)]))
    .max(32)
    .exactOptional(),
});

export const chargePointReading = z.strictObject({
  state: z.enum(['A', 'B', 'C', 'D', 'E', 'F']).exactOptional(),
  drawnA: perOwnPhase(10_000).exactOptional(),
  energyWh: count.exactOptional(),
  /** The set-point that the box is known to hold. */
  offeredA: amperes.exactOptional(),
  lastWrite: z.enum(['ok', 'failed', 'none']).exactOptional(),
});
export type MeterReading = z.output<typeof meterReading>;
export type ChargePointReading = z.output<typeof chargePointReading>;

/** A ceiling from elsewhere than the site's own formulas. */
const limit = z.strictObject({
  id: place,
  origin: z.enum(limitOrigins),
  scope: z.enum(['all', 'chargePoints']).default('all'),
  circuit: place.nullish(),
  chargePoint: place.exactOptional(),
  unit: z.enum(['A', 'mA', 'W']),
  value: z.number().min(0).max(1e9),
  since: time.nullish(),
  until: time.nullish(),
  source: z.string().max(80).default('file'),
});
export type LineLimit = z.output<typeof limit>;

const at = { chargePoint: place };
const event = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plug'), ...at }),
  z.strictObject({ kind: z.literal('unplug'), ...at }),
  z.strictObject({ kind: z.literal('need'), ...at, energyWh: count.exactOptional(), departure: time.exactOptional() }),
  /** As in the REST call; neither a ceiling nor `rulesOff` ends it. */
  z.strictObject({
    ...{ kind: z.literal('override'), ...at, rulesOff: z.boolean().default(false) },
    limitA: z.union([amperes, z.literal('off'), z.null()]).default(null),
    until: z.union([time, z.literal('unplug')]).default('unplug'),
  }),
  /** `limitA` null ends it. */
  z.strictObject({ kind: z.literal('profile'), ...at, limitA: amperes.nullable(), until: time.exactOptional() }),
  /** A card was shown; until unplugged. Without `tag`: somebody who may charge. */
  z.strictObject({ kind: z.literal('authorise'), ...at, tag: z.string().max(64).exactOptional() }),
  z.strictObject({ kind: z.literal('restart') }),
]);
export type LineEvent = z.output<typeof event>;

/** A number, a formula, or null for "no value". */
const variables = z.record(z.string().max(64), z.union([z.number(), z.string().min(1).max(1000), z.null()]));

export const cycleLine = z.strictObject({
  t: seconds,
  at: time.exactOptional(),
  readings: z.record(place, z.looseObject({})).default({}),
  age: z.record(place, seconds).default({}),
  set: variables.exactOptional(),
  variables: variables.exactOptional(),
  limits: z.array(limit).max(1000).exactOptional(),
  events: z.array(event).max(1000).default([]),
  /** Only in recordings: see exact.ts. */
  exact: z.looseObject({}).exactOptional(),
  decided: z.looseObject({}).exactOptional(),
});
export type CycleLine = z.output<typeof cycleLine>;

export const headerLine = z.strictObject({
  format: z.literal(formatName).exactOptional(),
  site: z.looseObject({}),
  start: time.exactOptional(),
  state: z.json().exactOptional(),
});
export type HeaderLine = z.output<typeof headerLine>;
