import { z } from 'zod';
import { productKeys } from './product-schema.ts';
import { quantitySchema, registerUnits } from './register-schema.ts';

/**
 * The shape of a definition whose product speaks in messages: telegrams (P1, SML), pulses (S0), JSON by HTTP or by MQTT.
 * `values` stand in place of registers and `samples`, whole messages and what they must give, in place of frames.
 */

/** One value of a message. value = what the message says * scale, in `unit`. */
const valueKeys = {
  quantity: quantitySchema,
  scale: z.number(),
  unit: z.enum(registerUnits),
  /** The value is a text and stays one; otherwise it is a number, or there is none. */
  text: z.literal(true).optional(),
  /** What the product says where it has no value. */
  notAValue: z
    .array(z.union([z.number(), z.string()]))
    .min(1)
    .optional(),
  enum: z.record(z.string(), z.string()).optional(),
  note: z.string().optional(),
};

/** Names a request, or a topic, of the definition. */
const messageName = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);

/** A value of a JSON text; in `query`, `{connector}` counts from 1 and `{index}` from 0. */
const jsonValue = z.strictObject({
  ...valueKeys,
  /** Which message; needless where there is one only. */
  in: messageName.optional(),
  /** Where it stands: `a.b`, `a[0]`, `a["k"]`, `a[{"k":"v","n":3}].value`. Absent: the whole text. */
  query: z.string().min(1).max(200).optional(),
  /** A pattern; the value is its first group, or what it matched. */
  match: z.string().min(1).max(200).optional(),
  /** Takes this many characters at most of a text. */
  length: z.int().min(1).max(1000).optional(),
});

/** `1-0:1.8.0`, `1-0:16.7.0*255`, `0-1:24.2.1`. */
const obisCode = z.string().regex(/^\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}([.*]\d{1,3})?$/);
/** One code, or several that add up (a counter of each tariff). */
const obisCodes = z.union([obisCode, z.array(obisCode).min(2).max(4)]);

/** A value of a telegram, by its OBIS codes. The telegram says its unit; `unit` is what it is turned into. */
const telegramValue = z.strictObject({
  ...valueKeys,
  obis: obisCodes,
  /** What is taken off: export, where the meter tells both ways apart. */
  minus: obisCodes.optional(),
});

/** A value counted from pulses: what was counted, or how fast it comes. `scale` is for one pulse per kWh. */
const pulseValue = z.strictObject({ ...valueKeys, of: z.enum(['count', 'rate']) });

/** A whole message, in one of three ways to write it, and what it must give; `null`: no value. */
const sampleSchema = z.strictObject({
  note: z.string(),
  in: messageName.optional(),
  connector: z.int().min(1).optional(),
  json: z.json().optional(),
  text: z.string().optional(),
  hex: z
    .string()
    .regex(/^([0-9a-f]{2})+$/)
    .optional(),
  gives: z.record(quantitySchema, z.union([z.number(), z.string(), z.null()])),
});

/** How the product is set when it leaves the factory. */
const defaultsSchema = z.strictObject({
  port: z.int().min(1).max(65_535).optional(),
  baud: z.int().min(300).max(1_000_000).optional(),
  dataBits: z.literal([7, 8]).optional(),
  parity: z.enum(['none', 'even', 'odd']).optional(),
  stopBits: z.literal([1, 2]).optional(),
  /** MQTT: what the product calls itself where nobody has named it. */
  topic: z.string().min(1).max(100).optional(),
  note: z.string().optional(),
});

/** Where a definition says nothing else. */
export const defaultEveryMs = 1_000;

const messageKeys = {
  ...productKeys,
  defaults: defaultsSchema.optional(),
  /** Time between two messages: so often it is asked, or speaks by itself. 1000 when absent; silence for three of them, and at least 5 s, is a loss. */
  everyMs: z.int().min(200).max(3_600_000).optional(),
  samples: z.array(sampleSchema).min(1),
};

const parameterName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/);

const httpSchema = z.strictObject({
  ...messageKeys,
  protocol: z.literal('http'),
  requests: z
    .array(
      z.strictObject({
        id: messageName,
        /** Path and query; `{connector}` counts from 1 and `{index}` from 0. */
        path: z.string().regex(/^\/[\x21-\x7e]{0,300}$/),
        method: z.enum(['GET', 'POST']).optional(),
        body: z.string().max(2000).optional(),
        /** Asked less often than the others. */
        everyMs: z.int().min(200).max(3_600_000).optional(),
      }),
    )
    .min(1)
    .max(8),
  /** Parameters of the query that name and password go into, for a product that wants them there. */
  signIn: z.strictObject({ user: parameterName, password: parameterName }).optional(),
  values: z.array(jsonValue).min(1),
});

const topicName = z
  .string()
  .regex(/^[!"$-*,-~\u00a1-\uffff]{1,200}$/, 'a topic without wildcards; {topic} is what the site calls the product');

const mqttSchema = z.strictObject({
  ...messageKeys,
  protocol: z.literal('mqtt'),
  topics: z
    .array(z.strictObject({ id: messageName, topic: topicName }))
    .min(1)
    .max(8),
  /** What makes the product speak: sent every `everyMs` of its own or of the definition. */
  asks: z
    .array(
      z.strictObject({
        topic: topicName,
        body: z.string().max(2000),
        everyMs: z.int().min(200).max(3_600_000).optional(),
      }),
    )
    .min(1)
    .max(8)
    .optional(),
  /** Where the product, or the broker in its name, says that it is there, or gone. */
  offline: z.strictObject({ topic: topicName, is: z.string().min(1).max(200) }).optional(),
  values: z.array(jsonValue).min(1),
});

const telegramTransports = z.array(z.enum(['serial', 'tcp'])).min(1);

const p1Schema = z.strictObject({
  ...messageKeys,
  protocol: z.literal('p1'),
  transports: telegramTransports,
  values: z.array(telegramValue).min(1),
});

const smlSchema = z.strictObject({
  ...messageKeys,
  protocol: z.literal('sml'),
  transports: telegramTransports,
  values: z.array(telegramValue).min(1),
});

const s0Schema = z.strictObject({
  ...messageKeys,
  protocol: z.literal('s0'),
  values: z.array(pulseValue).min(1),
});

export const messageSchema = z.discriminatedUnion('protocol', [httpSchema, mqttSchema, p1Schema, smlSchema, s0Schema]);

/** Only what an extension itself means; the whole that comes of it is checked like any other. */
export const messageExtensionSchema = z.looseObject({
  id: productKeys.id,
  extends: productKeys.id,
  removes: z.array(quantitySchema).optional(),
  values: z.array(z.looseObject({ quantity: quantitySchema })).optional(),
});

export type MessageDefinition = z.infer<typeof messageSchema>;
export type HttpDefinition = z.infer<typeof httpSchema>;
export type MqttDefinition = z.infer<typeof mqttSchema>;
export type P1Definition = z.infer<typeof p1Schema>;
export type SmlDefinition = z.infer<typeof smlSchema>;
export type S0Definition = z.infer<typeof s0Schema>;
export type MessageProtocol = MessageDefinition['protocol'];
export type JsonValue = z.infer<typeof jsonValue>;
export type TelegramValue = z.infer<typeof telegramValue>;
export type Sample = z.infer<typeof sampleSchema>;
