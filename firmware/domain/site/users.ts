import { z } from 'zod';
import { roles } from '../rights.ts';
import { deviceId, id, label } from './primitives.ts';
import { rule } from './rules.ts';

/** People who charge, and the cards they show (contracts §4). */

const isoTime = z.iso.datetime({ offset: true });

export const user = z.strictObject({
  id,
  name: label,
  role: z.enum(roles).default('user'),
  chargePoints: z.array(deviceId).max(1000).default([]),
  priority: z.number().int().min(0).max(100).optional(),
  budget: z
    .strictObject({
      unit: z.enum(['kWh', 'min']),
      amount: z.number().min(0).max(1e6),
      period: z.enum(['day', 'week', 'month', 'year', 'session']),
    })
    .optional(),
  rules: z.array(rule).max(100).default([]),
});

export const tag = z.strictObject({
  id,
  uid: z.string().min(1).max(64),
  name: label.optional(),
  user: id.optional(),
  functions: z.array(z.string().max(32)).max(16).default([]),
  validUntil: isoTime.optional(),
  uses: z.number().int().min(0).max(1e6).optional(),
});
