import type { IncomingMessage } from 'node:http';
import type Koa from 'koa';
import { NetwachtError } from '../../domain/errors.ts';
import type { Right } from '../../domain/rights.ts';
import type { Command } from '../cnf/command.ts';
import { serveCnf } from '../cnf/serve.ts';
import type { Identity } from '../sign-in/credentials.ts';
import { mountRoutes } from '../v1/mount.ts';
import type { Route } from '../v1/route.ts';
import type { ChannelAppOptions } from './app.ts';

/** Everything else is for people on the premises: keys, secrets, backup, reset, channels, roles, pins, tokens (contracts §7). */
const rights: readonly Right[] = ['read', 'ownSessions', 'override', 'site', 'devices', 'variables', 'plans'];
/** Of updates it may look, send and install, the two within a person's release, which the desk of updates asks for. */
const openUpdates: readonly string[] = ['GET /api/v1/updates', 'POST /api/v1/updates', 'POST /api/v1/updates/install'];
/** Of the original's calls those that are looked at for it one by one; every other stays on the premises. */
const openCommands: readonly string[] = ['set_cm_vars', 'set_cm_var', 'get_cm_vars'];
/** What a browser, a proxy or a client with credentials adds; none of it counts on a channel. */
const ignoredHeaders = ['authorization', 'cookie', 'origin', 'referer', 'sec-fetch-site'];

/** Serves the part of the local interface that an administrator has through a gateway. */
export function serveAdministrator(app: Koa, options: ChannelAppOptions): void {
  const { routes, commands, longCalls } = options;
  const credentials = channelCredentials(options);
  // A channel is set up by the owner of the box, so there is one.
  const claim = { refuseUnclaimed: () => undefined };
  app.use((ctx, next) => {
    for (const name of ignoredHeaders) delete ctx.req.headers[name];
    return next();
  });
  app.use(serveCnf(allowedCommands(commands), { claim, credentials }));
  mountRoutes(app, routes.map(allowedRoute), { claim, credentials, longCalls });
  app.use(() => {
    throw new NetwachtError('notThroughChannel', 'This is not answered through a gateway channel');
  });
}

function channelCredentials({ authorities, channels }: Pick<ChannelAppOptions, 'authorities' | 'channels'>) {
  const whoever = async (request: IncomingMessage): Promise<Identity> => {
    const { channelId } = authorities.of(request);
    return {
      author: { name: `channel:${channelId}`, side: 'channel' },
      role: 'administrator',
      via: 'channel',
      // The stream ends when the channel changes; a function that is switched off leaves it open, to answer that.
      stillHolds: () => !request.socket.destroyed && channels.functionOn('administration'),
    };
  };
  return { fromHeader: whoever, fromHeaderOrCookie: whoever };
}

function allowedRoute(route: Route): Route {
  const { method, access, path } = route;
  const described = path === '/api/v1/openapi.json';
  const allowed =
    access === 'update' ? openUpdates.includes(`${method} ${path}`) : rights.some((right) => right === access);
  if (allowed || described) return route;
  const { body: _, streamed: _streamed, ...rest } = route;
  return { ...rest, access: 'open', handle: refuse };
}

const allowedCommands = (commands: ReadonlyMap<string, Command>): ReadonlyMap<string, Command> =>
  new Map(
    [...commands].map(([name, command]) => [name, openCommands.includes(name) ? command : { ...command, run: refuse }]),
  );

function refuse(): never {
  throw new NetwachtError('notThroughChannel', 'This is never done through a gateway channel, only on the premises');
}
