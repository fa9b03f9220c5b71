import { z } from 'zod';

export const registerTypes = [
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float32',
  'float64',
  /** 32-bit counter of SunSpec: 0 means "not there". */
  'acc32',
  /** Power of ten of SunSpec that other registers name as their scale. */
  'sunssf',
  /** One bit: coil or discrete input. */
  'coil',
  /** Two characters a register. */
  'string',
  /** One UTF-16 character a register. */
  'utf16',
  /** Registers with no number in them; read as hex text. */
  'words',
] as const;

export const registerUnits = [
  ...['', 'A', 'V', 'W', 'kW', 'VA', 'var', 'Wh', 'kWh', 'VAh', 'kvarh', 'Ws'],
  ...['Hz', '%', 's', 'ms', 'deg', 'C'],
] as const;

/** A name of the vocabulary (docs/devices.md), or any other for what is only kept on file. */
export const quantitySchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/);

export const wordOrderSchema = z.enum(['msw_first', 'lsw_first']);

/** One value of the product. value = raw * scale, in `unit`. */
export const registerSchema = z.strictObject({
  quantity: quantitySchema,
  /** What reads it (1-4); for one that can only be written, what writes it (5, 6, 15, 16). */
  fc: z.literal([1, 2, 3, 4, 5, 6, 15, 16]),
  /** 0-based, as it goes over the wire. */
  address: z.int().min(0).max(65_535),
  /** The address counts from `base`. */
  relative: z.boolean().optional(),
  /** SunSpec: it counts from this model instead: 1 (the common model) before that of `base`, any other behind it. */
  model: z.int().min(1).max(65_534).optional(),
  type: z.enum(registerTypes),
  words: z.int().min(1).max(125),
  wordOrder: wordOrderSchema.optional(),
  /** A factor, or the quantity of the `sunssf` register that holds it. */
  scale: z.union([z.number(), quantitySchema]),
  unit: z.enum(registerUnits),
  access: z.enum(['r', 'w', 'rw']),
  enum: z.record(z.string(), z.string()).optional(),
  notAValue: z.array(z.string().regex(/^([0-9a-f]{2})+$/)).optional(),
  note: z.string().optional(),
});

/** A statement about one quantity; every test given must hold. Without a value it does not hold. */
export const conditionSchema = z.strictObject({
  quantity: quantitySchema,
  in: z
    .array(z.union([z.number(), z.string()]))
    .min(1)
    .optional(),
  notIn: z
    .array(z.union([z.number(), z.string()]))
    .min(1)
    .optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Bit `bit` (0 = lowest) of the value is `is`. */
  bit: z.int().min(0).max(31).optional(),
  is: z.literal([0, 1]).optional(),
  startsWith: z.array(z.string().min(1)).min(1).optional(),
});

export type Register = z.infer<typeof registerSchema>;
export type RegisterType = Register['type'];
export type WordOrder = z.infer<typeof wordOrderSchema>;
export type Condition = z.infer<typeof conditionSchema>;
