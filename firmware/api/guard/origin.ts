import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request says where it comes from, judged by the headers a browser adds. */
export type Provenance = 'same' | 'foreign' | 'silent';

/**
 * `foreign`: an Origin or Referer that is present names another place, or Sec-Fetch-Site is neither none nor
 * same-origin (curl and other programs send none of them: `silent`). `same`: an Origin is present and ours.
 */
export function provenance(headers: IncomingHttpHeaders, encrypted: boolean): Provenance {
  const own = originOf(`${encrypted ? 'https' : 'http'}://${headers.host ?? ''}`);
  const { origin, referer } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none' && site !== 'same-origin') return 'foreign';
  if (referer !== undefined && originOf(referer) !== own) return 'foreign';
  if (origin === undefined) return 'silent';
  return own !== undefined && originOf(origin) === own ? 'same' : 'foreign';
}

const originOf = (text: string): string | undefined => {
  const url = URL.parse(text);
  return url === null || url.origin === 'null' ? undefined : url.origin;
};
