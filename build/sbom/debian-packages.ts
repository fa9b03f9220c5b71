import { NetwachtError } from '../../firmware/domain/errors.ts';
import { type Paragraph, readControl } from './control-file.ts';

/** A Debian package that ships, as dpkg or the .deb itself tells it. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** `arm64`, `amd64` or `all`. */
  readonly architecture: string;
  /** The source package and its version: what `apt source` fetches, and what Debian's security tracker speaks of. */
  readonly source: { readonly name: string; readonly version: string };
  /** Archive area: `main`, or what is not free software: `non-free-firmware`, `non-free`, `contrib`. */
  readonly area: string;
  readonly section: string;
  /** Of its .deb, hex; dpkg's status does not have it, an archive's index has. */
  readonly sha256: string | undefined;
}

/** The packages that dpkg's status file calls installed, by name. */
export function installedPackages(status: string): readonly DebianPackage[] {
  return readControl(status)
    .filter((paragraph) => paragraph.get('status')?.endsWith(' installed'))
    .map(packageOf)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A package from a paragraph of its control fields (`dpkg-deb --field FILE`, too). Throws when it has no name. */
export function packageOf(paragraph: Paragraph): DebianPackage {
  const field = (name: string): string => {
    const value = paragraph.get(name);
    if (value === undefined)
      throw new NetwachtError('badControl', `a Debian package without "${name}": ${[...paragraph].join(' ')}`);
    return value;
  };
  const version = field('version');
  const [, source, sourceVersion] = /^(\S+)(?:\s+\((.+)\))?$/.exec(paragraph.get('source') ?? '') ?? [];
  const [section = '', area = 'main'] = (paragraph.get('section') ?? '').split('/').reverse();
  return {
    name: field('package'),
    version,
    architecture: field('architecture'),
    source: { name: source ?? field('package'), version: sourceVersion ?? version },
    area,
    section,
    sha256: paragraph.get('sha256'),
  };
}
