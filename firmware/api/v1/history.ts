import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { HistoryPort } from '../history-port.ts';
import { formatParameter, onlyParameters, parameter, spanParameters, timeParameter } from './query.ts';
import type { Route } from './route.ts';

const numbers = z.array(z.number().nullable());
const answer = z.strictObject({
  from: z.string(),
  to: z.string(),
  everyS: z.int(),
  series: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['measured', 'setting', 'counter', 'word']),
      unit: z.enum(['A', 'W', 'V', 'Wh', 'ct', '']),
      values: z.array(z.union([z.number(), z.string()]).nullable()),
      min: numbers.exactOptional(),
      max: numbers.exactOptional(),
    }),
  ),
});

const dayMs = 86_400_000;
const mostNames = 200;
const parameters = ['from', 'to', 'series', 'every', 'format'];

/** Measured values over time (contracts §6). The thread of the history answers; long questions hold up nobody. */
export const historyRoutes = (history: HistoryPort, clock: Pick<Clock, 'wallMs'>): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/history',
    summary:
      'Measured values over time; ?from, ?to (ISO 8601, the last day if absent), ?series (names or their beginnings, with commas), ?every (auto or seconds), ?format=json or csv',
    access: 'read',
    openRead: true,
    answers: {
      200: { description: 'Values at even steps (UTC); null = missing', schema: answer },
      400: { description: 'A time, step or series that is none, or too much at once' },
    },
    async handle({ ctx }) {
      const question = askedFor(ctx.querystring, clock.wallMs());
      const { format } = question;
      ctx.status = 200;
      const type = format === 'csv' ? 'text/csv' : 'application/json';
      if (ctx.method === 'HEAD') return { status: 200, headers: { 'Content-Type': type } };
      ctx.body = await history.text(question);
      ctx.type = type;
      if (format === 'csv') ctx.set('Content-Disposition', 'attachment; filename="history.csv"');
      return 'taken';
    },
  },
];

function askedFor(querystring: string, nowMs: number) {
  const query = new URLSearchParams(querystring);
  onlyParameters(query, parameters);
  const format = formatParameter(query);
  const toMs = timeParameter(query, 'to', nowMs);
  const { fromMs } = spanParameters(query, { fromMs: toMs - dayMs, toMs });
  for (const [path, ms] of Object.entries({ to: toMs, from: fromMs }))
    if (!(ms >= earliestMs && ms <= latestMs))
      throw new NetwachtError('badTime', `${path} must be a time from 2020 to 2100`, { path });
  const series = (parameter(query, 'series') ?? '').split(',').filter((name) => name !== '');
  if (series.length > mostNames)
    throw new NetwachtError('tooMuch', `At most ${mostNames} names of series are taken`, { path: 'series' });
  const everyS = stepOf(parameter(query, 'every') ?? 'auto');
  return { fromMs, toMs, series, format, ...(everyS === undefined ? {} : { everyS }) } as const;
}

function stepOf(given: string): number | undefined {
  if (given === 'auto') return undefined;
  const everyS = /^[0-9]{1,7}$/.test(given) ? Number(given) : 0;
  if (everyS < 1 || everyS > 31 * 86_400)
    throw new NetwachtError('badStep', 'every must be auto, or whole seconds from 1 to 2678400', { path: 'every' });
  return everyS;
}

/** The history begins after this, and nobody asks about what is far ahead. */
const [earliestMs, latestMs] = [Date.UTC(2020, 0, 1), Date.UTC(2100, 0, 1)];
