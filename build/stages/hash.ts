import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A short name for a value: the same for the same JSON. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** sha256 of a file's bytes, hex. */
export function hashOfFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A short name for a file or a folder: its names, contents, links, and what may be run; not its times. Absent is empty. */
export function hashOfTree(path: string): string {
  const hash = createHash('sha256');
  add(path, '');
  return hash.digest('hex').slice(0, 16);

  function add(at: string, name: string): void {
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isSymbolicLink()) hash.update(`l ${name} ${readlinkSync(at)}\n`);
    else if (stat.isDirectory()) {
      hash.update(`d ${name}\n`);
      for (const entry of readdirSync(at).sort()) add(join(at, entry), `${name}/${entry}`);
    } else {
      const content = readFileSync(at);
      hash.update(`f ${name} ${(stat.mode & 0o111) !== 0} ${content.length}\n`).update(content);
    }
  }
}
