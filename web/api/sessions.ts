import type { SessionDetail, SessionList } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

/** Which sessions are looked at: a month, and of it those of one person, card or charge point. */
export interface SessionQuery {
  readonly month: string;
  readonly user?: string;
  readonly tag?: string;
  readonly chargePoint?: string;
}

/** What counts from now on in place of what was recorded, and why. */
export interface Correction {
  readonly why: string;
  readonly energyWh?: number;
  readonly costCt?: number;
  /** Null: nobody. */
  readonly user?: string | null;
  readonly tag?: string | null;
}

const asked = (query: SessionQuery): string => new URLSearchParams({ ...query }).toString();

export const readSessions = (query: SessionQuery) => call<SessionList>('GET', `sessions?${asked(query)}`);
export const readSession = (id: string) => call<SessionDetail>('GET', `sessions/${encodeURIComponent(id)}`);
export const correctSession = (id: number, correction: Correction) =>
  call<SessionDetail>('POST', `sessions/${id}/corrections`, correction);

export const sessionsCsv = (query: SessionQuery): string => `/api/v1/sessions?${asked(query)}&format=csv`;
export const quartersCsv = (query: SessionQuery): string => `${sessionsCsv(query)}&rows=quarters`;
