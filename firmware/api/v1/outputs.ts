import { z } from 'zod';
import type { Log } from '../log.ts';
import type { OutputPort } from '../ports.ts';
import type { Route } from './route.ts';

const call = z.strictObject({ method: z.string(), url: z.string(), body: z.string().exactOptional() });
const view = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(['off', 'noValue', 'idle', 'sending', 'sent', 'failing']),
  sent: call.nullable(),
  sentAt: z.string().nullable(),
  waiting: call.nullable(),
  fault: z.strictObject({ code: z.string(), message: z.string(), since: z.string() }).nullable(),
});

/** How outputs stand, for who sets them up. */
export const outputRoutes = (outputs: OutputPort, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/outputs',
    summary: 'The outputs of the site: what arrived last, what waits, and why',
    access: 'site',
    answers: { 200: { description: 'The outputs', schema: z.strictObject({ outputs: z.array(view) }) } },
    handle: () => ({ status: 200, body: { outputs: outputs.list() } }),
  },
  {
    method: 'POST',
    path: '/api/v1/outputs/{id}/send',
    summary: 'Sends an output once more, changed or not',
    access: 'site',
    answers: { 202: { description: 'It is on its way' }, 404: { description: 'There is no such output that is on' } },
    handle({ params, identity }) {
      const { id = '' } = params;
      outputs.sendAgain(id);
      log.info({ by: identity?.author.name, output: id }, 'An output was sent by hand');
      return { status: 202 };
    },
  },
];
