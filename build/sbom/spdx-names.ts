/** Debian's short names whose SPDX id is another word; what follows a pattern is in `spdxOf`. Keys in lower case. */
const otherNames: Readonly<Record<string, string>> = {
  '0bsd': '0BSD',
  'apache-2': 'Apache-2.0',
  'apache-2.0': 'Apache-2.0',
  'artistic-2': 'Artistic-2.0',
  'artistic-2.0': 'Artistic-2.0',
  beerware: 'Beerware',
  'boost-1.0': 'BSL-1.0',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'bsd-4-clause': 'BSD-4-Clause',
  'bsd-4-clause-uc': 'BSD-4-Clause-UC',
  'bsl-1': 'BSL-1.0',
  'bsl-1.0': 'BSL-1.0',
  'bzip2-1.0.6': 'bzip2-1.0.6',
  'cc-by-3.0': 'CC-BY-3.0',
  'cc-by-sa-3.0': 'CC-BY-SA-3.0',
  'cc-by-sa-4.0': 'CC-BY-SA-4.0',
  cc0: 'CC0-1.0',
  'cc0-1.0': 'CC0-1.0',
  curl: 'curl',
  expat: 'MIT',
  fsfap: 'FSFAP',
  fsful: 'FSFUL',
  fsfullr: 'FSFULLR',
  isc: 'ISC',
  latex2e: 'Latex2e',
  mit: 'MIT',
  'mit-0': 'MIT-0',
  'ms-pl': 'MS-PL',
  'mpl-1.1': 'MPL-1.1',
  'mpl-2.0': 'MPL-2.0',
  sleepycat: 'Sleepycat',
  'unicode-dfs-2016': 'Unicode-DFS-2016',
  unlicense: 'Unlicense',
  x11: 'X11',
  zlib: 'Zlib',
};

const gnuNames: Readonly<Record<string, string>> = { gpl: 'GPL', lgpl: 'LGPL', agpl: 'AGPL', gfdl: 'GFDL' };

/**
 * The SPDX id of a licence that Debian names, or undefined where there is none that surely means the same: a name such as
 * `BSD` or `Artistic` stands for several texts, and the copyright file has the one that holds.
 */
export function spdxOf(debianName: string): string | undefined {
  const name = debianName.toLowerCase();
  const [, family = '', noInvariants, version = '', later] =
    /^(a?gpl|lgpl|gfdl)-(niv-)?v?(\d(?:\.\d)?)(?:\.0)?(\+|-or-later|-only)?$/.exec(name) ?? [];
  const gnu = gnuNames[family];
  if (gnu === undefined) return Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  const full = version.includes('.') ? version : `${version}.0`;
  if (gnu !== 'GFDL' && !knownVersions.has(`${gnu}-${full}`)) return undefined;
  if (gnu === 'GFDL' && !/^1\.[123]$/.test(full)) return undefined;
  const niv = noInvariants === undefined ? '' : '-no-invariants';
  return `${gnu}-${full}${niv}-${later === '+' || later === '-or-later' ? 'or-later' : 'only'}`;
}

const knownVersions: ReadonlySet<string> = new Set([
  'GPL-1.0',
  'GPL-2.0',
  'GPL-3.0',
  'LGPL-2.0',
  'LGPL-2.1',
  'LGPL-3.0',
  'AGPL-3.0',
]);
