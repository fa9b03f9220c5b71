import { readControl } from './control-file.ts';

/** Licences that a copyright file of Debian names. */
export interface NamedLicences {
  /** Short names as Debian writes them (`GPL-2+`, `Expat`), each once, sorted. */
  readonly names: readonly string[];
  /** Whether the file says so in fields; else the names are those of the common licences that its text points to. */
  readonly machineReadable: boolean;
}

/** Reads a copyright file: its fields (DEP 5), or, in one of free text, which of `/usr/share/common-licenses` it names. */
export function licencesOf(copyright: string): NamedLicences {
  const machineReadable = /^Format:\s*https?:\/\/\S*copyright-format/im.test(copyright.slice(0, 4096));
  const names = machineReadable
    ? readControl(copyright).flatMap((paragraph) => shortNames(paragraph.get('license')))
    : [...copyright.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9.]*[0-9])?)/g)].map(
        ([, name = '']) => name,
      );
  return { names: [...new Set(names)].sort(), machineReadable };
}

/** `GPL-2+ or Artistic, and BSD-3-clause` -> its short names. An exception stays with its licence. */
function shortNames(licence: string | undefined): readonly string[] {
  const synopsis = licence?.split('\n')[0] ?? '';
  return synopsis
    .split(/\s*(?:,\s*(?:and|or)?|\b(?:and|or)\b|\||[()])\s+|[()]/i)
    .map((name) => name.trim().replace(/,$/, ''))
    .filter((name) => name !== '' && !/^(and|or)$/i.test(name));
}
