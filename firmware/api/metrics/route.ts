import { z } from 'zod';
import type { Answer, Route } from '../v1/route.ts';
import type { Metrics } from './metrics.ts';

/** What a time-series database asks for every few seconds. */
export const metricsRoutes = (metrics: Pick<Metrics, 'text'>): Route[] => [
  {
    method: 'GET',
    path: '/metrics',
    summary: 'The newest state for Prometheus and compatible databases; no persons, cards or addresses in it',
    access: 'read',
    answers: {
      200: {
        description: 'Text format 0.0.4; what is unknown has no sample',
        contentType: 'text/plain',
        schema: z.string(),
      },
    },
    async handle({ ctx }): Promise<Answer | 'taken'> {
      const { text, contentType } = await metrics.text();
      ctx.status = 200;
      ctx.body = text;
      ctx.set('Content-Type', contentType);
      return 'taken';
    },
  },
];
