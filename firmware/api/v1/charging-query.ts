import { NetwachtError } from '../../domain/errors.ts';
import type { ChargingPort } from '../charging-port.ts';
import { formatParameter, monthParameter, onlyParameters, parameter, spanParameters } from './query.ts';

/** Which sessions somebody wants to see, and how. */
export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly chargePoint: string | undefined;
  /** An empty one: of nobody, by no card. */
  readonly user: string | undefined;
  readonly tag: string | undefined;
  readonly format: 'csv' | 'json';
  /** Every quarter hour in place of every session; CSV only. */
  readonly quarters: boolean;
}

const known = ['month', 'from', 'to', 'chargePoint', 'user', 'tag', 'format', 'rows'];
/** Nothing is older or newer than this. */
const always = { fromMs: 0, toMs: Date.UTC(2200, 0, 1) };

/** Throws `badParameter`, `repeated`, `badTime`, `badFormat` (400). */
export function askedFor(querystring: string, charging: Pick<ChargingPort, 'month'>): Asked {
  const query = new URLSearchParams(querystring);
  onlyParameters(query, known);
  const format = formatParameter(query);
  const rows = parameter(query, 'rows') ?? 'sessions';
  if (rows !== 'sessions' && !(rows === 'quarters' && format === 'csv'))
    throw new NetwachtError('badFormat', 'rows must be sessions, or quarters with format=csv', { path: 'rows' });
  const [chargePoint, user, tag] = ['chargePoint', 'user', 'tag'].map((name) => parameter(query, name));
  const span = monthParameter(query, (month) => charging.month(month)) ?? spanParameters(query, always);
  return { ...span, chargePoint, user, tag, format, quarters: rows === 'quarters' };
}
