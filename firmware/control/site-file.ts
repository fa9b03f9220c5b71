import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SiteDesk } from './site-desk.ts';

/** A file that is put at every start is not a person who looked. */
export const siteFileAuthor = 'site file';

/** `--site FILE` puts a document as an installer would, unless it is in force; one that cannot be used changes nothing. */
export function putSiteFile(path: string, site: SiteDesk, onFault: (path: string, error: unknown) => void): void {
  try {
    const document: unknown = JSON.parse(readFileSync(resolve(path), 'utf8'));
    if (!isDeepStrictEqual(document, site.current()?.document))
      site.put(document, { author: { name: siteFileAuthor } });
  } catch (error) {
    onFault(path, error);
  }
}
