import { z } from 'zod';
import { formula } from './primitives.ts';

/** A variable: what it is at first, and what holds when nobody writes it (contracts §2, §4). */
export const variable = z.strictObject({
  name: z.string().min(1).max(64),
  value: z.number().optional(),
  expr: formula.optional(),
  trigger: z
    .strictObject({ seconds: z.number().min(0).max(31_536_000), retrigger: z.boolean().default(false) })
    .optional(),
  timeoutS: z.number().min(1).max(31_536_000).optional(),
  failsafe: z.number().optional(),
  freshBy: z.enum(['write', 'channel']).default('write'),
});
