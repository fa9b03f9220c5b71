import { z } from 'zod';
import type { InfluxPort } from '../influx-port.ts';
import type { Route } from './route.ts';

const count = z.int().min(0);
const view = z.strictObject({
  state: z.enum(['off', 'waiting', 'written', 'failing']),
  lastWrittenAt: z.string().nullable(),
  fault: z.strictObject({ code: z.string(), message: z.string(), since: z.string() }).nullable(),
  ...{ written: count, waiting: count, dropped: count, refused: count },
});

/** How writing to a database stands, for who sets it up; its settings are part of the site document. */
export const influxRoutes = (influx: InfluxPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/influx',
    summary: 'Writing to a time-series database: what arrived last, what waits, and why',
    access: 'site',
    answers: { 200: { description: 'How it stands', schema: view } },
    handle: () => ({ status: 200, body: influx.view() }),
  },
];
