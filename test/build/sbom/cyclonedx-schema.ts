import { readFileSync } from 'node:fs';

/** What is wrong with a bill by the schema of CycloneDX 1.6; undefined as long as ajv is not installed. */
export async function bomValidator(): Promise<((bom: unknown) => readonly unknown[]) | undefined> {
  // The name in a variable: types hold where an older node_modules has no ajv yet.
  const name = 'ajv';
  const loaded = (await import(name).catch(() => undefined)) as { Ajv: new (options: object) => Ajv } | undefined;
  if (loaded === undefined) return undefined;
  const ajv = new loaded.Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  const check = ajv.compile(schema('bom-1.6'));
  return (bom) => (check(bom) ? [] : (check.errors ?? []));
}

const schema = (name: string): object => {
  const { $id: _, ...rest } = JSON.parse(readFileSync(`test/build/sbom/cyclonedx/${name}.schema.json`, 'utf8'));
  return { ...rest, $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json` };
};

interface Ajv {
  addSchema(schema: object, id: string): void;
  compile(schema: object): { (value: unknown): boolean; errors?: readonly unknown[] | null };
}
