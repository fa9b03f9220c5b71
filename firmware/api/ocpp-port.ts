import type { BackendTest, BackendView, OcppLogEntry, OcppServerView } from '../domain/ocpp-views.ts';
import type { Author } from './ports.ts';

export type { BackendTest, BackendView, OcppLogEntry, OcppServerView } from '../domain/ocpp-views.ts';

/** Which messages; the newest first. */
export interface OcppLogQuestion {
  readonly side?: 'backend' | 'chargePoint' | undefined;
  readonly backend?: string | undefined;
  readonly station?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly kind?: 'call' | 'result' | 'error' | 'bad' | undefined;
  readonly action?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Only older ones than this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** OCPP: backends, the port for charge points, the messages (contracts §8). No answer ever holds a password. */
export interface OcppPort {
  backends(): readonly BackendView[];
  /** Code: `notFound` (404). */
  backend(id: string): BackendView;
  /** Codes: `badBackend` (400, with path), `tooMany` (400), `notPersisted` (503). */
  putBackend(id: string, document: unknown, author: Author): void;
  /** Codes: `notFound` (404), `notPersisted` (503). */
  removeBackend(id: string, author: Author): void;
  /** Connects once, or anew. Codes: `notFound` (404), `noStation` (409), `busy` (503). */
  testBackend(id: string): Promise<BackendTest>;
  server(): OcppServerView;
  /** Codes: `badServer` (400, with path), `notPersisted` (503). */
  putServer(document: unknown, author: Author): void;
  log(question: OcppLogQuestion): readonly OcppLogEntry[];
}
