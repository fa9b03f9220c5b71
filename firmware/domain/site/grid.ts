import { z } from 'zod';
import { type ContactPreset, contactPresets } from '../contacts.ts';
import { deviceId, id } from './primitives.ts';

/** Sources of limits beside variables and formulas: an energy guard (LPC). Additions to contracts §4: decision 022. */

const limitW = z.number().min(0).max(10_000_000);
const scope = z.enum(['all', 'chargePoints']);

export const lpc = z.strictObject({
  circuit: id,
  scope: scope.default('chargePoints'),
  /** What the connection was contracted for; told to the energy guard. */
  maximumW: limitW.optional(),
  /** Holds until the guard has spoken and when it falls silent. */
  failsafeW: limitW.min(4200, 'a fail-safe limit is at least 4200 W (§14a); a command may be lower').default(4200),
  failsafeDurationS: z.number().int().min(7200).max(86_400).default(7200),
  /** When it is still silent after that: stay at the fail-safe limit, or run free. */
  afterFailsafe: z.enum(['stay', 'free']).default('stay'),
});
export type LpcSite = z.output<typeof lpc>;

const level = {
  percent: z.number().min(0).max(100).optional(),
  limitW: limitW.optional(),
  limitA: z.number().min(0).max(10_000).optional(),
  unlimited: z.literal(true).optional(),
  name: z.string().min(1).max(40).optional(),
};
const oneLevel = (given: { percent?: unknown; limitW?: unknown; limitA?: unknown; unlimited?: unknown }) =>
  [given.percent, given.limitW, given.limitA, given.unlimited].filter((value) => value !== undefined).length === 1;
const say = 'say one of percent, limitW, limitA and unlimited';
const contactNumber = z.number().int().min(0).max(1023);

const gpioChip = z
  .string()
  .regex(/^gpiochip[0-9]{1,3}$/, 'a chip is named gpiochip0, gpiochip1, …')
  .default('gpiochip0');
/** With a pull-up a closed contact pulls the line low. */
const bias = z.enum(['pull-up', 'pull-down', 'as-is']).default('pull-up');
const serialPath = z
  .string()
  .regex(/^\/dev\/[A-Za-z0-9._/-]{1,100}$/, 'a serial line is a path under /dev')
  .refine((p) => !p.includes('..'), 'no .. in a path');
const controlLine = z.enum(['cts', 'dsr', 'dcd', 'ri']);

/** One contact: the S0 output of a meter. */
export const oneContact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gpio'), chip: gpioChip, line: contactNumber, bias }),
  z.strictObject({ kind: z.literal('serial'), path: serialPath, line: controlLine }),
]);

/** Where contacts come from. Serial control lines: `ri` is not told by every driver. */
const contactSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gpio'),
    chip: gpioChip,
    lines: z.array(contactNumber).min(1).max(8),
    bias,
  }),
  z.strictObject({
    kind: z.literal('device'),
    device: deviceId,
    /** Inputs of the device, from 1. */
    inputs: z.array(z.number().int().min(1).max(32)).min(1).max(8),
  }),
  z.strictObject({
    kind: z.literal('serial'),
    path: serialPath,
    lines: z.array(controlLine).min(1).max(4),
  }),
]);
export type ContactSourceSite = z.output<typeof contactSource>;

export const gridInput = z.strictObject({
  id,
  circuit: id,
  scope: scope.default('chargePoints'),
  source: contactSource,
  /** In the order of the source; absent = none is inverted. */
  contacts: z
    .array(z.strictObject({ invert: z.boolean().default(false) }))
    .max(8)
    .optional(),
  preset: z.enum(Object.keys(contactPresets) as [ContactPreset, ...ContactPreset[]]).optional(),
  table: z
    .array(
      z
        .strictObject({ pattern: z.string().regex(/^[01x]{1,8}$/, 'a pattern is written with 0, 1 and x'), ...level })
        .refine(oneLevel, say),
    )
    .min(1)
    .max(64)
    .optional(),
  /** What 100 % are. */
  baseW: limitW.optional(),
  debounceMs: z.number().int().min(50).max(500).default(100),
  holdS: z.number().min(0).max(60).default(10),
  /** What holds when nobody knows the contacts; absent = the lowest level of the table. */
  safe: z.strictObject(level).refine(oneLevel, say).optional(),
});
export type GridInput = z.output<typeof gridInput>;

/** The mean power of a clock quarter at the house connection (capacity tariffs). */
export const quarterPeak = z
  .strictObject({
    limitW: limitW.optional(),
    /** The highest quarter of the month so far may be reached again; `limitW` is where a month begins, 2500 without it. */
    month: z.boolean().default(false),
    reserveW: limitW.default(0),
  })
  .refine((peak) => peak.month || peak.limitW !== undefined, 'say limitW, or "month": true, or both');
export type QuarterPeakSite = z.output<typeof quarterPeak>;
