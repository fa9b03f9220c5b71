import type Database from 'better-sqlite3';
import { etagOf } from '../canonical-json.ts';

/** The site document as it was put, with its ETag (no quotes) and the wall time of the put. */
export interface StoredSite {
  readonly document: unknown;
  readonly etag: string;
  readonly atMs: number;
}

/** One of the last versions of the site document. */
export type SiteVersion = Pick<StoredSite, 'etag' | 'atMs'>;

/** The versions of the site document in one database; the caller makes the transaction. */
export interface SiteTable {
  get(): StoredSite | undefined;
  /** Newest first. */
  versions(): readonly SiteVersion[];
  /** The newest version with this ETag. */
  version(etag: string): StoredSite | undefined;
  put(text: string, etag: string, atMs: number): void;
  /** False when the newest document is not what its ETag was made from. */
  whole(): boolean;
}

interface Row {
  readonly document: string;
  readonly etag: string;
  readonly at_ms: number;
}

/** How many versions are kept, the one in force included. */
export const keptSiteVersions = 20;

/** The table of site documents. */
export function siteTable(db: Database.Database): SiteTable {
  const columns = 'SELECT document, etag, at_ms FROM site_versions';
  const newest = db.prepare<[], Row>(`${columns} ORDER BY version DESC LIMIT 1`);
  const byEtag = db.prepare<[string], Row>(`${columns} WHERE etag = ? ORDER BY version DESC LIMIT 1`);
  const versions = db.prepare<[], SiteVersion>('SELECT etag, at_ms AS atMs FROM site_versions ORDER BY version DESC');
  const put = db.prepare<[string, string, number]>(
    `INSERT INTO site_versions (version, etag, document, at_ms)
     SELECT coalesce(max(version), 0) + 1, ?, ?, ? FROM site_versions`,
  );
  const drop = db.prepare<[number]>(
    'DELETE FROM site_versions WHERE version <= (SELECT max(version) FROM site_versions) - ?',
  );
  return {
    get: () => fromRow(newest.get()),
    versions: () => versions.all(),
    version: (etag) => fromRow(byEtag.get(etag)),
    put(text, etag, atMs) {
      put.run(etag, text, Math.trunc(atMs));
      drop.run(keptSiteVersions);
    },
    whole() {
      const row = newest.get();
      if (row === undefined) return true;
      try {
        return etagOf(JSON.parse(row.document)) === row.etag;
      } catch (error) {
        if (error instanceof SyntaxError) return false;
        throw error;
      }
    },
  };
}

function fromRow(row: Row | undefined): StoredSite | undefined {
  return row && { document: JSON.parse(row.document), etag: row.etag, atMs: row.at_ms };
}
