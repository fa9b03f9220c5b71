import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';

/** Parameters behind the ? of a URL. */

const time = z.iso.datetime({ offset: true });

/** The one value of a parameter; undefined: it does not stand there. Throws `repeated` (400) where it stands twice. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  const given = query.getAll(name);
  if (given.length > 1)
    throw new NetwachtError('repeated', `The parameter ${name} stands more than once`, { path: name });
  return given[0];
}

/** A time in ISO 8601 as wall ms, `absent` where none is given. Throws `badTime`, `repeated` (400). */
export function timeParameter(query: URLSearchParams, name: string, absent: number): number {
  const given = parameter(query, name);
  if (given === undefined) return absent;
  if (!time.safeParse(given).success)
    throw new NetwachtError('badTime', `${name} must be a time like 2026-01-31T12:00:00Z`, { path: name });
  return Date.parse(given);
}
