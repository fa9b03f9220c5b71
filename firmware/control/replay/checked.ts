import type { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';

/** A value that fits a schema. Throws NetwachtError with the path of the first thing that does not. */
export function checked<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at = '',
  code: 'badLine' | 'badState' = 'badLine',
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [at, ...(issue?.path ?? []), ...keys]
    .filter((part) => part !== '')
    .map((part) => String(part).slice(0, 64));
  throw new NetwachtError(code, issue?.message ?? 'does not fit', { path: path.join('.') });
}
