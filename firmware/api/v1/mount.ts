import type Koa from 'koa';
import type { Context } from 'koa';
import Router from 'koa-router';
import { NetwachtError } from '../../domain/errors.ts';
import { may } from '../../domain/rights.ts';
import { shapeFaults } from '../../domain/shape-faults.ts';
import { maxBodyBytes, readJson } from '../body.ts';
import { drained, type LongCalls } from '../guard/long-calls.ts';
import { type Provenance, provenance } from '../guard/origin.ts';
import { anybody } from '../open-reads.ts';
import type { Claim } from '../sign-in/claim.ts';
import type { CredentialReader, Identity } from '../sign-in/credentials.ts';
import type { Call, Route } from './route.ts';

/** What stands before every route. */
export interface Doorkeepers {
  readonly claim: Pick<Claim, 'refuseUnclaimed'>;
  readonly credentials: CredentialReader;
  readonly longCalls: LongCalls;
  /** Whether reads need no credentials; absent where they always do. */
  readonly openReads?: () => boolean;
}

/** Puts the route table on the router: claim, origin, credentials, right, body, then the handler. */
export function mountRoutes(app: Koa, routes: readonly Route[], doors: Doorkeepers): void {
  const router = new Router({ sensitive: true, strict: true });
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.register(path, [route.method], async (ctx: Context & { params: Record<string, string> }) => {
      try {
        await serve(route, ctx, ctx.params, doors);
      } catch (error) {
        if (isStreamed(route, ctx)) await drained(ctx.req);
        throw error;
      }
    });
  }
  app.use(router.routes()).use(router.allowedMethods());
}

async function serve(
  route: Route,
  ctx: Context,
  params: Readonly<Record<string, string>>,
  { claim, credentials, longCalls, openReads }: Doorkeepers,
): Promise<void> {
  ctx.set('Cache-Control', 'no-store');
  if (route.beforeClaim !== true) claim.refuseUnclaimed();
  const changes = route.method !== 'GET';
  const from = provenance(ctx.headers, ctx.secure);
  if (changes && from === 'foreign')
    throw new NetwachtError('foreignOrigin', 'A page of another origin may change nothing here');
  const identity = await identify(route, params, ctx, credentials, () => asAnybody(route, from, openReads));
  if (changes && identity?.via === 'cookie' && from !== 'same')
    throw new NetwachtError('foreignOrigin', 'A change on a session needs the Origin header of our own page');
  const streamed = isStreamed(route, ctx);
  const body = route.body === undefined || streamed ? undefined : await readBody(route, ctx);
  const call: Call<unknown> = { ctx, params, identity, body };
  const answer = await (streamed ? longCalls.during(ctx.req, async () => route.handle(call)) : route.handle(call));
  if (answer === 'taken') return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
  if (answer.body !== undefined) ctx.type = 'json';
  ctx.body = answer.body === undefined ? null : JSON.stringify(answer.body);
  // Last, since Koa sets 204 for a missing body.
  ctx.status = answer.status;
}

const isStreamed = ({ streamed }: Route, ctx: Context): boolean =>
  streamed !== undefined && ctx.is(streamed) === streamed;

async function identify(
  { access, forPerson }: Route,
  params: Readonly<Record<string, string>>,
  ctx: Context,
  credentials: CredentialReader,
  unnamed: () => Identity | undefined,
): Promise<Identity | undefined> {
  if (access === 'open') return undefined;
  const who = await credentials.fromHeaderOrCookie(ctx.req);
  if (who === 'wrong') throw new NetwachtError('unauthorised', 'The user, the password or the token is wrong');
  if (who === 'nobody') {
    if (access === 'anyone') return undefined;
    const reader = unnamed();
    if (reader !== undefined) return reader;
    throw new NetwachtError('unauthorised', 'Sign in first');
  }
  if (who.person !== undefined && access !== 'anyone') {
    if (forPerson === 'own' || (forPerson !== undefined && params.id === who.person[forPerson])) return who;
    throw new NetwachtError(
      'forbidden',
      'A PIN opens only what belongs to its user, at the charge point it was given at',
    );
  }
  if (access !== 'anyone' && !may(who.role, access))
    throw new NetwachtError('forbidden', `The role ${who.role} may not do this`);
  return who;
}

/** Who sent no credentials, where that is enough. Pages of others, which may use a browser in this network, get nothing. */
function asAnybody(
  { openRead, method, access }: Route,
  from: Provenance,
  openReads: Doorkeepers['openReads'],
): Identity | undefined {
  if (openReads === undefined || openRead !== true || method !== 'GET' || access !== 'read') return undefined;
  return from !== 'foreign' && openReads() ? anybody(openReads) : undefined;
}

async function readBody(route: Route, ctx: Context): Promise<unknown> {
  if (route.jsonOnly === true && !ctx.is('application/json'))
    throw new NetwachtError(
      'badContentType',
      `Send ${[route.streamed, 'application/json'].filter(Boolean).join(' or ')}`,
    );
  const given = await readJson(ctx.req, route.bodyLimitBytes ?? maxBodyBytes);
  const result = route.body?.safeParse(given);
  if (result === undefined || result.success) return result?.data;
  const [fault] = shapeFaults(result.error.issues);
  const path = fault?.path.map((part) => String(part).slice(0, 64)).join('.') ?? '';
  const message = fault?.message ?? 'The body does not fit';
  throw new NetwachtError('badBody', path === '' ? message : `${path}: ${message}`, path === '' ? {} : { path });
}
