import { z } from 'zod';
import { roles } from '../rights.ts';
import { deviceId, id, label } from './primitives.ts';
import { rule } from './rules.ts';
import { budgetPeriods, functionForms, tagFunction } from './tag-functions.ts';

/** People who charge, and the cards they show (contracts §4). */

const isoTime = z.iso.datetime({ offset: true });

export const user = z.strictObject({
  id,
  name: label,
  role: z.enum(roles).default('user'),
  /** Where he may charge; an empty list is everywhere, and asks nobody to authorise. */
  chargePoints: z.array(deviceId).max(1000).default([]),
  priority: z.number().int().min(0).max(100).optional(),
  budget: z
    .strictObject({
      unit: z.enum(['kWh', 'min']),
      amount: z.number().min(0).max(1e6),
      period: z.enum(budgetPeriods),
    })
    .optional(),
  rules: z.array(rule).max(100).default([]),
});

export const tag = z.strictObject({
  id,
  uid: z
    .string()
    .max(64)
    .refine((text) => uidKey(text).length > 0, 'a uid has letters or digits'),
  name: label.optional(),
  user: id.optional(),
  functions: z
    .array(
      z
        .string()
        .max(32)
        .refine((text) => tagFunction(text) !== undefined, `a function is one of ${functionForms}`),
    )
    .max(16)
    .default([]),
  validUntil: isoTime.optional(),
  uses: z.number().int().min(0).max(1e6).optional(),
});

/** What two writings of one uid have in common: `04:a2-b1 c0` is `04A2B1C0`. */
export const uidKey = (uid: string): string => uid.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();

export type User = z.output<typeof user>;
export type Tag = z.output<typeof tag>;
