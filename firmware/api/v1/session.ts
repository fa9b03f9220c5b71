import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { tokenRoles } from '../../domain/rights.ts';
import { sourceOf } from '../guard/source.ts';
import type { Log } from '../log.ts';
import type { BrowserView, SessionState } from '../shapes.ts';
import { sessionCookie, setSessionCookie } from '../sign-in/cookie.ts';
import { maxPasswordLength } from '../sign-in/password-rules.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import { adminRole, type SignIn } from '../sign-in/sign-in.ts';
import { type Route, withBody } from './route.ts';

const password = z.string().max(2 * maxPasswordLength);
const browser = z.strictObject({
  ...{ user: z.string(), role: z.enum(tokenRoles), since: z.string(), lastUsed: z.string(), own: z.boolean() },
}) satisfies z.ZodType<BrowserView>;
const sessionState = z.strictObject({ user: z.string().nullable(), role: z.enum(tokenRoles).exactOptional() });

/** Signing in and out with a browser. `ended` is called when sessions end, so that their event streams end too. */
export const sessionRoutes = (parts: {
  signIn: SignIn;
  sessions: Sessions;
  ended: () => void;
  /** Whether whoever has not signed in may read as a viewer. */
  openReads: () => boolean;
  log: Log;
}): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who is signed in; user is null when nobody is, with the role viewer where reads are open',
    access: 'anyone',
    answers: { 200: { description: 'Who is signed in', schema: sessionState } },
    handle({ identity }) {
      const nobody: SessionState = parts.openReads() ? { user: null, role: 'viewer' } : { user: null };
      const body: SessionState = identity === undefined ? nobody : { user: identity.author.name, role: identity.role };
      return { status: 200, body };
    },
  },
  withBody({
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Signs in: answers with a session cookie',
    access: 'open',
    body: z.strictObject({ user: z.string().max(64), password }),
    answers: { 200: { description: 'Signed in', schema: sessionState } },
    async handle({ ctx, body }) {
      if (!(await parts.signIn.verify(body.user, body.password, sourceOf(ctx.req))))
        throw new NetwachtError('unauthorised', 'The user or the password is wrong');
      const old = sessionCookie(ctx.req);
      if (old !== undefined) parts.sessions.end(old);
      const id = parts.sessions.start(body.user, adminRole);
      parts.ended();
      const state: SessionState = { user: body.user, role: adminRole };
      return { status: 200, body: state, headers: { 'Set-Cookie': setSessionCookie(ctx.req, id) } };
    },
  }),
  {
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Signs out',
    access: 'anyone',
    answers: { 204: { description: 'Signed out' } },
    handle({ ctx }) {
      const id = sessionCookie(ctx.req);
      if (id !== undefined) parts.sessions.end(id);
      parts.ended();
      return { status: 204, headers: { 'Set-Cookie': setSessionCookie(ctx.req, undefined) } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/session/browsers',
    summary: 'The browsers that are signed in',
    access: 'users',
    answers: { 200: { description: 'Browsers', schema: z.array(browser) } },
    handle({ ctx }) {
      const body = parts.sessions.list(sessionCookie(ctx.req)).map(
        ({ sinceMs, lastMs, ...one }): BrowserView => ({
          ...{ ...one, since: new Date(sinceMs).toISOString(), lastUsed: new Date(lastMs).toISOString() },
        }),
      );
      return { status: 200, body };
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/session/browsers',
    summary: 'Signs every other browser out',
    access: 'users',
    answers: { 204: { description: 'Signed out' } },
    handle({ ctx, identity }) {
      parts.sessions.endOthers(sessionCookie(ctx.req));
      parts.ended();
      parts.log.info({ by: identity?.author.name }, 'Every other browser was signed out');
      return { status: 204 };
    },
  },
  withBody({
    method: 'PUT',
    path: '/api/v1/password',
    summary: 'Changes the password of who asks, and signs every browser out',
    access: 'users',
    body: z.strictObject({ current: password, password }),
    answers: { 204: { description: 'Changed' } },
    async handle({ ctx, body, identity }) {
      const user = identity?.via === 'bearer' ? undefined : identity?.author.name;
      if (user === undefined) throw new NetwachtError('forbidden', 'A token may not change a password');
      if (!(await parts.signIn.verify(user, body.current, sourceOf(ctx.req))))
        throw new NetwachtError('wrongPassword', 'The current password is wrong', { path: 'current' });
      await parts.signIn.setPassword(user, body.password);
      parts.log.info({ by: user }, 'The password was changed');
      parts.sessions.endAll();
      parts.ended();
      return { status: 204, headers: { 'Set-Cookie': setSessionCookie(ctx.req, undefined) } };
    },
  }),
];
