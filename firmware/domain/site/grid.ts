import { z } from 'zod';
import { id } from './primitives.ts';

/** Sources of limits beside variables and formulas: an energy guard (LPC). Additions to contracts §4: decision 022. */

const limitW = z.number().min(0).max(10_000_000);
const scope = z.enum(['all', 'chargePoints']);

export const lpc = z.strictObject({
  circuit: id,
  scope: scope.default('chargePoints'),
  /** What the connection was contracted for; told to the energy guard. */
  maximumW: limitW.optional(),
  /** Holds until the guard has spoken and when it falls silent. */
  failsafeW: limitW.min(4200, 'a fail-safe limit is at least 4200 W (§14a); a command may be lower').default(4200),
  failsafeDurationS: z.number().int().min(7200).max(86_400).default(7200),
  /** When it is still silent after that: stay at the fail-safe limit, or run free. */
  afterFailsafe: z.enum(['stay', 'free']).default('stay'),
});
export type LpcSite = z.output<typeof lpc>;
