// Writes schema.json anew from schema.ts: `node drivers/definitions/write-schema.ts`.
import { writeFileSync } from 'node:fs';
import { definitionJsonSchema } from './schema.ts';

writeFileSync(new URL('schema.json', import.meta.url), `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`);
