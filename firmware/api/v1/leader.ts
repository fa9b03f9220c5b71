import { z } from 'zod';
import { leaderAnswerSchema } from '../../domain/leader-schema.ts';
import type { LeaderPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const amperes = z.number().min(0).max(10_000);
const perPhase = z.tuple([amperes, amperes, amperes]);
/** Ids as the site document has them; a name is one line, whatever the other box is called. */
const box = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the id of a box is 1 to 64 letters, digits or -'),
  name: z
    .string()
    .min(1)
    .max(80)
    .transform((name) => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')),
});

const grant = z.strictObject({
  limitA: perPhase,
  leaseS: z.number().min(1).max(60),
  seq: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** Of our last answer: the lease counts from then. */
  stamp: z.string().max(64).exactOptional(),
  leader: box.exactOptional(),
});

const refusal = z.strictObject({ error: z.string(), message: z.string(), seq: z.number() });

const answers = {
  200: { description: 'How it stands after the cycle in which the grant holds', schema: leaderAnswerSchema },
  404: { description: 'No other box leads this one' },
};

/** Several boxes under one connection: the one that leads grants this one what it may draw. */
export const leaderRoutes = (leader: LeaderPort): Route[] => [
  withBody({
    method: 'PUT',
    path: '/api/v1/leader',
    summary: 'A grant of the leader of several boxes: a limit per phase, with a lease and a sequence number',
    access: 'leader',
    jsonOnly: true,
    body: grant,
    answers: {
      ...answers,
      409: { description: 'The seq is not above the last, or another leader grants', schema: refusal },
    },
    async handle({ body, identity }) {
      const name = identity?.author.name ?? 'unknown';
      const outcome = await leader.grant({ leader: { id: `token-${name}`, name }, ...body });
      return 'refused' in outcome ? { status: 409, body: outcome.refused } : { status: 200, body: outcome.answer };
    },
  }),
  {
    method: 'GET',
    path: '/api/v1/leader',
    summary: 'How this box stands to the leader of several boxes: the grant, what it draws, wants and could draw',
    access: 'leader',
    answers,
    handle: () => ({ status: 200, body: leader.view() }),
  },
];
