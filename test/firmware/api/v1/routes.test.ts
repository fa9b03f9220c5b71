import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

/** Every route of contracts §6 and §8 and of our decisions, written down once more by hand. */
const contract = `
GET POST /api/v1/setup
GET POST DELETE /api/v1/session
POST DELETE /api/v1/tokens
GET PUT /api/v1/site
POST /api/v1/site/check
GET /api/v1/state
GET /api/v1/lines
GET /metrics
GET POST /cnf
GET /ui/en/sim.htm
GET /api/v1/prices
GET /api/v1/events
GET /api/v1/openapi.json
PUT DELETE /api/v1/charge-points/{id}/override
PUT /api/v1/charge-points/{id}/need
GET POST DELETE /api/v1/charge-points/{id}/authorise
GET /api/v1/charge-points/{id}/rules
GET POST DELETE /api/v1/tags/learn
GET /api/v1/users
POST /api/v1/users/{id}/budget
GET PUT /api/v1/users/{id}/rules
PUT DELETE /api/v1/users/{id}/pin
PUT /api/v1/charge-points/{id}/phases
POST /api/v1/rules/dry-run
GET /api/v1/plans
GET /api/v1/variables
PUT DELETE /api/v1/variables/{name}
GET /api/v1/batteries/{id}/rules
GET /api/v1/rule-sets
GET PUT DELETE /api/v1/rule-sets/{id}
GET /api/v1/rule-presets
GET /api/v1/rule-presets/{id}
GET /api/v1/outputs
POST /api/v1/outputs/{id}/send
GET PUT DELETE /api/v1/plans/{id}
GET /api/v1/sessions
GET /api/v1/sessions/{id}
POST /api/v1/sessions/{id}/corrections
GET /api/v1/history
GET /api/v1/grid/log
GET /api/v1/ocpp/dropped
POST /api/v1/ocpp/dropped/seen
GET POST DELETE /api/v1/updates
PUT /api/v1/updates/sources
POST /api/v1/updates/install
POST /api/v1/updates/rollback
POST /api/v1/updates/release
GET PUT /api/v1/network
POST /api/v1/network/confirm
GET PUT /api/v1/time
POST /api/v1/reboot
GET /api/v1/about
POST /api/v1/backup
POST /api/v1/restore
POST /api/v1/reset
GET POST /api/v1/recording
GET /api/v1/recording/status
POST /api/v1/scan
GET DELETE /api/v1/scan/{id}
POST /api/v1/checks
GET DELETE /api/v1/checks/{id}
POST /api/v1/grid/lpc
PUT /api/v1/secrets/{name}
GET /api/v1/definitions
POST /api/v1/definitions/import
GET /api/v1/serial-ports
PUT /api/v1/smgw
GET PUT /api/v1/smgw/channels/{id}
POST /api/v1/smgw/channels/{id}/test
POST /api/v1/smgw/import
GET POST /api/v1/certificates
PUT DELETE /api/v1/certificates/{name}
POST /api/v1/certificates/{name}/csr
GET /api/v1/certificates/{name}/bundle
GET PUT DELETE /api/v1/ocpp/backends/{id}
POST /api/v1/ocpp/backends/{id}/test
GET PUT /api/v1/ocpp/server
GET /api/v1/ocpp/log`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [path, ...methods] = line.split(' ').reverse();
    return methods.map((method) => `${method} ${path}`);
  });

interface Operation {
  summary: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: { type: string } }> };
  responses: Record<string, object>;
  'x-right'?: string;
}

describe('the route table', () => {
  let box: Box;
  let operations: Map<string, Operation>;
  before(async () => {
    box = await Box.open();
    const { status, json } = await box.ask('/api/v1/openapi.json');
    assert.equal(status, 200);
    const { openapi, paths } = json as { openapi: string; paths: Record<string, Record<string, Operation>> };
    assert.equal(openapi, '3.1.0');
    operations = new Map(
      Object.entries(paths).flatMap(([path, byMethod]) =>
        Object.entries(byMethod).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
      ),
    );
  });
  after(() => box.close());

  it('has every route of the contract in openapi.json', () => {
    assert.deepEqual(
      contract.filter((row) => !operations.has(row)),
      [],
    );
  });

  it('describes each route: a sentence, its parameters, its body, what it answers', () => {
    for (const [row, operation] of operations) {
      assert.ok(operation.summary.length > 5, row);
      const names = [...row.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(
        (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name),
        names,
        row,
      );
      const answers = Object.keys(operation.responses);
      assert.ok(answers.some((status) => status.startsWith('2')) || answers.includes('501'), row);
      assert.ok(answers.includes('default') || row === 'GET /ui/en/sim.htm', row);
    }
    assert.equal(operations.get('PUT /api/v1/site')?.requestBody?.content['application/json']?.schema.type, 'object');
    const claim = operations.get('POST /api/v1/setup')?.requestBody?.content['application/json']?.schema;
    assert.deepEqual(Object.keys((claim as unknown as { properties: object }).properties), ['password', 'code']);
  });

  it('answers on each route as described, and 401 to nobody where a right is needed', async () => {
    for (const [row, operation] of operations) {
      const [method = '', template = ''] = row.split(' ');
      const path = template.replaceAll(/\{\w+\}/g, 'x1');
      if (path.endsWith('/events')) continue;
      const ask = (headers: Record<string, string>) =>
        box.ask(path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
      const nobody = await ask({});
      if (operation['x-right'] !== undefined) assert.equal(nobody.status, 401, row);
      const admin = await ask({ ...asAdmin, 'content-type': 'application/json' });
      assert.ok(![401, 403, 405, 500].includes(admin.status), `${row}: ${admin.status} ${admin.text}`);
      // A call of the original is refused without its name.
      const described =
        Object.keys(operation.responses).includes(String(admin.status)) ||
        admin.status === (path === '/cnf' ? 400 : 409);
      assert.ok(described, `${row}: ${admin.status}`);
    }
    assert.deepEqual(box.log.errors(), []);
  });

  it('says 404 for what is not there and 405 with Allow for a method that is not', async () => {
    const headers = asAdmin;
    for (const path of ['/api/v1/nothing', '/api/', '/api/v2/state', '/api/v1/state/', '/API/v1/state', '/api/v1/%'])
      assert.ok([400, 404].includes((await box.ask(path, { headers })).status), path);
    const reply = await box.ask('/api/v1/site', { method: 'DELETE', headers });
    assert.equal(reply.status, 405);
    assert.match(reply.headers.allow ?? '', /PUT/);
    assert.equal((await box.ask('/api/v1/site', { method: 'PATCH', headers })).status, 405);
  });

  it('gives errors as {error, message, path?} with the key that is not known', async () => {
    const reply = await box.send('POST', '/api/v1/session', { user: 'admin', password: 'x', remember: true }, {});
    assert.equal(reply.status, 400);
    assert.equal((reply.json as { error: string }).error, 'badBody');
    assert.match((reply.json as { message: string }).message, /remember/);
  });

  it('gives the live state, and 503 before the first cycle', async () => {
    assert.deepEqual((await box.ask('/api/v1/state', { headers: asAdmin })).json, box.state.state);
    const { state } = box.state;
    box.state.state = undefined;
    const reply = await box.ask('/api/v1/state', { headers: asAdmin });
    box.state.state = state;
    assert.equal(reply.status, 503);
    assert.equal((reply.json as { error: string }).error, 'starting');
  });
});
