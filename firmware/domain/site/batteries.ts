import { z } from 'zod';
import { deviceId, watts } from './primitives.ts';
import { rule } from './rules.ts';

export const battery = z.strictObject({
  device: deviceId,
  minW: watts,
  maxW: watts,
  chargeRules: z.array(rule).max(100).default([]),
  dischargeRules: z.array(rule).max(100).default([]),
});
