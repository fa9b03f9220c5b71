/** A version of a package that an archive offers. */
export interface Offer {
  readonly name: string;
  readonly version: string;
  /** `trixie`, `trixie-updates`, `trixie-security`. */
  readonly suite: string;
}

/** A locked package for which there is something newer. */
export interface Newer {
  readonly name: string;
  readonly locked: string;
  /** The newest version offered. */
  readonly version: string;
  /** One of the newer versions comes from the security suite. */
  readonly security: boolean;
}

/** Says which of two Debian versions is the newer one: `dpkg --compare-versions A gt B`. */
export type IsNewer = (a: string, b: string) => boolean;

/** The lines of `apt-cache madison`: `name | version | URI SUITE/AREA ARCHITECTURE Packages`; others are passed over. */
export function offersOf(madison: string): readonly Offer[] {
  return madison.split('\n').flatMap((line) => {
    const [, name, version, suite] = /^\s*(\S+) \| (\S+) \| \S+ ([^\s/]+)\/\S+ \S+ Packages\s*$/.exec(line) ?? [];
    return name !== undefined && version !== undefined && suite !== undefined ? [{ name, version, suite }] : [];
  });
}

/** Locked packages with something newer, those of the security suite first. `locked` are lines `name version`. */
export function newerVersions(locked: readonly string[], offers: readonly Offer[], isNewer: IsNewer): readonly Newer[] {
  const found = locked.flatMap((line): Newer[] => {
    const [name = '', version = ''] = line.split(' ');
    const newer = offers.filter((offer) => offer.name === name && isNewer(offer.version, version));
    const newest = newer.reduce((best, offer) => (isNewer(offer.version, best) ? offer.version : best), version);
    if (newer.length === 0) return [];
    return [
      { name, locked: version, version: newest, security: newer.some(({ suite }) => suite.endsWith('-security')) },
    ];
  });
  return found.sort((a, b) => Number(b.security) - Number(a.security) || (a.name < b.name ? -1 : 1));
}
