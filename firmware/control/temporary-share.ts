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
  /** A master of the SunSpec server set it, and it holds until then, wall ms, unless it is renewed. */
  readonly leasedUntilMs?: number;
}

/** The records of the site's own limits with those of shares: each scales what the site allows, not what a share of it left. */
export function temporaryShareRecords(
  own: readonly LimitRecord[],
  site: Site,
  shares: readonly TemporaryShare[] = [],
): readonly LimitRecord[] {
  if (shares.length === 0) return [];
  const circuits = site.circuits.map(({ id, parent }) => ({ id, root: parent === undefined }));
  const unshared = own.filter(({ origin }) => origin !== 'percent');
  return shares.flatMap(({ percent, source, sinceMs, leasedUntilMs }) =>
    shareRecords({ circuits }, unshared, percent, sinceMs).map((record) => ({
      ...record,
      ...(leasedUntilMs === undefined
        ? { id: `temporary-${record.id}` }
        : { id: `sunspec-${record.id}`, origin: 'sunspec' as const, untilMs: leasedUntilMs }),
      source: `${percent} % by ${source}`,
    })),
  );
}
