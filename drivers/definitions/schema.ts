import { z } from 'zod';
import { controlSchema } from './control-schema.ts';
import { conditionSchema, quantitySchema, registerSchema, wordOrderSchema } from './register-schema.ts';

/**
 * The shape of a definition file: one product, all of it data. Unknown keys are refused.
 * docs/devices.md says what each part means; `lint.ts` checks what a shape cannot (names that must exist, overlaps).
 */

export const transports = ['rtu', 'rtu_over_tcp', 'tcp', 'tcp_gateway', 'ascii'] as const;

/** How the product is set when it leaves the factory. */
const defaultsSchema = z.strictObject({
  unit: z.int().min(0).max(255),
  port: z.int().min(1).max(65535).optional(),
  baud: z.int().min(300).max(1_000_000).optional(),
  dataBits: z.literal([7, 8]).optional(),
  parity: z.enum(['none', 'even', 'odd']).optional(),
  stopBits: z.literal([1, 2]).optional(),
  note: z.string().optional(),
});

/**
 * Where registers marked `relative` begin. `perConnector`: wire address = address + perConnector * (connector - first).
 * `sunspec`: the addresses count from the header of one of `models`, found by walking the chain from an anchor.
 */
const baseSchema = z.union([
  z.strictObject({ perConnector: z.int().min(1).max(30_000), first: z.literal([0, 1]) }),
  z.strictObject({
    sunspec: z.strictObject({ models: z.array(z.int()).min(1), anchors: z.array(z.int().min(0).max(65_535)).min(1) }),
  }),
]);

/** What a line must know to read this product. Absent = the line-rate formula decides. */
const readsSchema = z.strictObject({
  /** Every value alone. */
  noMerge: z.boolean().optional(),
  /** Longest run of registers of no interest that is read through; 0 where a register nobody knows closes the connection. */
  maxGap: z.int().min(0).max(120).optional(),
  maxReadRegisters: z.int().min(1).max(125).optional(),
  /** Silence before each request. */
  pauseMs: z.int().min(0).max(1000).optional(),
  /** Longest time to the first byte of a reply. */
  timeoutMs: z.int().min(50).max(10_000).optional(),
  maxTcpConnections: z.int().min(1).max(32).optional(),
  /** The first request after a silence is lost: it is sent twice. */
  firstRequestLost: z.boolean().optional(),
});

const signSchema = z.strictObject({
  /** What a positive power means. Inside, import is positive. */
  power: z.enum(['importPositive', 'exportPositive']),
  /** `magnitude`: the product gives currents without a sign; `signed`: with the sign that `power` uses. */
  current: z.enum(['magnitude', 'signed']),
});

const letterSchema = z.enum(['A', 'B', 'C', 'D', 'E', 'F']);

/** How what the product says becomes IEC 61851-1 A..F. */
const stateSchema = z.union([
  z.strictObject({
    quantity: quantitySchema,
    map: z.record(z.string().regex(/^\d+$/), letterSchema),
    otherwise: letterSchema.optional(),
  }),
  /** A text whose first letter is the state; `letters` says where the product means another one. */
  z.strictObject({
    quantity: quantitySchema,
    firstLetter: z.literal(true),
    letters: z.partialRecord(letterSchema, letterSchema).optional(),
  }),
  /** The first case whose conditions all hold. */
  z.strictObject({
    cases: z.array(z.strictObject({ when: z.array(conditionSchema).min(1), is: letterSchema })).min(1),
    otherwise: letterSchema.optional(),
  }),
]);

const hex = z.string().regex(/^([0-9a-f]{2})+$/);

/** A request and its reply, whole frames, and the values that must come out. */
const frameSchema = z.strictObject({
  note: z.string(),
  framing: z.enum(['rtu', 'tcp']),
  connector: z.int().min(1).optional(),
  request: hex,
  reply: hex,
  gives: z.record(quantitySchema, z.union([z.number(), z.string()])),
});

const unverifiedSchema = z.strictObject({
  what: z.string().min(1),
  quantities: z.array(quantitySchema).optional(),
  /** `unit`: the size of a step is disputed; a set-point in such a register is never written until `detect` settles it. */
  aspect: z.enum(['unit', 'address', 'type', 'meaning', 'defaults', 'range', 'timing', 'other']),
});

export const definitionSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  vendor: z.string().min(1),
  model: z.string().min(1),
  kind: z.enum(['meter', 'chargePoint']),
  /** `official`: from the vendor's document; `community`: other programs run with it; `unverified`: sources are thin or disagree. */
  status: z.enum(['official', 'community', 'unverified']),
  transports: z.array(z.enum(transports)).min(1),
  defaults: defaultsSchema,
  byteOrder: z.literal('big'),
  wordOrder: wordOrderSchema,
  base: baseSchema.optional(),
  reads: readsSchema.optional(),
  sign: signSchema.optional(),
  /** Raw bits (high word first, hex) that mean "no value", by register type. NaN and infinity always do. */
  notAValue: z.record(z.string(), z.array(hex).min(1)).optional(),
  registers: z.array(registerSchema).min(1),
  /** Quantities that mean something only when a condition holds (a meter that may not be fitted). */
  onlyWhen: z.array(z.strictObject({ quantities: z.array(quantitySchema).min(1), when: conditionSchema })).optional(),
  /** What must hold before the device counts as this product. `settles` names the quantities whose unit it proves. */
  detect: z.array(z.strictObject({ ...conditionSchema.shape, settles: z.array(quantitySchema).optional() })).optional(),
  state: stateSchema.optional(),
  control: controlSchema.optional(),
  quirks: z.array(z.string()),
  sources: z.array(z.string().min(1)).min(1),
  unverified: z.array(unverifiedSchema),
  frames: z.array(frameSchema).min(1),
});

/** A file that differs a little from another one: registers replace those of the same quantity, other keys replace whole. */
export const extensionSchema = z.strictObject({
  ...definitionSchema.partial().shape,
  id: definitionSchema.shape.id,
  extends: definitionSchema.shape.id,
  removes: z.array(quantitySchema).optional(),
});

export type Definition = z.infer<typeof definitionSchema>;
export type Extension = z.infer<typeof extensionSchema>;
export type StateMapping = z.infer<typeof stateSchema>;

/** The same as JSON Schema 2020-12, for editors; `schema.json` holds it. */
export const definitionJsonSchema = (): object =>
  z.toJSONSchema(z.union([definitionSchema, extensionSchema]), { target: 'draft-2020-12', reused: 'ref' });
