import type { Log } from './log.ts';

/** Clients that leave or stumble in the middle of a request are everyday life, not faults. */
export function logUnlessGone(error: unknown, log: Log): void {
  const gone = ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP_REQUEST_TIMEOUT', 'ECONNRESET', 'ECONNABORTED', 'EPIPE'];
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!gone.includes(code) && !code.startsWith('HPE_')) log.error({ err: error }, 'An answer could not be given');
}
