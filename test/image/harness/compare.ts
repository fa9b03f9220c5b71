import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Difference {
  readonly bytes: number;
  /** Of the first byte that differs, from the start of the part. */
  readonly firstAt: number;
}

interface Place {
  readonly file: string;
  readonly offsetBytes: number;
}

const chunkBytes = 1024 * 1024;

/** How many bytes of two stretches differ; undefined: none. */
export function compare(a: Place, b: Place, sizeBytes: number): Difference | undefined {
  const fds = [openSync(a.file, 'r'), openSync(b.file, 'r')] as const;
  let bytes = 0;
  let firstAt = -1;
  try {
    const [one, two] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
    for (let at = 0; at < sizeBytes; at += chunkBytes) {
      const count = Math.min(chunkBytes, sizeBytes - at);
      one.fill(0, readSync(fds[0], one, 0, count, a.offsetBytes + at));
      two.fill(0, readSync(fds[1], two, 0, count, b.offsetBytes + at));
      if (one.subarray(0, count).equals(two.subarray(0, count))) continue;
      for (let k = 0; k < count; k += 1) {
        if (one[k] === two[k]) continue;
        bytes += 1;
        if (firstAt < 0) firstAt = at + k;
      }
    }
  } finally {
    for (const fd of fds) closeSync(fd);
  }
  return bytes === 0 ? undefined : { bytes, firstAt };
}

/** Files of two squashfs, each at a place of a disk, that are not alike: by content, kind, owner or rights. */
export function compareSquashfs(a: Place, b: Place, scratch: string): readonly string[] {
  const [one, two] = [a, b].map((place, k) => {
    const folder = join(scratch, String(k));
    rmSync(folder, { recursive: true, force: true });
    const args = ['-q', '-n', '-o', String(place.offsetBytes), '-d', folder, place.file];
    execFileSync('unsquashfs', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return filesIn(folder);
  }) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  const names = new Set([...one.keys(), ...two.keys()]);
  return [...names].filter((name) => one.get(name) !== two.get(name)).sort();
}

function filesIn(root: string, under = ''): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(join(root, under))) {
    const path = join(under, name);
    const facts = lstatSync(join(root, path));
    const rights = `${facts.mode} ${facts.uid} ${facts.gid} ${facts.mtimeMs}`;
    if (facts.isDirectory()) for (const [inner, what] of filesIn(root, path)) files.set(inner, what);
    if (facts.isFile()) {
      const hash = createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex');
      files.set(path, `${rights} ${hash}`);
    } else files.set(path, facts.isSymbolicLink() ? `${rights} ${readlinkSync(join(root, path))}` : rights);
  }
  return files;
}
