import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { stateSchema } from '../../domain/state-schema.ts';
import type { PricePort, StatePort } from '../ports.ts';
import { timeParameter } from './query.ts';
import type { Route } from './route.ts';

const span = z.strictObject({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  ct: z.number(),
  level: z.number().nullable(),
  tariff: z.string(),
  assumed: z.boolean(),
});

const dayMs = 86_400_000;
/** What is told without `to`: nothing is known further ahead. */
const aheadMs = 7 * dayMs;
const longestMs = 70 * dayMs;

/** The prices of the site, now and over time. */
export const priceRoutes = (prices: PricePort, state: StatePort, wallMs: () => number): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/prices',
    summary: 'What a kilowatt hour costs, in ct; ?from, ?to (ISO 8601; from now on, as far as it is known)',
    access: 'read',
    openRead: true,
    answers: {
      200: {
        description: 'The price that counts now, and spans in order of time; what lies between them has no price',
        schema: z.strictObject({ now: stateSchema.shape.price, prices: z.array(span) }),
      },
    },
    handle({ ctx }) {
      const query = new URLSearchParams(ctx.querystring);
      const fromMs = timeParameter(query, 'from', wallMs());
      const toMs = timeParameter(query, 'to', fromMs + aheadMs);
      if (toMs < fromMs) throw new NetwachtError('badTime', 'to is earlier than from', { path: 'to' });
      if (toMs - fromMs > longestMs)
        throw new NetwachtError('badTime', `at most ${longestMs / dayMs} days can be asked for at once`, {
          path: 'to',
        });
      const body = {
        now: state.current()?.price ?? null,
        prices: prices
          .series(fromMs, toMs)
          .map(({ fromMs: from, toMs: to, ct, level = null, tariff, assumed = false }) => ({
            ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
            ...{ ct, level, tariff, assumed },
          })),
      };
      return { status: 200, body };
    },
  },
];
