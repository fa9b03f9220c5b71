import type { Context, Middleware } from 'koa';
import { NetwachtError } from '../domain/errors.ts';
import { isCnf } from './cnf/serve.ts';
import type { Log } from './log.ts';
import { statusOf, Throttled } from './refusal.ts';
import type { ErrorAnswer } from './shapes.ts';

/** Turns whatever was thrown into one answer: a JSON string on the original's calls, an object elsewhere (contracts §2). */
export function answerErrors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.body === undefined && ctx.respond !== false) refuseUnanswered(ctx.status);
    } catch (error) {
      refuse(ctx, known(error, ctx, log));
    }
  };
}

/** The router says with a bare status what it does not know. */
function refuseUnanswered(status: number): void {
  if (status === 404) throw new NetwachtError('notFound', 'There is nothing here');
  if (status === 405 || status === 501) throw new NetwachtError('badMethod', 'This route does not know this method');
}

function known(error: unknown, ctx: Context, log: Log): NetwachtError {
  if (error instanceof NetwachtError) return error;
  // Koa and its parts mark what the caller did wrong with a status below 500.
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500)
    return error.status === 404
      ? new NetwachtError('notFound', 'There is nothing here')
      : new NetwachtError('badRequest', 'The request is not understood');
  // A target that is no URL, which whoever reads its path hears of; anybody may send one as often as he likes.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_URL' && !readable(ctx.req.url))
    return new NetwachtError('badRequest', 'The address of the request cannot be read');
  log.error({ err: error, method: ctx.method, path: ctx.path }, 'A request failed inside the program');
  return new NetwachtError('internal', 'Something went wrong in the program; its log says what');
}

/** Whether Koa can say the path of a request. */
function readable(target: string | undefined): boolean {
  return target?.startsWith('/') === true || URL.canParse(target ?? '');
}

function refuse(ctx: Context, error: NetwachtError): void {
  const onCnf = isCnf(ctx.req.url ?? '');
  // On the original's calls 501 is not among the answers its clients know (contracts §2).
  ctx.status = onCnf && error.code === 'notYet' ? 400 : statusOf(error.code);
  if (error instanceof Throttled) ctx.set('Retry-After', String(error.retryAfterS));
  ctx.set('Cache-Control', 'no-store');
  ctx.remove('Content-Encoding');
  ctx.type = 'json';
  ctx.body = JSON.stringify(onCnf ? `${error.code}: ${error.message}` : answerOf(error));
}

/** An error as REST routes give it. */
export function answerOf({ code, message, path }: NetwachtError): ErrorAnswer {
  return path === undefined ? { error: code, message } : { error: code, message, path };
}
