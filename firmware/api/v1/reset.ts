import { z } from 'zod';
import type { ResetPort } from '../reset-port.ts';
import { type Route, withBody } from './route.ts';

/** Back to a box without owner, site, keys and history; for a person on the premises, never through a gateway (contracts §7). */
export const resetRoutes = (reset: ResetPort): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/reset',
    summary: 'Erases keys, site and history and restarts the box without an owner',
    access: 'reset',
    body: z.strictObject({ confirm: z.string().max(64) }),
    jsonOnly: true,
    answers: {
      202: {
        description: 'It is being erased; the box comes back unclaimed',
        schema: z.strictObject({ ok: z.literal(true) }),
      },
    },
    handle({ ctx, body, identity }) {
      reset.begin(body.confirm, identity?.author.name ?? 'unknown');
      // The answer first; a client that does not wait for it changes nothing.
      ctx.res.once('close', () => void reset.carryOut());
      return { status: 202, body: { ok: true } };
    },
  }),
];
