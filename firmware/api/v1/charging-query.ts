import { NetwachtError } from '../../domain/errors.ts';
import type { ChargingPort } from '../charging-port.ts';
import { parameter, timeParameter } from './query.ts';

/** Which sessions somebody wants to see, and how. */
export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly chargePoint: string | undefined;
  readonly user: string | undefined;
  readonly format: 'csv' | 'json';
  /** Every quarter hour in place of every session; CSV only. */
  readonly quarters: boolean;
}

const known = ['month', 'from', 'to', 'chargePoint', 'user', 'format', 'rows'];
/** Nothing is older or newer than this. */
const [earliestMs, latestMs] = [0, Date.UTC(2200, 0, 1)];

/** Throws `badParameter`, `repeated`, `badTime`, `badFormat` (400). */
export function askedFor(querystring: string, charging: Pick<ChargingPort, 'month'>): Asked {
  const query = new URLSearchParams(querystring);
  for (const name of query.keys())
    if (!known.includes(name))
      throw new NetwachtError('badParameter', `There is no parameter ${name.slice(0, 40)}`, {
        path: name.slice(0, 40),
      });
  const format = parameter(query, 'format') ?? 'json';
  if (format !== 'csv' && format !== 'json')
    throw new NetwachtError('badFormat', 'format must be json or csv', { path: 'format' });
  const rows = parameter(query, 'rows') ?? 'sessions';
  if (rows !== 'sessions' && !(rows === 'quarters' && format === 'csv'))
    throw new NetwachtError('badFormat', 'rows must be sessions, or quarters with format=csv', { path: 'rows' });
  const [chargePoint, user] = [parameter(query, 'chargePoint'), parameter(query, 'user')];
  return { ...spanOf(query, charging), chargePoint, user, format, quarters: rows === 'quarters' };
}

function spanOf(query: URLSearchParams, charging: Pick<ChargingPort, 'month'>) {
  const month = parameter(query, 'month');
  if (month === undefined) {
    const fromMs = timeParameter(query, 'from', earliestMs);
    const toMs = timeParameter(query, 'to', latestMs);
    if (toMs < fromMs) throw new NetwachtError('badTime', 'to is earlier than from', { path: 'to' });
    return { fromMs, toMs };
  }
  if (query.has('from') || query.has('to'))
    throw new NetwachtError('badTime', 'Say month, or from and to, not both', { path: 'month' });
  const span = charging.month(month);
  if (span === undefined) throw new NetwachtError('badTime', 'month must be one like 2026-11', { path: 'month' });
  return span;
}
