// `npm run bench [-- NAME … [ARGS]]`: each bench is a file of scripts/bench that exports `run(args)`.
import '../firmware/system/node-version.ts';
import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Bench {
  run(args: string[]): Promise<void>;
}

const folder = fileURLToPath(new URL('bench/', import.meta.url));

/** Names of the benches: files right under scripts/bench that say they are one by exporting `run`. */
async function loadBench(name: string): Promise<Bench | undefined> {
  const file = new URL(`bench/${name}.ts`, import.meta.url);
  if (!existsSync(file)) return undefined;
  const bench: Partial<Bench> = await import(file.href);
  return typeof bench.run === 'function' ? { run: bench.run } : undefined;
}

const all = globSync('*.ts', { cwd: folder })
  .map((file) => basename(file, '.ts'))
  .sort();
const [words, options] = split(process.argv.slice(2));
const names = words.length > 0 ? words : all;

for (const name of names) {
  const bench = /^[a-z0-9-]+$/.test(name) ? await loadBench(name) : undefined;
  if (bench === undefined) {
    if (words.length === 0) continue;
    console.error(`netwacht: there is no bench ${name}; there are ${all.join(', ')}`);
    process.exit(64);
  }
  console.log(`bench ${name}`);
  await bench.run(options);
}

/** Names come first; from the first word that is no bench (an option, a file) everything belongs to the benches. */
function split(args: string[]): [string[], string[]] {
  const at = args.findIndex((arg, k) => arg.startsWith('-') || (k > 0 && !all.includes(arg)));
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
}
