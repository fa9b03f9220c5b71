import { type Site, siteSchema } from '../../domain/site/schema.ts';
import type { SitePort } from '../ports.ts';

/** The site with its defaults, read anew only when the document has changed; undefined when there is none. */
export function siteReader(port: Pick<SitePort, 'current'>): () => Site | undefined {
  let read: { readonly etag: string; readonly site: Site | undefined } | undefined;
  return () => {
    const current = port.current();
    if (current === undefined) return undefined;
    if (read?.etag !== current.etag) read = { etag: current.etag, site: siteSchema.safeParse(current.document).data };
    return read.site;
  };
}
