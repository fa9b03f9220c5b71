// `node scripts/import-meter.ts FILE [--out FOLDER]`: makes a definition from a user-defined meter file of the original and
// says what could not be taken over. The definition goes to standard output, or as a file of its own into a folder.
// Ends with 0 when all of it was taken over, 2 when something was left out, 1 when nothing can be made of it.
import '../firmware/system/node-version.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { importMeter } from '../drivers/definitions/import/import-meter.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  console.error('usage: node scripts/import-meter.ts FILE [--out FOLDER]');
  process.exit(64);
}
try {
  const { definition, leftOut } = importMeter(readFileSync(file, 'utf8'), basename(file));
  const text = `${JSON.stringify(definition, null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(join(values.out, `${definition.id}.json`), text);
  for (const { path, why } of leftOut) console.error(`${path}: ${why}`);
  process.exitCode = leftOut.length === 0 ? 0 : 2;
} catch (error) {
  console.error(`${file}: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
