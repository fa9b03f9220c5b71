import { z } from 'zod';

const maxBytes = 8192;
const maxDepth = 12;

/** Keys of a device that only clients of the original know: kept and given back, of no meaning here, never a secret. */
export const originalKeys = z
  .record(z.string().min(1).max(64), z.unknown())
  .refine((keys) => Object.keys(keys).length <= 64, 'at most 64 keys')
  .refine((keys) => nestedWithin(keys, maxDepth) && JSON.stringify(keys).length <= maxBytes, {
    message: `at most ${maxBytes} bytes of JSON, ${maxDepth} deep`,
  });

/** Whether a JSON value is nested no deeper than that. */
export function nestedWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => nestedWithin(inner, depth - 1));
}
