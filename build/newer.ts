// `node build/newer.ts --target T`: which packages of the version lock Debian has replaced; fails when a newer version comes from the
// security suite. Part of the checklist in docs/release.md; asks the mirrors that this machine's apt uses.
import '../firmware/system/node-version.ts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NetwachtError } from '../firmware/domain/errors.ts';
import { type IsNewer, newerVersions, offersOf } from './sbom/newer-versions.ts';
import { scratchApt } from './stages/apt.ts';
import { command } from './stages/command.ts';
import { targetOf } from './targets/target.ts';

const isNewer: IsNewer = (a, b) => spawnSync('dpkg', ['--compare-versions', a, 'gt', b]).status === 0;

async function tellNewer(): Promise<void> {
  const { name, architecture } = targetOf(parseArgs({ options: { target: { type: 'string' } } }).values.target);
  const file = new URL(`lock/${name}.lock`, import.meta.url);
  const locked = readFileSync(file, 'utf8').trimEnd().split('\n');
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-newer-'));
  try {
    const environment = await scratchApt(folder, architecture);
    const names = locked.map((line) => line.split(' ')[0] ?? '');
    const offers = offersOf(await command('apt-cache', ['madison', ...names], { environment }));
    const found = newerVersions(locked, offers, isNewer);
    for (const { name, locked, version, security } of found)
      console.log(`${security ? 'SECURITY' : 'newer   '}  ${name} ${locked} -> ${version}`);
    const urgent = found.filter(({ security }) => security).length;
    console.log(
      `netwacht: ${locked.length} packages locked, ${found.length} have newer versions, ${urgent} of them for security`,
    );
    if (urgent > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  await tellNewer();
} catch (error) {
  if (!(error instanceof NetwachtError)) throw error;
  console.error(`netwacht: ${error.message}`);
  process.exitCode = 2;
}
