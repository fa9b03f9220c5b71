import { z } from 'zod';

const span = { from: z.string(), to: z.string() };
/** What rules would have asked for, `POST /api/v1/rules/dry-run`. */
export const dryRunAnswer = z.strictObject({
  chargePoint: z.string(),
  everyS: z.number(),
  spans: z.array(
    z.strictObject({
      ...span,
      resultA: z.number(),
      surplus: z.boolean(),
      rule: z.string().nullable(),
      states: z.record(z.string(), z.enum(['true', 'false', 'held', 'noValue', 'notReached'])),
    }),
  ),
  gaps: z.array(z.strictObject(span)),
  unknown: z.array(z.string()),
  cut: z.boolean(),
});

export type DryRun = z.output<typeof dryRunAnswer>;
