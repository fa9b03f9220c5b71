import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
for (const name of ['spdx', 'jsf-0.82']) ajv.addSchema(schema(name));
const check = ajv.compile(schema('bom-1.6'));

/** What is wrong with a bill by the schema of CycloneDX 1.6. */
export const bomFaults = (bom: unknown): readonly unknown[] => (check(bom) ? [] : (check.errors ?? []));

/** The schemas refer to each other by the names under which CycloneDX's own library keeps them. */
function schema(name: string): object {
  const text = readFileSync(`test/build/sbom/cyclonedx/${name}.schema.json`, 'utf8');
  return { ...(JSON.parse(text) as object), $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json` };
}
