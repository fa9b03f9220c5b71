import { Readable } from 'node:stream';
import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { csvRow } from '../csv.ts';
import type { Log } from '../log.ts';
import { formatParameter, onlyParameters, parameter } from './query.ts';
import { type Route, withBody } from './route.ts';

/** A message about money that was given up, as the store has it. */
export interface DroppedView {
  readonly n: number;
  readonly backend: string;
  readonly station: string;
  readonly id: string;
  readonly localTx: string | undefined;
  readonly kind: string;
  readonly action: string;
  /** JSON. */
  readonly payload: string;
  readonly createdMs: number;
  readonly droppedMs: number;
  readonly attempts: number;
  readonly why: string;
  readonly seen: boolean;
}

/** `store.ocpp` of the program. */
export interface OcppDroppedPort {
  /** Newest first, those with a lower number than `before`. Throws StoreError. */
  dropped(limit: number, before?: number): readonly DroppedView[];
  see(upTo: number): void;
}

const entry = z.strictObject({
  number: z.int(),
  backend: z.string(),
  station: z.string(),
  messageId: z.string(),
  /** Our name of it; null: of no transaction. */
  transaction: z.string().nullable(),
  kind: z.string(),
  action: z.string(),
  payload: z.looseObject({}),
  madeAt: z.string(),
  givenUpAt: z.string(),
  attempts: z.int(),
  why: z.string(),
  seen: z.boolean(),
});
/** A message that was given up, as it is told. */
export type DroppedEntry = z.output<typeof entry>;
const seenUpTo = z.strictObject({ upTo: z.int().min(1).max(Number.MAX_SAFE_INTEGER) });
const mostEntries = 1000;
const usualEntries = 100;
const path = '/api/v1/ocpp/dropped';

/** Messages about money that no backend took (docs/ocpp-queue.md). They name cards: for the administrator. */
export const ocppDroppedRoutes = (port: OcppDroppedPort, acts: Log): Route[] => [
  {
    method: 'GET',
    path,
    summary:
      'Messages about money that could not be delivered, newest first: ?limit (1 to 1000, 100), ?before=NUMBER, ?format=json or csv (all of them)',
    access: 'secrets',
    answers: { 200: { description: 'Messages', schema: z.strictObject({ entries: z.array(entry) }) } },
    handle({ ctx }) {
      const query = new URLSearchParams(ctx.querystring);
      onlyParameters(query, ['limit', 'before', 'format']);
      const limit = whole(query, 'limit', mostEntries) ?? usualEntries;
      const before = whole(query, 'before', Number.MAX_SAFE_INTEGER);
      if (formatParameter(query) === 'json')
        return { status: 200, body: { entries: port.dropped(limit, before).map(shown) } };
      // A file that cannot be read is told before the answer begins.
      port.dropped(1);
      ctx.status = 200;
      ctx.type = 'text/csv';
      ctx.attachment('ocpp-dropped.csv');
      if (ctx.method !== 'HEAD') ctx.body = Readable.from(asCsv(port));
      return 'taken';
    },
  },
  withBody({
    method: 'POST',
    path: `${path}/seen`,
    summary: 'Somebody has seen these messages up to a number: the alarm is over, unless there are later ones',
    access: 'secrets',
    jsonOnly: true,
    body: seenUpTo,
    answers: { 204: { description: 'Noted' } },
    handle({ body: { upTo }, identity }) {
      port.see(upTo);
      acts.info({ by: identity?.author.name, upTo }, 'Dropped messages to OCPP backends were seen');
      return { status: 204 };
    },
  }),
];

function shown({ n, backend, station, id, localTx, kind, action, payload, ...rest }: DroppedView) {
  const { createdMs, droppedMs, attempts, why, seen } = rest;
  return {
    ...{ number: n, backend, station, messageId: id, transaction: localTx ?? null, kind, action },
    ...{ payload: JSON.parse(payload) as Record<string, unknown>, madeAt: iso(createdMs), givenUpAt: iso(droppedMs) },
    ...{ attempts, why, seen },
  } satisfies z.output<typeof entry>;
}

function* asCsv(port: OcppDroppedPort): Generator<string> {
  yield csvRow([
    ...['number', 'backend', 'station', 'message id', 'transaction', 'kind', 'action', 'payload'],
    ...['made at', 'given up at', 'attempts', 'why', 'seen'],
  ]);
  for (let before: number | undefined; ; ) {
    const page = port.dropped(mostEntries, before);
    for (const one of page)
      yield csvRow([
        ...[one.n, one.backend, one.station, one.id, one.localTx ?? '', one.kind, one.action, one.payload],
        ...[iso(one.createdMs), iso(one.droppedMs), one.attempts, one.why, one.seen ? 'yes' : 'no'],
      ]);
    before = page.at(-1)?.n;
    if (before === undefined) return;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

function whole(query: URLSearchParams, name: string, most: number): number | undefined {
  const given = parameter(query, name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d{1,16}$/.test(given) && value >= 1 && value <= most) return value;
  throw new NetwachtError('badNumber', `${name} must be a whole number from 1 to ${most}`, { path: name });
}
