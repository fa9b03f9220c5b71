import { z } from 'zod';
import { conditionSchema, quantitySchema } from './register-schema.ts';

/** What every definition says of its product, whatever the product speaks. */

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

const unverifiedSchema = z.strictObject({
  what: z.string().min(1),
  quantities: z.array(quantitySchema).optional(),
  /** `unit`, `address`, `type`, `meaning`: a control action never writes such a field until `detect` (unit) or a person settles it. */
  aspect: z.enum(['unit', 'address', 'type', 'meaning', 'defaults', 'range', 'timing', 'other']),
});

export const productKeys = {
  $schema: z.string().optional(),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  vendor: z.string().min(1),
  model: z.string().min(1),
  kind: z.enum(['meter', 'chargePoint', 'inverter', 'battery']),
  /** `official`: from the vendor's document; `community`: other programs run with it; `unverified`: sources are thin or disagree. */
  status: z.enum(['official', 'community', 'unverified']),
  sign: signSchema.optional(),
  /** Quantities that mean something only when a condition holds (a meter that may not be fitted). */
  onlyWhen: z.array(z.strictObject({ quantities: z.array(quantitySchema).min(1), when: conditionSchema })).optional(),
  /** What must hold before the device counts as this product. `settles` names the quantities whose unit it proves. */
  detect: z.array(z.strictObject({ ...conditionSchema.shape, settles: z.array(quantitySchema).optional() })).optional(),
  state: stateSchema.optional(),
  quirks: z.array(z.string()),
  sources: z.array(z.string().min(1)).min(1),
  unverified: z.array(unverifiedSchema),
  /** What a file of another system said and nothing here does yet. */
  imported: z
    .strictObject({
      outputs: z.array(z.json()).max(64).optional(),
      resets: z.array(z.json()).max(64).optional(),
      formulas: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
};

export type StateMapping = z.infer<typeof stateSchema>;
