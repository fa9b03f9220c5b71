import { z } from 'zod';
import { deviceId } from './primitives.ts';
import { rule } from './rules.ts';

const power = z.number().max(10_000_000);

/**
 * A battery whose power follows rules (H4). Power is positive while it charges, as storage is everywhere: `maxW` is the most it
 * may charge, `minW` the most it may discharge. A direction that is left out is left alone.
 */
export const battery = z.strictObject({
  device: deviceId,
  minW: power.min(-10_000_000).lte(0, 'discharging is negative: -5000 lets it discharge 5000 W').exactOptional(),
  maxW: power.gte(0, 'charging is positive: 5000 lets it charge 5000 W').exactOptional(),
  /** Where rules give both: leave it to the battery, or let one come before the other. */
  prefer: z.enum(['neither', 'charge', 'discharge']).default('neither'),
  chargeRules: z.array(rule).max(100).default([]),
  dischargeRules: z.array(rule).max(100).default([]),
});

export type Battery = z.output<typeof battery>;
