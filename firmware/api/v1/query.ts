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

/** Throws `badParameter` (400) where something stands that is not asked for. */
export function onlyParameters(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (known.includes(name)) continue;
    const path = name.slice(0, 40);
    throw new NetwachtError('badParameter', `There is no parameter ${path}`, { path });
  }
}

/** `format`, json where it is absent. Throws `badFormat`, `repeated` (400). */
export function formatParameter(query: URLSearchParams): 'csv' | 'json' {
  const format = parameter(query, 'format') ?? 'json';
  if (format !== 'csv' && format !== 'json')
    throw new NetwachtError('badFormat', 'format must be json or csv', { path: 'format' });
  return format;
}

/** `from` and `to`. Throws `badTime`, `repeated` (400). */
export function spanParameters(
  query: URLSearchParams,
  absent: { readonly fromMs: number; readonly toMs: number },
): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = timeParameter(query, 'from', absent.fromMs);
  const toMs = timeParameter(query, 'to', absent.toMs);
  if (toMs < fromMs) throw new NetwachtError('badTime', 'to is earlier than from', { path: 'to' });
  return { fromMs, toMs };
}

/** `month`; undefined where it is absent. Throws `badTime` (400), also where `from` or `to` stand beside it. */
export function monthParameter<T>(query: URLSearchParams, spanOf: (month: string) => T | undefined): T | undefined {
  const month = parameter(query, 'month');
  if (month === undefined) return undefined;
  if (query.has('from') || query.has('to'))
    throw new NetwachtError('badTime', 'Say month, or from and to, not both', { path: 'month' });
  const span = spanOf(month);
  if (span === undefined) throw new NetwachtError('badTime', 'month must be one like 2026-11', { path: 'month' });
  return span;
}
