import { Readable } from 'node:stream';
import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { csvRow } from '../csv.ts';
import type { MeteringBalance, MeteringPort } from '../metering-port.ts';
import { formatParameter, monthParameter, onlyParameters, spanParameters } from './query.ts';
import type { Route } from './route.ts';

const sums = {
  point: z.string(),
  name: z.string(),
  consumedWh: z.int(),
  producedWh: z.int(),
  localWh: z.int(),
  gridWh: z.int(),
  soldWh: z.int(),
  gridCt: z.number().nullable(),
  localCt: z.number(),
  soldCt: z.number(),
  gap: z.boolean(),
};
const total = z.strictObject({ ...sums, quarters: z.int(), unpricedWh: z.int() });
const answer = z.strictObject({ from: z.string(), to: z.string(), points: z.array(total) });
const columns = [
  ...(['quarter', 'point', 'name', 'consumed_wh', 'produced_wh', 'local_wh', 'grid_wh', 'sold_wh'] as const),
  ...(['grid_ct', 'local_ct', 'sold_ct', 'gap'] as const),
];

/** What tenants took, gave and pay (D19). Whose flat takes what is for the administrator only. */
export const meteringPointRoutes = (metering: MeteringPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/metering-points/balance',
    summary:
      'Balance of the metering points: sums (json) or every quarter hour (csv); ?month=2026-11, or ?from and ?to (ISO 8601)',
    access: 'users',
    answers: {
      200: { description: 'Sums of each point, Wh and ct; format=csv gives the quarter hours', schema: answer },
      400: { description: 'A month or a time that is none' },
    },
    async handle({ ctx }) {
      const { fromMs, toMs, format } = askedFor(ctx.querystring, metering);
      const names = metering.names();
      if (format === 'csv') {
        ctx.status = 200;
        ctx.type = 'text/csv';
        ctx.set('Content-Disposition', 'attachment; filename="metering-points.csv"');
        if (ctx.method !== 'HEAD') ctx.body = Readable.from(lines(metering.read(fromMs, toMs), names));
        return 'taken';
      }
      const points = (await metering.totals(fromMs, toMs)).map((one) => ({
        ...one,
        name: names.get(one.point) ?? one.point,
        ...{ gridCt: rounded(one.gridCt), localCt: rounded(one.localCt), soldCt: rounded(one.soldCt) },
      }));
      return { status: 200, body: { from: iso(fromMs), to: iso(toMs), points } };
    },
  },
];

async function* lines(quarters: AsyncIterable<MeteringBalance>, names: ReadonlyMap<string, string>) {
  yield csvRow(columns);
  for await (const { quarterMs, points } of quarters) {
    yield points
      .map((one) =>
        csvRow([
          ...[iso(quarterMs), one.point, names.get(one.point) ?? one.point, one.consumedWh, one.producedWh],
          ...[one.localWh, one.gridWh, one.soldWh, one.gridCt === undefined ? '' : rounded(one.gridCt)],
          ...[rounded(one.localCt), rounded(one.soldCt), one.gap ? 1 : 0],
        ]),
      )
      .join('');
  }
}

const mostMs = 400 * 86_400_000;
const parameters = ['month', 'from', 'to', 'format'];

function askedFor(querystring: string, metering: MeteringPort) {
  const query = new URLSearchParams(querystring);
  onlyParameters(query, parameters);
  const format = formatParameter(query);
  const span = monthParameter(query, (month) => metering.month(month)) ?? wholeSpan(query);
  if (span.toMs - span.fromMs > mostMs)
    throw new NetwachtError('badTime', 'from and to are more than 400 days apart; ask for less', { path: 'to' });
  return { ...span, format };
}

/** A bill is of a time that was meant. */
function wholeSpan(query: URLSearchParams) {
  for (const name of ['from', 'to'])
    if (!query.has(name)) throw new NetwachtError('badTime', 'Say month, or from and to', { path: name });
  return spanParameters(query, { fromMs: 0, toMs: 0 });
}

const iso = (ms: number): string => new Date(ms).toISOString();
/** Ten-thousandths of a cent: beyond that are only the last bits of a sum. */
const rounded = (ct: number): number => Math.round(ct * 10_000) / 10_000;
