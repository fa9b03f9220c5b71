import { z } from 'zod';

/** What is set for a charge point and above it, `GET /api/v1/charge-points/{id}`. A = ampere; missing is null. */

const namedValue = z.strictObject({ name: z.string(), value: z.number().nullable() });

const setLimit = z.strictObject({
  id: z.string(),
  unit: z.enum(['A', 'mA', 'W']),
  /** As it stands in the site. */
  value: z.union([z.number(), z.string()]),
  fallback: z.number().nullable(),
  /** What its formula reads, with what is known outside the control loop: variables. */
  reads: z.array(namedValue),
});

export const pointFactsSchema = z.strictObject({
  id: z.string(),
  priority: z.int(),
  phaseSwitch: z.enum(['auto', 'off']),
  /** The product can be told to use one phase or three. */
  switches: z.boolean(),
  /** Nobody charges here without a card or a PIN. */
  guarded: z.boolean(),
  /** Its own limits. */
  limits: z.array(setLimit),
  /** Its circuit first, then each one above. */
  circuits: z.array(z.strictObject({ id: z.string(), limits: z.array(setLimit) })),
});
export type PointFacts = z.output<typeof pointFactsSchema>;
export type SetLimit = z.output<typeof setLimit>;
