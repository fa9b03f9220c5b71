/** Path and query of a request as the original's clients mean them. */
export interface Target {
  /** With one leading slash: some clients send `//cnf`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Splits a request target. Not by URL: it would take the `cnf` of `//cnf` for a host name. */
export function targetOf(url: string): Target {
  const local = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  const raw = mark < 0 ? '' : local.slice(mark + 1);
  return { path: `/${path.replace(/^\/+/, '')}`, query: new URLSearchParams(plain(raw)) };
}

/** One client encodes its whole query (`cmd%3Dget_cm_vars`): without any = it is decoded once. */
function plain(raw: string): string {
  if (raw.includes('=') || !raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    // Not an encoded query either; the command will be found missing.
    return raw;
  }
}
