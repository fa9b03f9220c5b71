// Writes docs/supported-devices.md anew from the definitions, formatted as the lint wants it: `node drivers/definitions/write-list.ts`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from './catalogue.ts';
import { listPage } from './list-page.ts';

const file = fileURLToPath(new URL('../../docs/supported-devices.md', import.meta.url));
const lint = fileURLToPath(new URL('../../scripts/biome.mjs', import.meta.url));
writeFileSync(file, listPage(loadCatalogue()));
execFileSync(process.execPath, [lint, 'check', '--write', file], { stdio: 'inherit' });
