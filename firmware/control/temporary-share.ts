import type { LimitRecord } from '../domain/limit.ts';
import type { Site } from '../domain/site/schema.ts';
import { shareRecords } from '../grid/share.ts';

/** A share of the house connection that holds until it is set anew or the program ends: never on disk, never more than the site's. */
export interface TemporaryShare {
  /** 0 to 100. */
  readonly percent: number;
  /** Who set it. */
  readonly source: string;
  /** Wall ms. */
  readonly sinceMs: number;
}

/** The records of the site's own limits with those of a share: it scales what the site allows, not what a share of it left. */
export function temporaryShareRecords(
  own: readonly LimitRecord[],
  site: Site,
  share: TemporaryShare | undefined,
): readonly LimitRecord[] {
  if (share === undefined) return [];
  const circuits = site.circuits.map(({ id, parent }) => ({ id, root: parent === undefined }));
  const unshared = own.filter(({ origin }) => origin !== 'percent');
  return shareRecords({ circuits }, unshared, share.percent, share.sinceMs).map((record) => ({
    ...record,
    id: `temporary-${record.id}`,
    source: `${share.percent} % by ${share.source}`,
  }));
}
