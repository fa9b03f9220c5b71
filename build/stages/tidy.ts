import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Results of a stage kept for one target, the last used first. */
const kept = 6;
/** Younger ones may be of a build that runs beside this one. */
const youngMs = 2 * 3600_000;

/** Deletes results in the cache that builds no longer use, and what is left of builds that were cut. */
export function tidyCache(cache: string, nowMs: number): void {
  const kinds = new Map<string, { path: string; usedMs: number }[]>();
  for (const name of readdirSync(cache)) {
    const kind = /^(part-[a-z-]+-|[a-z0-9-]+-)[0-9A-Za-z]+$/.exec(name)?.[1];
    if (kind === undefined || !/^part-|-(?:arm64|amd64)-$/.test(kind)) continue;
    const path = join(cache, name);
    const ofKind = kinds.get(kind) ?? [];
    ofKind.push({ path, usedMs: statSync(path).mtimeMs });
    kinds.set(kind, ofKind);
  }
  for (const [kind, results] of kinds) {
    const old = results.filter(({ usedMs }) => nowMs - usedMs > youngMs);
    const spared = kind.startsWith('part-') ? 0 : Math.max(0, kept - (results.length - old.length));
    old.sort((a, b) => b.usedMs - a.usedMs);
    for (const { path } of old.slice(spared)) rmSync(path, { recursive: true, force: true });
  }
}
