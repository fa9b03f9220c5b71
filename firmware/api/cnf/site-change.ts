import { NetwachtError } from '../../domain/errors.ts';
import type { Author, SitePort } from '../ports.ts';
import { isObject, type JsonObject } from './json-object.ts';

/**
 * Changes the site document as a whole: read, changed, checked and put over the version that was read. `put` false: nothing is
 * written. Codes: `noSite` (404), and those of a put.
 */
export function siteChange<T extends { readonly document: JsonObject; readonly put: boolean }>(
  site: SitePort,
  author: Author,
  change: (document: JsonObject) => T,
): T {
  const current = site.current();
  if (current === undefined || !isObject(current.document))
    throw new NetwachtError('noSite', 'This box has no site document yet');
  const changed = change(current.document);
  if (changed.put) site.put(changed.document, { ifMatch: current.etag, author });
  return changed;
}
