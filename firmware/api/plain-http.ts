import type { RequestListener } from 'node:http';
import Koa from 'koa';
import { NetwachtError } from '../domain/errors.ts';
import { isCnf } from './cnf/serve.ts';
import { answerErrors } from './errors.ts';
import { securityHeaders } from './guard/headers.ts';
import { hostAllowed, hostName } from './guard/host.ts';
import type { Log } from './log.ts';

/**
 * What answers on plain HTTP when that is only to lead to HTTPS (S11): the page's address is sent on, every call is refused
 * before its credentials are looked at, so that nobody gets used to sending them in the clear.
 */
export function redirectingHandler(options: {
  readonly hostNames: readonly string[];
  /** Where HTTPS listens now; undefined: it does not. */
  readonly httpsPort: () => number | undefined;
  readonly log: Log;
}): RequestListener {
  const app = new Koa();
  app.use(securityHeaders());
  app.use(answerErrors(options.log));
  app.use((ctx) => {
    if (!hostAllowed(ctx.headers.host, options.hostNames))
      throw new NetwachtError('wrongHost', 'This box does not answer to that name; use its address');
    const port = options.httpsPort();
    if (port === undefined)
      throw new NetwachtError(
        'httpsDown',
        'This box answers only over HTTPS, and that cannot be reached now; its log says why',
      );
    const origin = `https://${hostName(ctx.headers.host)}${port === 443 ? '' : `:${port}`}`;
    const isPage = (ctx.method === 'GET' || ctx.method === 'HEAD') && !ctx.path.startsWith('/api/') && !isCnf(ctx.url);
    if (!isPage) throw new NetwachtError('httpsRequired', `This box answers calls only over HTTPS: use ${origin}`);
    const target = `${origin}${ctx.url.startsWith('/') ? ctx.url : '/'}`;
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Location', target);
    // Not a lasting redirect: browsers would keep to it when the setting is taken back.
    ctx.status = 307;
    ctx.type = 'text';
    ctx.body = `The page of this box is at ${target}\n`;
  });
  const callback = app.callback();
  return (request, response) => void callback(request, response);
}
