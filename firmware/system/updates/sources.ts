import { parseOutboundUrl } from '../../../drivers/link/outbound-url.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { OutboundTarget } from '../../domain/outbound.ts';

export const maxSources = 16;

/** The places that the outbound guard may let updates come from. */
export const targetsOf = (sources: readonly string[]): readonly OutboundTarget[] =>
  sources.map((source) => parseOutboundUrl(source).target);

/** Checks a list of sources. Throws `badSource` with the path of the first fault. */
export function checkSources(sources: readonly string[]): void {
  for (const [n, source] of sources.entries()) {
    const why = faultOf(source);
    if (why !== undefined)
      throw new NetwachtError('badSource', `This source cannot be used: ${why}`, { path: `sources[${n}]` });
  }
}

/**
 * The listed address that `url` is, or lies under: the same scheme, host and port, and the same path or one that goes on
 * behind its last `/`. Throws `badUrl`, `notListed`.
 */
export function sourceOf(url: string, sources: readonly string[]): string {
  const why = faultOf(url);
  if (why !== undefined) throw new NetwachtError('badUrl', `This address cannot be used: ${why}`, { path: 'url' });
  const wanted = new URL(url);
  const found = sources.find((source) => {
    const listed = new URL(source);
    if (listed.origin !== wanted.origin) return false;
    if (listed.href === wanted.href) return true;
    const folder = listed.pathname.endsWith('/') ? listed.pathname : `${listed.pathname}/`;
    return listed.search === '' && wanted.pathname.startsWith(folder);
  });
  if (found !== undefined) return found;
  throw new NetwachtError('notListed', 'This address is none of the listed sources and lies under none of them', {
    path: 'url',
  });
}

/** An address without its query, which may hold a secret. */
export const sayable = (url: string): string => url.replace(/[?#].*$/, '');

function faultOf(url: string): string | undefined {
  try {
    const { target, path } = parseOutboundUrl(url);
    if (target.scheme !== 'https') return 'it does not begin with https://';
    // Some servers take these for a way up out of the listed folder.
    if (/%2f|%5c|\\/i.test(path.replace(/\?.*$/, ''))) return 'its path holds an encoded / or a backslash';
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
