import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { stateSchema } from '../../domain/state-schema.ts';
import type { EventHub } from '../event-hub.ts';
import { withoutPersons } from '../open-reads.ts';
import type { StatePort } from '../ports.ts';
import type { Route } from './route.ts';

/** The live state, once and as a stream (contracts §5). */
export const stateRoutes = (state: StatePort, events: EventHub): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/state',
    summary: 'The live state of the last control cycle',
    access: 'read',
    openRead: true,
    answers: { 200: { description: 'The state', schema: stateSchema } },
    handle({ identity }) {
      const body = state.current();
      if (body === undefined) throw new NetwachtError('starting', 'The first control cycle has not ended yet');
      return { status: 200, body: identity?.via === 'nothing' ? withoutPersons(body) : body };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/events',
    summary: 'Server-sent events: the state whole as event state, then merge patches as event patch',
    access: 'read',
    openRead: true,
    answers: {
      200: {
        description: 'The stream; it ends when what let the caller in ends',
        schema: z.string(),
        contentType: 'text/event-stream',
      },
    },
    handle({ ctx, identity }) {
      if (ctx.method === 'HEAD') return { status: 200, headers: { 'Content-Type': 'text/event-stream' } };
      const unnamed = identity?.via === 'nothing';
      if (events.fullFor(unnamed)) throw new NetwachtError('busy', 'Too many event streams are open; close one');
      ctx.respond = false;
      ctx.res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      events.add(ctx.res, () => identity?.stillHolds() ?? false, unnamed);
      return 'taken';
    },
  },
];
