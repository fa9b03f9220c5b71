// Writes schema.json anew from schema.ts, formatted as the lint wants it: `node drivers/definitions/write-schema.ts`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { definitionJsonSchema } from './schema.ts';

const file = fileURLToPath(new URL('schema.json', import.meta.url));
const lint = fileURLToPath(new URL('../../scripts/biome.mjs', import.meta.url));
writeFileSync(file, `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`);
execFileSync(process.execPath, [lint, 'format', '--write', file], { stdio: 'inherit' });
