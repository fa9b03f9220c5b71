import type { Session, SessionCorrection, SessionQuarter, SignedValue } from '../domain/session.ts';
import type { Author } from './ports.ts';

export interface ChargingSession {
  readonly session: Session;
  readonly corrections: readonly SessionCorrection[];
}

export interface ChargingSessionDetail extends ChargingSession {
  readonly quarters: readonly SessionQuarter[];
  readonly signed: readonly SignedValue[];
}

/** Charging sessions: money. Codes: `noSite` (404), `notPersisted`, `unreadable` (503). */
export interface ChargingPort {
  /** IANA name; UTC where there is no site. */
  timeZone(): string;
  /** A month of the site's calendar; undefined when it is none, or there is no site. */
  month(month: string): { readonly fromMs: number; readonly toMs: number } | undefined;
  /** Sessions that began in that time, oldest first, in pages; those that run come last. */
  read(fromMs: number, toMs: number): AsyncIterable<readonly ChargingSession[]>;
  /** Of a session by its number, in the order they were closed. */
  quarters(id: number): readonly SessionQuarter[];
  one(id: number): ChargingSessionDetail | undefined;
  /** Adds a correction; the session itself stays. Codes: `notFound` (404), `stillRuns` (409). */
  correct(id: number, what: Omit<SessionCorrection, 'session' | 'atMs' | 'who' | 'shiftMs'>, author: Author): void;
}
