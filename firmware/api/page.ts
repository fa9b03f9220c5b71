import { basename } from 'node:path';
import type { Middleware } from 'koa';
import send from 'koa-send';
import { NetwachtError } from '../domain/errors.ts';

/** Names that the page's build gives: their content never changes, so a browser may keep them for a year. */
const hashed = /-[A-Za-z0-9_-]{8,}\.\w+$/;
const yearMs = 365 * 24 * 3600_000;

/** Serves the page's files, compressed where a .br or .gz stands beside them. Open to everybody: there is nothing secret in them. */
export function servePage(pageDir: string | undefined): Middleware {
  return async (ctx, next) => {
    if (ctx.path.startsWith('/api/')) return next();
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD');
      throw new NetwachtError('badMethod', 'The files of the page can only be read');
    }
    if (pageDir === undefined) throw new NetwachtError('notFound', 'The page has not been built');
    // koa-send picks the file by Accept-Encoding but does not say so to caches.
    ctx.vary('Accept-Encoding');
    const immutable = hashed.test(basename(ctx.path));
    if (!immutable) ctx.set('Cache-Control', 'no-cache');
    await send(ctx, ctx.path, { root: pageDir, index: 'index.html', maxage: immutable ? yearMs : 0, immutable });
    return undefined;
  };
}
