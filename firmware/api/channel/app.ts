import type { RequestListener } from 'node:http';
import Koa from 'koa';
import { functionOf } from '../../domain/channel.ts';
import type { CommandObserver } from '../../domain/channel-command.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Command } from '../cnf/command.ts';
import { targetOf } from '../cnf/target.ts';
import { answerErrors } from '../errors.ts';
import { logUnlessGone } from '../gone.ts';
import type { LongCalls } from '../guard/long-calls.ts';
import { inTurn } from '../in-turn.ts';
import type { Log } from '../log.ts';
import type { VariablePort } from '../ports.ts';
import { statusOf } from '../refusal.ts';
import { SeldomLog } from '../seldom-log.ts';
import type { Route } from '../v1/route.ts';
import { serveAdministrator } from './administrator.ts';
import type { Authorities } from './authority.ts';
import { type ChannelAccessPort, stillSpeaks } from './channel-access.ts';
import { proofHeader } from './command-observer.ts';
import { type ChannelRate, ChannelThrottle } from './rate.ts';
import { variableCall } from './variable-calls.ts';

export interface ChannelAppOptions {
  readonly authorities: Authorities;
  readonly channels: ChannelAccessPort;
  readonly variables: VariablePort;
  readonly observer: CommandObserver;
  readonly rate: ChannelRate;
  readonly clock: Clock;
  readonly log: Log;
  /** What the local network has; a channel administrator gets a part of it. */
  readonly routes: readonly Route[];
  readonly commands: ReadonlyMap<string, Command>;
  readonly longCalls: LongCalls;
}

/**
 * What a gateway channel is answered. Who speaks comes with the socket: no sign-in, no cookie and no header is looked at,
 * and any Host is taken (contracts §2, §7).
 */
export function channelApp(options: ChannelAppOptions): RequestListener {
  const { authorities, log } = options;
  const throttle = new ChannelThrottle(options.rate);
  const events = new SeldomLog(log);
  const forVariables = frontDoor(options, throttle, events);
  serveVariables(forVariables, options);
  const forAdministrator = frontDoor(options, throttle, events);
  serveAdministrator(forAdministrator, options);

  const variableCallback = forVariables.callback();
  const administratorCallback = forAdministrator.callback();
  return inTurn(
    async (request, response) => {
      const { role } = authorities.of(request);
      await (role === 'administrator' ? administratorCallback : variableCallback)(request, response);
    },
    (socket) => {
      const channel = authorities.find(socket)?.channelId ?? '';
      events.warn({ channel }, 'A stream was closed: too many requests were sent ahead on it');
    },
  );
}

/** Errors, rate and switches: what stands before every channel. */
function frontDoor(
  { authorities, channels, log }: ChannelAppOptions,
  throttle: ChannelThrottle,
  events: SeldomLog,
): Koa {
  const app = new Koa();
  app.on('error', (error) => logUnlessGone(error, log));
  app.use(answerErrors(log));
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { channelId } = authorities.of(ctx.req);
      if (error instanceof NetwachtError) tellRefusal(events, channelId, error.code);
      throw error;
    }
  });
  app.use(async (ctx, next) => {
    const authority = authorities.of(ctx.req);
    const { channelId, role } = authority;
    ctx.set('Cache-Control', 'no-store');
    if (!stillSpeaks(authority, channels.access(channelId)))
      throw new NetwachtError('forbidden', 'This channel was changed; what it still says is not carried out');
    await throttle.admit(channelId);
    const needed = functionOf({ use: 'http', role });
    if (!channels.functionOn(needed))
      throw new NetwachtError('function-off', `The function ${needed} is switched off on this box`);
    return next();
  });
  return app;
}

/** What somebody tries who may not is an event; a typing error is told to him alone. */
function tellRefusal(events: SeldomLog, channel: string, code: string): void {
  if ([403, 413, 429].includes(statusOf(code)) || code === 'badFormula')
    events.warn({ channel }, `A request on a gateway channel was refused: ${code}`);
}

function serveVariables(app: Koa, { authorities, variables, observer, clock, log }: ChannelAppOptions): void {
  app.use(async (ctx) => {
    const { path, query } = targetOf(ctx.req.url ?? '');
    if (path !== '/cnf') throw new NetwachtError('notThroughChannel', 'Only /cnf is answered on this channel');
    if (ctx.method !== 'GET' && ctx.method !== 'POST') {
      ctx.set('Allow', 'GET, POST');
      throw new NetwachtError('badMethod', 'Only GET and POST are understood here');
    }
    const onHead = (head: string) => ctx.set(proofHeader, head);
    const answer = await variableCall(
      { variables, observer, clock, log, onHead },
      { request: ctx.req, query, authority: authorities.of(ctx.req) },
    );
    ctx.type = 'json';
    ctx.body = JSON.stringify(answer);
  });
}
