// Runs the Biome binary that npm installed for this machine; its package has no `bin` of its own.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const manifest = createRequire(import.meta.url).resolve(`@biomejs/cli-linux-${process.arch}/package.json`);
const { status } = spawnSync(join(dirname(manifest), 'biome'), process.argv.slice(2), { stdio: 'inherit' });
process.exit(status ?? 1);
