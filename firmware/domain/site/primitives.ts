import { z } from 'zod';

/** Words and numbers that the parts of the site document share (contracts §3, §4). */

export const id = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'an id is 1 to 32 letters, digits, _ or -');
/** Devices are named in formulas: `E1`, `M12`. */
export const deviceId = z
  .string()
  .regex(/^[EM][0-9]{1,4}$/, 'a device id is E or M and a number, as formulas name it: E1, M12');
export const label = z.string().min(1).max(80);
export const amperes = z.number().min(0).max(10_000);
export const seconds = z.number().min(0).max(31_536_000);
export const watts = z.number().min(-10_000_000).max(10_000_000);
export const formula = z.string().min(1).max(1000);
export const secretName = z.string().regex(/^[a-z0-9-]{1,32}$/, 'a secret is named by 1 to 32 of a-z, 0-9 and -');
export const weekday = z.enum(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']);
export const everyDay: z.infer<typeof weekday>[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];
export const days = z.array(weekday).max(7).default(everyDay);
/** `host:port`; an IPv6 address stands in brackets. */
export const endpoint = z
  .string()
  .max(300)
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$/, 'an address is host:port')
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, 'a port is at most 65535');

/** A ceiling of a circuit or charge point (contracts §3). */
export const limit = z.strictObject({
  id,
  scope: z.enum(['all', 'chargePoints']).default('all'),
  unit: z.enum(['A', 'mA', 'W']),
  value: z.union([z.number().min(0).max(1e9), formula]),
  fallback: z.number().min(0).max(1e9).optional(),
});

export const planEntry = z.strictObject({
  fromMin: z.number().int().min(0).max(1439),
  minutes: z.number().int().min(1).max(1440),
  limitA: amperes,
  days,
});
