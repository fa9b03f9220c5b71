import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import type { AuditPort } from '../proof-port.ts';
import type { Route } from './route.ts';

const entry = z.strictObject({
  id: z.int(),
  at: z.string(),
  who: z.string(),
  what: z.string(),
  /** The clock of the box had not been set. */
  timeUnsynced: z.literal(true).exactOptional(),
});
const maxEntries = 500;
const usualEntries = 100;

/** The audit trail: a chain of the proof log, for the administrator. */
export const auditRoutes = (audit: AuditPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'What people and programs did, newest first; ?limit (1 to 500, 100), ?before=ID to page on',
    access: 'audit',
    answers: { 200: { description: 'Entries', schema: z.array(entry) } },
    handle({ ctx }) {
      const query = new URLSearchParams(ctx.querystring);
      const limit = whole(query, 'limit', maxEntries) ?? usualEntries;
      const before = whole(query, 'before', Number.MAX_SAFE_INTEGER);
      const entries = audit.list({ limit, ...(before === undefined ? {} : { before }) });
      return { status: 200, body: entries.map(({ atMs, ...rest }) => ({ ...rest, at: new Date(atMs).toISOString() })) };
    },
  },
];

function whole(query: URLSearchParams, name: string, most: number): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  const value = Number(given);
  if (/^\d{1,16}$/.test(given) && value >= 1 && value <= most) return value;
  throw new NetwachtError('badNumber', `${name} must be a whole number from 1 to ${most}`, { path: name });
}
