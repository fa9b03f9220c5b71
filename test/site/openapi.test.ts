import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { after, before, describe, it } from 'mocha';
import { Box } from './box.ts';

interface Operation {
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema?: object }>> }>>;
}
interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** Ids of the simulated site, by what stands before them in the path. */
const ids: Readonly<Record<string, string>> = {
  'charge-points': 'E1',
  'rule-presets': 'night',
  sessions: '1',
  batteries: 'M1',
};
/** What answers elsewhere than on the socket at once, or needs what this box does not have. */
const notAsked = new Map([
  ['/api/v1/events', 'a stream without an end; test/firmware/api/v1/events.test.ts'],
  ['/cnf', 'a table of calls; test/firmware/api/clients'],
]);

describe('openapi.json of a whole box', () => {
  let box: Box;
  let description: Description;
  let operations: (readonly [method: string, path: string, operation: Operation])[];
  before(async () => {
    box = await Box.open();
    await box.waitFor('cars charge', ({ state }) => state.chargePoints.every(({ offeredA }) => (offeredA ?? 0) > 0));
    description = (await box.ask('/api/v1/openapi.json')).json as Description;
    operations = Object.entries(description.paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(([method, operation]) => [method.toUpperCase(), path, operation] as const),
    );
  });
  after(() => box?.close());

  it('says of every route in a sentence what it does, who may, what it answers and how it refuses', () => {
    assert.equal(description.openapi, '3.1.0');
    assert.ok(operations.length > 100);
    for (const [method, path, { summary, security, responses, parameters = [] }] of operations) {
      const name = `${method} ${path}`;
      assert.ok(summary !== undefined && summary.length > 5, name);
      assert.ok(Array.isArray(security), name);
      const [success] = Object.keys(responses).filter((status) => /^[12]/.test(status));
      assert.ok(success !== undefined || '501' in responses, `${name}: ${Object.keys(responses)}`);
      if (path !== '/ui/en/sim.htm') assert.ok('default' in responses, name);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
      assert.deepEqual(
        parameters.filter((one) => one.in === 'path').map((one) => one.name),
        named,
        name,
      );
    }
  });

  it('has shapes that are schemas themselves', () => {
    const ajv = schemas();
    for (const [method, path, { responses }] of operations)
      for (const { content = {} } of Object.values(responses))
        for (const { schema } of Object.values(content))
          if (schema !== undefined && !('$ref' in schema))
            assert.doesNotThrow(() => ajv.compile(schema), `${method} ${path}`);
  });

  it('has every address that the box answers on', async () => {
    // What is no route is a file of the page or 404.
    for (const path of ['/metrics', '/cnf', '/ui/en/sim.htm', '/api/v1/state'])
      assert.ok(path in description.paths, path);
    for (const path of ['/healthz', '/api', '/api/v1', '/api/v1/nothing', '/metrics/', '/status'])
      assert.equal((await box.get(path)).status, 404, path);
    const { text } = await box.get('/cnf?cmd=nothing');
    assert.match(text, /unknownCommand/);
  });

  it('tells the shape of what a box really answers to each GET', async () => {
    const ajv = schemas();
    let asked = 0;
    for (const [method, path, { responses }] of operations) {
      if (method !== 'GET' || notAsked.has(path)) continue;
      const at = path.replaceAll(/([\w-]+)\/\{\w+\}/g, (_, before: string) => `${before}/${ids[before] ?? 'nothing'}`);
      const reply = await box.get(at);
      const type = String(reply.headers.get('content-type')).split(';')[0] ?? '';
      const refusal = reply.status >= 400;
      const told = responses[String(reply.status)] ?? (refusal ? responses.default : undefined);
      assert.ok(told !== undefined, `GET ${at} answered ${reply.status}, which is not described`);
      const schema = refusal ? description.components.schemas.Error : told.content?.[type]?.schema;
      if (told.content === undefined) continue;
      assert.ok(schema !== undefined, `GET ${at} answered ${type}, which is not described`);
      const validate = ajv.compile(schema);
      const given = type === 'application/json' ? reply.json : reply.text;
      assert.ok(validate(given), `GET ${at}: ${ajv.errorsText(validate.errors)}`);
      asked += 1;
    }
    assert.ok(asked > 40, `${asked}`);
  });
});

function schemas(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv;
}
