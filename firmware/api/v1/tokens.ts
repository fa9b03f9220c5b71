import { z } from 'zod';
import { type Role, tokenRoles } from '../../domain/rights.ts';
import type { Log } from '../log.ts';
import { adminUser } from '../sign-in/sign-in.ts';
import type { Tokens } from '../sign-in/tokens.ts';
import { type Route, withBody } from './route.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'A name is 1 to 32 lower case letters, digits or -')
  .refine((text) => text !== adminUser && text !== 'site', 'This name is taken by the box itself');
const expires = z.iso.datetime({ offset: true }).nullable();
const listed = z.strictObject({ name: z.string(), role: z.enum(tokenRoles), expires: z.string().nullable() });

/** What a program gets instead of a password. */
export const tokenRoutes = (parts: { tokens: Tokens; ended: () => void; log: Log }): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'The tokens there are, without their texts',
    access: 'tokens',
    answers: { 200: { description: 'The tokens', schema: z.array(listed) } },
    handle: () => ({
      status: 200,
      body: parts.tokens.list().map((token) => ({
        name: token.name,
        role: token.role,
        expires: token.expiresMs === undefined ? null : new Date(token.expiresMs).toISOString(),
      })),
    }),
  },
  withBody({
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Makes a bearer token; its text is shown this once',
    access: 'tokens',
    body: z.strictObject({ name, role: z.enum(tokenRoles), expires: expires.exactOptional() }),
    answers: { 201: { description: 'The token', schema: listed.extend({ token: z.string() }) } },
    handle({ body, identity }) {
      const until = body.expires ?? null;
      const role: Role = body.role;
      const token = parts.tokens.issue(body.name, role, until === null ? undefined : Date.parse(until));
      parts.log.info({ by: identity?.author.name, token: body.name, role }, 'A token was made');
      return { status: 201, body: { name: body.name, role, expires: until, token } };
    },
  }),
  withBody({
    method: 'DELETE',
    path: '/api/v1/tokens',
    summary: 'Takes a token away',
    access: 'tokens',
    body: z.strictObject({ name: z.string().max(64) }),
    answers: { 204: { description: 'Taken away' } },
    handle({ body, identity }) {
      parts.tokens.revoke(body.name);
      parts.ended();
      parts.log.info({ by: identity?.author.name, token: body.name }, 'A token was taken away');
      return { status: 204 };
    },
  }),
];
