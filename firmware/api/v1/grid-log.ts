import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { ProofPort } from '../proof-port.ts';
import { formatParameter, onlyParameters, parameter, spanParameters, timeParameter } from './query.ts';
import type { Route } from './route.ts';

const row = z.strictObject({
  stream: z.enum(['grid', 'power']),
  seq: z.int(),
  at: z.string(),
  kind: z.string(),
  data: z.looseObject({}),
  hash: z.string(),
});
const signed = z.strictObject({ text: z.string(), signature: z.string(), key: z.string(), spki: z.string() });
const checked = z.strictObject({
  ok: z.boolean(),
  /** Rows that were looked at, by chain; null where something is broken. */
  rows: z.record(z.string(), z.int()).nullable(),
  broken: z.strictObject({ chain: z.string(), row: z.int(), why: z.string() }).nullable(),
  head: signed.nullable(),
});
const measured = z.strictObject({ meanW: z.number(), highestW: z.number() }).nullable();
const period = z.strictObject({
  row: z.int(),
  kind: z.enum(['command', 'many', 'failsafe']),
  source: z.string(),
  by: z.string().nullable(),
  at: z.string(),
  appliedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  endedWhy: z.string().nullable(),
  data: z.looseObject({}),
  limits: z.array(z.strictObject({ id: z.string(), place: z.string(), value: z.number(), unit: z.enum(['A', 'W']) })),
  confirmed: z.array(z.string()),
  unconfirmed: z.array(z.string()),
  confirmedAt: z.string().nullable(),
  gridW: measured,
  chargePointsW: measured,
});
const identity = z.strictObject({ pseudonym: z.string(), kind: z.string(), name: z.string(), since: z.string() });

/** The proof log of grid commands (contracts §6): tamper-evident, with pseudonyms for whoever gave them. */
export const gridLogRoutes = (proof: ProofPort, clock: Pick<Clock, 'wallMs'>): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/grid/log',
    summary:
      'The proof log of grid commands and measured power; ?from, ?to (ISO 8601), ?format=json or csv, ?chain=grid',
    access: 'read',
    answers: {
      200: {
        description: 'The rows between the two times, and what the box signs about them',
        schema: z.strictObject({ rows: z.array(row), signed }),
      },
    },
    async handle({ ctx }) {
      const { from, to, format, chain } = askedFor(ctx.querystring);
      const name = format === 'csv' ? 'text/csv' : 'application/json';
      if (ctx.method === 'HEAD') return { status: 200, headers: { 'Content-Type': name } };
      ctx.body = await proof.export({ fromMs: from, toMs: to, format, ...(chain && { chain }) });
      ctx.status = 200;
      ctx.type = name;
      // Of a part the page says how the file is called (its day), which a name here would overrule.
      const whole = from === 0 && to === Number.MAX_SAFE_INTEGER;
      if (format === 'csv')
        ctx.set('Content-Disposition', whole ? 'attachment; filename="grid-log.csv"' : 'attachment');
      return 'taken';
    },
  },
  {
    method: 'GET',
    path: '/api/v1/grid/log/verify',
    summary: 'Walks every chain of the log and names the first row that is broken',
    access: 'read',
    answers: { 200: { description: 'What was found, and the head as it is signed now', schema: checked } },
    async handle({ ctx }) {
      if (ctx.method === 'HEAD') return { status: 200 };
      const { verdict, head, keys } = await proof.check();
      const body: z.output<typeof checked> = {
        ok: verdict.ok,
        rows: verdict.ok ? verdict.rows : null,
        broken: verdict.ok ? null : { chain: verdict.stream, row: verdict.seq, why: verdict.why },
        head: head === undefined ? null : { ...head, spki: keys[head.key] ?? '' },
      };
      return { status: 200, body };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/grid/limits',
    summary:
      'What limited the site between ?from and ?to (the last 30 days if absent), oldest first, from the proof log',
    access: 'read',
    answers: {
      200: {
        description: 'Each command and fail-safe value with its limits, its end, who confirmed and what was measured',
        schema: z.strictObject({ limits: z.array(period) }),
      },
    },
    async handle({ ctx }) {
      if (ctx.method === 'HEAD') return { status: 200 };
      const nowMs = clock.wallMs();
      const query = new URLSearchParams(ctx.querystring);
      onlyParameters(query, ['from', 'to']);
      const toMs = timeParameter(query, 'to', nowMs);
      const span = spanParameters(query, { fromMs: toMs - 30 * 86_400_000, toMs });
      return { status: 200, body: { limits: await proof.periods(span) } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/grid/log/identities',
    summary: 'Who is behind the pseudonyms of the log',
    access: 'audit',
    answers: { 200: { description: 'Certificates by SHA-256, users by name', schema: z.array(identity) } },
    handle: () => ({
      status: 200,
      body: proof.identities().map(({ firstMs, ...who }) => ({ ...who, since: new Date(firstMs).toISOString() })),
    }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/grid/log/identities/{pseudonym}',
    summary: 'Forgets who is behind a pseudonym; the log itself stays whole',
    access: 'audit',
    answers: { 204: { description: 'Forgotten' }, 404: { description: 'Nobody is noted for it' } },
    handle({ params, identity: by }) {
      const author = by?.author ?? { name: 'unknown', side: 'lan' };
      if (!proof.forget(params.pseudonym ?? '', author))
        throw new NetwachtError('notFound', 'Nobody is noted for that pseudonym');
      return { status: 204 };
    },
  },
];

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly format: 'csv' | 'json';
  readonly chain?: 'grid';
}

function askedFor(querystring: string): Asked {
  const query = new URLSearchParams(querystring);
  const { fromMs: from, toMs: to } = spanParameters(query, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
  const format = formatParameter(query);
  const chain = parameter(query, 'chain');
  if (chain !== undefined && chain !== 'grid')
    throw new NetwachtError('badChain', 'chain must be grid, or left out', { path: 'chain' });
  return { from, to, format, ...(chain && { chain }) };
}
