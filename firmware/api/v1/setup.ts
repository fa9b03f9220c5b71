import { z } from 'zod';
import { isLoopback, sourceOf } from '../guard/source.ts';
import type { SetupState } from '../shapes.ts';
import type { Claim } from '../sign-in/claim.ts';
import { maxPasswordLength } from '../sign-in/password-rules.ts';
import { type Route, withBody } from './route.ts';

const setupState = z.strictObject({ claimed: z.boolean(), codeRequired: z.boolean() });
const setupRequest = z.strictObject({
  // In UTF-16 units; the exact rule is checked with the others.
  password: z.string().max(2 * maxPasswordLength),
  code: z.string().max(128).exactOptional(),
});

/** Claiming a new box: the only routes that answer before it has an owner. */
export const setupRoutes = (claim: Claim): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/setup',
    summary: 'Whether the box has an owner, and whether claiming it needs the code of its console',
    access: 'open',
    beforeClaim: true,
    answers: { 200: { description: 'The state of the claim', schema: setupState } },
    handle({ ctx }) {
      const body: SetupState = { claimed: claim.claimed(), codeRequired: !isLoopback(ctx.req) };
      return { status: 200, body };
    },
  },
  withBody({
    method: 'POST',
    path: '/api/v1/setup',
    summary: 'Claims the box: sets the password of admin',
    access: 'open',
    beforeClaim: true,
    body: setupRequest,
    jsonOnly: true,
    answers: { 201: { description: 'Claimed; sign in with the new password', schema: setupState } },
    async handle({ ctx, body }) {
      const peer = { source: sourceOf(ctx.req), loopback: isLoopback(ctx.req) };
      await claim.make(body.password, body.code, peer);
      const state: SetupState = { claimed: true, codeRequired: !peer.loopback };
      return { status: 201, body: state };
    },
  }),
];
