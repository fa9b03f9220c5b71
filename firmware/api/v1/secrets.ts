import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { secretName } from '../../domain/site/primitives.ts';
import type { SecretPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

/** A colon would end the name where it is sent by HTTP Basic. */
const user = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^:\p{Cc}]+$/u, 'a name has no colon and no control characters');
const password = z
  .string()
  .min(1)
  .max(256)
  .regex(/^\P{Cc}+$/u, 'a password has no control characters');

/** What devices and brokers of the site are signed in with. */
export const secretRoutes = (secrets: SecretPort): Route[] => [
  withBody({
    method: 'PUT',
    path: '/api/v1/secrets/{name}',
    summary: 'Sets a secret that devices and brokers of the site name; it is never given back',
    access: 'secrets',
    jsonOnly: true,
    /** Without a user: admin, as most products call theirs. */
    body: z.strictObject({ user: user.default('admin'), password }),
    answers: { 204: { description: 'Kept' } },
    handle({ params, body, identity }) {
      const name = secretName.safeParse(params.name);
      if (!name.success)
        throw new NetwachtError('badName', `The name is wrong: ${name.error.issues[0]?.message}`, { path: 'name' });
      secrets.set(name.data, body, identity?.author ?? { name: 'unknown', side: 'lan' });
      return { status: 204 };
    },
  }),
];
