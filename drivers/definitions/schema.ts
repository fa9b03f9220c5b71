import { z } from 'zod';
import { controlSchema } from './control-schema.ts';
import { type MessageDefinition, messageExtensionSchema, messageSchema } from './message-schema.ts';
import { productKeys } from './product-schema.ts';
import { quantitySchema, registerSchema, wordOrderSchema } from './register-schema.ts';

/**
 * The shape of a definition file: one product, all of it data. Unknown keys are refused.
 * docs/devices.md says what each part means; `lint.ts` checks what a shape cannot (names that must exist, overlaps).
 * What every product has stands in product-schema.ts, what speaks in messages in message-schema.ts.
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

/** Ids of SunSpec models, whichever of them is there; they have the same layout. */
const modelsSchema = z.array(z.int().min(1).max(65_534)).min(1);

/**
 * Where registers marked `relative` begin. `perConnector`: wire address = address + perConnector * (connector - first).
 * `sunspec`: the addresses count from the header of one of `models`, found by walking the chain from an anchor.
 */
const baseSchema = z.union([
  z.strictObject({ perConnector: z.int().min(1).max(30_000), first: z.literal([0, 1]) }),
  z.strictObject({
    sunspec: z.strictObject({ models: modelsSchema, anchors: z.array(z.int().min(0).max(65_533)).min(1).max(4) }),
  }),
]);

/** The same values as other SunSpec models hold them. Its registers and checks replace those of the product whole. */
const alternativeSchema = z.strictObject({
  models: modelsSchema,
  registers: z.array(registerSchema).min(1),
  detect: productKeys.detect,
});

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
  /** The first request after a silence is lost: a read that nobody needs goes first. */
  firstRequestLost: z.boolean().optional(),
});

const hex = z.string().regex(/^([0-9a-f]{2})+$/);

/** A request and its reply, whole frames, and the values that must come out. */
const frameSchema = z.strictObject({
  note: z.string(),
  framing: z.enum(['rtu', 'ascii', 'tcp']),
  connector: z.int().min(1).optional(),
  /** SunSpec: the address of each model's header, by its id. */
  models: z.record(z.string().regex(/^\d+$/), z.int().min(0).max(65_535)).optional(),
  request: hex,
  reply: hex,
  gives: z.record(quantitySchema, z.union([z.number(), z.string()])),
});

export const modbusSchema = z.strictObject({
  ...productKeys,
  /** Absent, or said. */
  protocol: z.literal('modbus').optional(),
  transports: z.array(z.enum(transports)).min(1),
  defaults: defaultsSchema,
  byteOrder: z.literal('big'),
  wordOrder: wordOrderSchema,
  base: baseSchema.optional(),
  reads: readsSchema.optional(),
  /** Raw bits (high word first, hex) that mean "no value", by register type. NaN and infinity always do. */
  notAValue: z.record(z.string(), z.array(hex).min(1)).optional(),
  registers: z.array(registerSchema).min(1),
  /** SunSpec: other models that hold the same, looked for in this order where those of `base` are not there. */
  alternatives: z.array(alternativeSchema).max(8).optional(),
  control: controlSchema.optional(),
  frames: z.array(frameSchema).min(1),
});

/** A file that differs a little from another one: registers replace those of the same quantity, other keys replace whole. */
export const extensionSchema = z.strictObject({
  ...modbusSchema.partial().shape,
  id: productKeys.id,
  extends: productKeys.id,
  removes: z.array(quantitySchema).optional(),
});

export type ModbusDefinition = z.infer<typeof modbusSchema>;
export type Extension = z.infer<typeof extensionSchema>;
export type MessageExtension = z.infer<typeof messageExtensionSchema>;
/** One product, whatever it speaks. */
export type Definition = ModbusDefinition | MessageDefinition;

export const isModbus = (definition: Definition): definition is ModbusDefinition =>
  definition.protocol === undefined || definition.protocol === 'modbus';

/** The shape that a file has to have, by what it says its product speaks. */
export function schemaOf(data: unknown): z.ZodType<Definition> {
  const protocol = typeof data === 'object' && data !== null && 'protocol' in data ? data.protocol : undefined;
  return protocol === undefined || protocol === 'modbus' ? modbusSchema : messageSchema;
}

/** The same as JSON Schema 2020-12, for editors; `schema.json` holds it. */
export const definitionJsonSchema = (): object =>
  z.toJSONSchema(z.union([modbusSchema, messageSchema, extensionSchema, messageExtensionSchema]), {
    target: 'draft-2020-12',
    reused: 'ref',
  });
