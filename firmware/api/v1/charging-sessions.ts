import { Readable } from 'node:stream';
import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { may } from '../../domain/rights.ts';
import type { SessionCorrection } from '../../domain/session.ts';
import { localIso } from '../../formula/local-iso.ts';
import type { ChargingPort } from '../charging-port.ts';
import type { Log } from '../log.ts';
import type { Identity } from '../sign-in/credentials.ts';
import { type Asked, askedFor } from './charging-query.ts';
import { detailShape, sessionShape, shownDetail, totalsShape } from './charging-shapes.ts';
import { asCsv, asJson, quartersAsCsv, userOf } from './charging-text.ts';
import { type Call, type Route, withBody } from './route.ts';

const list = z.strictObject({
  from: z.string(),
  to: z.string(),
  sessions: z.array(sessionShape),
  totals: totalsShape,
});
const correction = z
  .strictObject({
    why: z.string().trim().min(1).max(500),
    energyWh: z.int().min(0).max(10_000_000).exactOptional(),
    costCt: z.number().min(-1e9).max(1e9).exactOptional(),
    user: z.string().min(1).max(64).nullable().exactOptional(),
    tag: z.string().min(1).max(64).nullable().exactOptional(),
  })
  .refine((body) => Object.keys(body).length > 1, { message: 'Say what is to be corrected, not only why' });
const notThere = { 404: { description: 'There is no such session, or it is not yours' } };

/** Charging sessions (contracts §6). Who charges where is his own matter: all of them only for the administrator. */
export const chargingSessionRoutes = (charging: ChargingPort, acts: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/sessions',
    summary:
      'Charging sessions by their begin; ?month=2026-11 or ?from, ?to (ISO 8601), ?chargePoint, ?user, ?tag, ?format=json or csv, ?rows=quarters (csv)',
    access: 'ownSessions',
    forPerson: 'own',
    answers: {
      200: { description: 'Oldest first, those that run last; sums of what is shown', schema: list },
      400: { description: 'A month, time or format that is none' },
    },
    handle({ ctx, identity }) {
      const asked = onlyOwn(askedFor(ctx.querystring, charging), identity);
      const csv = asked.format === 'csv';
      // A file that cannot be read is told before the answer begins.
      charging.one(0);
      ctx.status = 200;
      ctx.type = csv ? 'text/csv' : 'application/json';
      if (csv)
        ctx.set('Content-Disposition', `attachment; filename="sessions${asked.quarters ? '-quarters' : ''}.csv"`);
      if (ctx.method !== 'HEAD') ctx.body = Readable.from(textOf(charging, asked));
      return 'taken';
    },
  },
  {
    method: 'GET',
    path: '/api/v1/sessions/{id}',
    summary: 'A session with its quarter hours, corrections and signed meter values, these as the meter gave them',
    access: 'ownSessions',
    forPerson: 'own',
    answers: { 200: { description: 'The session', schema: detailShape }, ...notThere },
    handle(call) {
      const iso = localIso(charging.timeZone());
      return { status: 200, body: shownDetail(sessionOf(charging, call), iso) };
    },
  },
  withBody({
    method: 'POST',
    path: '/api/v1/sessions/{id}/corrections',
    summary: 'Corrects a session that is over: a row of its own, with who and why; the session itself stays',
    access: 'users',
    body: correction,
    answers: {
      201: { description: 'The session as it counts now', schema: detailShape },
      ...notThere,
      409: { description: 'The session still runs' },
    },
    handle(call) {
      const { session } = sessionOf(charging, call);
      const { costCt, ...rest } = call.body;
      const author = call.identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
      const what: Omit<SessionCorrection, 'session' | 'atMs' | 'who'> = {
        ...rest,
        ...(costCt === undefined ? {} : { costUct: Math.round(costCt * 1_000_000) }),
      };
      charging.correct(session.id, what, author);
      acts.info({ by: author.name, session: session.id }, 'A charging session was corrected');
      return { status: 201, body: shownDetail(sessionOf(charging, call), localIso(charging.timeZone())) };
    },
  }),
];

async function* textOf(charging: ChargingPort, asked: Asked): AsyncGenerator<string> {
  const iso = localIso(charging.timeZone());
  if (asked.format === 'json') yield* asJson(charging, asked, iso);
  else if (asked.quarters) yield* quartersAsCsv(charging, asked, iso);
  else yield* asCsv(charging, asked, iso);
}

/** Whose sessions somebody may see; undefined: everybody's. */
function ownerOf(identity: Identity | undefined): string | undefined {
  if (identity?.person !== undefined) return identity.person.user;
  return identity !== undefined && may(identity.role, 'users') ? undefined : (identity?.author.name ?? '');
}

function onlyOwn(asked: Asked, identity: Identity | undefined): Asked {
  const owner = ownerOf(identity);
  if (owner === undefined) return asked;
  if (asked.user !== undefined && asked.user !== owner)
    throw new NetwachtError('forbidden', 'The sessions of others are for the administrator', { path: 'user' });
  return { ...asked, user: owner };
}

function sessionOf(charging: ChargingPort, { params, identity }: Call<unknown>) {
  const id = /^\d{1,15}$/.test(params.id ?? '') ? Number(params.id) : -1;
  const found = charging.one(id);
  const owner = ownerOf(identity);
  const user = found && userOf(found);
  if (found === undefined || (owner !== undefined && user !== owner))
    throw new NetwachtError('notFound', 'There is no such session');
  return found;
}
