import { globSync, readFileSync } from 'node:fs';
import { NetwachtError } from '../../firmware/domain/errors.ts';

/** Where Debian's packages come from: the main archive and the one of security updates. */
export interface Mirrors {
  readonly archive: string;
  readonly security: string;
}

const suites = ['bullseye', 'bookworm', 'trixie', 'forky', 'stable', 'testing', 'sid', 'unstable'];

/** Debian's mirrors among apt's sources (both of its formats). Throws `noMirror` where one is missing. */
export function mirrorsOf(sources: string): Mirrors {
  const entries = [...oneLine(sources), ...paragraphs(sources)].filter((entry) => entry.components.includes('main'));
  const archive = entries.find((entry) => entry.suites.some((suite) => suites.includes(suite)))?.uri;
  const security = entries.find((entry) => entry.suites.some((suite) => /[-/]security$|\/updates$/.test(suite)))?.uri;
  if (archive === undefined || security === undefined) {
    const what = archive === undefined ? 'Debian archive' : 'archive of security updates';
    throw new NetwachtError('noMirror', `apt's sources on this machine name no ${what}; nothing was built`);
  }
  return { archive, security };
}

/** The mirrors that this machine's own apt uses. */
export function mirrorsOfHost(): Mirrors {
  const files = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*.{list,sources}')].sort();
  return mirrorsOf(files.map((file) => read(file)).join('\n\n'));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

interface Entry {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

function oneLine(text: string): Entry[] {
  return [...text.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/gm)].map((found) => ({
    uri: found[1] ?? '',
    suites: [found[2] ?? ''],
    components: (found[3] ?? '').split(/\s+/),
  }));
}

function paragraphs(text: string): Entry[] {
  const plain = text.replaceAll(/^#.*\n?/gm, '');
  return plain.split(/\n\s*\n/).flatMap((paragraph) => {
    const field = (name: string): string[] =>
      new RegExp(`^${name}:[ \\t]*(.*)$`, 'mi').exec(paragraph)?.[1]?.trim().split(/\s+/) ?? [];
    if (!field('Types').includes('deb') || field('Enabled')[0] === 'no') return [];
    return field('URIs').map((uri) => ({ uri, suites: field('Suites'), components: field('Components') }));
  });
}
