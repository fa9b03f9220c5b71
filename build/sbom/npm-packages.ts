import { NetwachtError } from '../../firmware/domain/errors.ts';
/** What of `package-lock.json` (lock file version 3) is read here. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
interface LockedPackage {
  /** The real name, where the folder has another one (`npm:` alias). */
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** An npm package that ships. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json, undefined where it says none. */
  readonly licence: string | undefined;
  /** SHA-512 of the published archive, hex; undefined where the lock has none. */
  readonly sha512: string | undefined;
  /** Folder of the package, from the project's root. */
  readonly folder: string;
}

/** Development packages whose code Vite puts into the page, and which ship therefore. A test holds this against `web/`. */
export const inThePage: readonly string[] = ['preact', 'uplot'];

/** Node for a machine, as Node's `process.arch` calls it: the package whose `bin/node` ships. */
export const nodePackage = (cpu: string): string => `node-linux-${cpu}`;

/**
 * The npm packages of an image for a machine: those of `npm ci --omit=dev --omit=optional --cpu=CPU`, what is built into the
 * page, and Node. By name, then version, each once. Throws when Node or a part of the page is not in the lock.
 */
export function shippedNpmPackages(lock: PackageLock, cpu: string): readonly NpmPackage[] {
  const found = new Map<string, NpmPackage>();
  const add = (folder: string, locked: LockedPackage): void => {
    const name = locked.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const version = locked.version ?? '';
    const sha512 = /^sha512-(.+)$/.exec(locked.integrity ?? '')?.[1];
    found.set(`${name}@${version}`, {
      name,
      version,
      licence: locked.license,
      sha512: sha512 === undefined ? undefined : Buffer.from(sha512, 'base64').toString('hex'),
      folder,
    });
  };
  for (const [folder, locked] of Object.entries(lock.packages)) if (ships(folder, locked, cpu)) add(folder, locked);
  for (const name of [...inThePage, nodePackage(cpu)]) {
    const folder = `node_modules/${name}`;
    const locked = lock.packages[folder];
    if (locked === undefined)
      throw new NetwachtError('notLocked', `${name} ships, and package-lock.json does not have it`);
    add(folder, locked);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, shipped]) => shipped);
}

function ships(folder: string, locked: LockedPackage, cpu: string): boolean {
  if (folder === '' || locked.dev || locked.optional || locked.devOptional) return false;
  return fits(locked.os, 'linux') && fits(locked.cpu, cpu);
}

/** npm's lists of systems and machines: `["linux"]`, or what it is not for, `["!win32"]`. */
function fits(list: readonly string[] | undefined, value: string): boolean {
  if (list === undefined) return true;
  const positive = list.filter((entry) => !entry.startsWith('!'));
  return !list.includes(`!${value}`) && (positive.length === 0 || positive.includes(value));
}
