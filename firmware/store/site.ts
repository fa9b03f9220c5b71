import type { Clock } from '../domain/clock.ts';
import { etagOf } from './canonical-json.ts';
import { reading } from './reading.ts';
import { StoreError } from './store-error.ts';
import type { SiteVersion, StoredSite } from './tables/site.ts';
import type { Writer } from './writer.ts';

/** The site document and its last versions. */
export interface SiteStore {
  get(): StoredSite | undefined;
  /** Stores a checked document and returns its ETag; the text that is there already is no new version. */
  put(document: unknown): string;
  /** Somebody else has written one: it is read anew. */
  reread(): void;
  /** The last 20, newest first. */
  versions(): readonly SiteVersion[];
  /** The newest version with this ETag. */
  version(etag: string): StoredSite | undefined;
}

/** The site document behind a writer. */
export function siteStore(writer: Writer, clock: Clock): SiteStore {
  // Asked for many times a second; nobody else writes it.
  let known: { readonly stored: StoredSite | undefined } | undefined;
  const get = () => {
    known ??= { stored: reading(() => writer.tables.site.get()) };
    return known.stored;
  };
  return {
    get,
    put(document) {
      const text = JSON.stringify(document);
      if (text === undefined) throw new StoreError('refused', 'the site document is not JSON', { what: 'site' });
      // The ETag is that of the text: a member that JSON drops must not count.
      const etag = etagOf(JSON.parse(text));
      const current = get();
      if (current?.etag === etag && JSON.stringify(current.document) === text) return etag;
      const atMs = clock.wallMs();
      known = undefined;
      writer.change('site', (tables) => tables.site.put(text, etag, atMs));
      return etag;
    },
    reread() {
      known = undefined;
    },
    versions: () => reading(() => writer.tables.site.versions()),
    version: (etag) => reading(() => writer.tables.site.version(etag)),
  };
}
