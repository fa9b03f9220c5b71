import type { Context, Middleware } from 'koa';
import { NetwachtError } from '../../domain/errors.ts';
import { may } from '../../domain/rights.ts';
import { readJson } from '../body.ts';
import { type Provenance, provenance } from '../guard/origin.ts';
import { sourceOf } from '../guard/source.ts';
import { anybody } from '../open-reads.ts';
import type { Claim } from '../sign-in/claim.ts';
import type { CredentialReader, Identity } from '../sign-in/credentials.ts';
import type { Command } from './command.ts';
import { targetOf } from './target.ts';
import { once } from './variable-change.ts';

/** Where Home Assistant's integration tries its credentials; the original has a page there. */
const probePath = '/ui/en/sim.htm';

/** Whether a path belongs to the original's calls, whose errors are JSON strings. */
export const isCnf = (url: string): boolean => ['/cnf', probePath].includes(targetOf(url).path);

export interface CnfDoors {
  readonly claim: Pick<Claim, 'refuseUnclaimed'>;
  readonly credentials: CredentialReader;
  /** Whether the site lets anybody read; absent: nobody reads without credentials. */
  readonly openReads?: () => boolean;
}

/** Serves `/cnf` and the credential probe; everything else goes on. Never on a cookie (S6). */
export function serveCnf(commands: ReadonlyMap<string, Command>, doors: CnfDoors): Middleware {
  return async (ctx, next) => {
    const { path, query } = targetOf(ctx.req.url ?? '');
    if (path === probePath) {
      await signedIn(ctx, doors);
      ctx.body = 'ok';
    } else if (path === '/cnf') {
      const from = provenance(ctx.headers, ctx.secure);
      const identity = await signedIn(ctx, doors, () => asAnybody(commands, query, from, doors.openReads));
      if (identity.person !== undefined)
        throw new NetwachtError(
          'forbidden',
          'A signed-in PIN counts on /api/v1; here it is sent as rfid with the call',
        );
      const knocks = identity.via === 'nothing' && commands.get(query.get('cmd') ?? '')?.knocks === true;
      if (ctx.method !== 'GET' && ctx.method !== 'POST') {
        ctx.set('Allow', 'GET, POST');
        throw new NetwachtError('badMethod', 'Only GET and POST are understood here');
      }
      const command = find(commands, query);
      if (command.changes && from === 'foreign')
        throw new NetwachtError('foreignOrigin', 'A page of another origin may change nothing here');
      if (!knocks && !may(identity.role, command.right))
        throw new NetwachtError('forbidden', `The role ${identity.role} may not do this`);
      const { method, req } = ctx;
      const caller = { author: identity.author, identity, source: sourceOf(req) };
      const answer = await command.run({ method, query, ...caller, json: () => readJson(req) });
      ctx.type = 'json';
      ctx.body = JSON.stringify(answer);
    } else await next();
  };
}

async function signedIn(
  ctx: Context,
  { claim, credentials }: CnfDoors,
  unnamed: () => Identity | undefined = () => undefined,
): Promise<Identity> {
  claim.refuseUnclaimed();
  ctx.set('Cache-Control', 'no-store');
  if (withoutPassword(ctx.headers.authorization)) {
    const reader = unnamed();
    if (reader !== undefined) return reader;
  }
  const who = await credentials.fromHeader(ctx.req);
  if (who === 'nobody') throw new NetwachtError('unauthorised', 'Send the user admin and its password (HTTP Basic)');
  if (who === 'wrong') throw new NetwachtError('unauthorised', 'The user or the password is wrong');
  return who;
}

/** No credentials, or a user with an empty password, which clients send that were never given one. */
function withoutPassword(header: string | undefined): boolean {
  if (header === undefined) return true;
  const [, value] = /^basic +(\S*)$/i.exec(header) ?? [];
  return value !== undefined && /^[^:]*:?$/.test(Buffer.from(value, 'base64').toString('utf8'));
}

/** Who has sent no password, where that is enough. Pages of others, which may use a browser in this network, get nothing. */
function asAnybody(
  commands: ReadonlyMap<string, Command>,
  query: URLSearchParams,
  from: Provenance,
  openReads: CnfDoors['openReads'],
): Identity | undefined {
  if (openReads === undefined || from === 'foreign') return undefined;
  const [name = '', ...others] = query.getAll('cmd');
  const command = others.length === 0 ? commands.get(name) : undefined;
  const lets = command?.knocks === true || (command?.openRead === true && openReads());
  return lets ? anybody(openReads) : undefined;
}

/** The command that a query names. Throws `unknownCommand`. */
export function find(commands: ReadonlyMap<string, Command>, query: URLSearchParams): Command {
  const name = once(query, 'cmd');
  const command = commands.get(name ?? '');
  if (command === undefined)
    throw new NetwachtError(
      'unknownCommand',
      name === undefined ? 'The parameter cmd is missing' : `There is no command "${name.slice(0, 64)}"`,
    );
  return command;
}
