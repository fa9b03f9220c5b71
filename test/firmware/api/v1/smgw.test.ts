import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { asAdmin, Box } from '../box.ts';

const document = {
  scenario: 'HKS3',
  address: '10.11.120.2:4433',
  certificate: 'cls',
  peerCertificatePem: 'PEM',
  destination: 'emt.example:443',
  variables: ['AVAIL'],
};
const path = '/api/v1/smgw/channels/emt1';

describe('gateway and channels over REST', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('puts, shows, lists, tries and removes a channel, in the name of who asks', async () => {
    const put = await box.send('PUT', path, document);
    assert.equal(put.status, 200, put.text);
    assert.deepEqual(box.gateway.calls[0], ['putChannel', 'emt1', document, { name: 'admin', side: 'lan' }]);
    const shown = await box.ask(path, { headers: asAdmin });
    assert.deepEqual(shown.json, put.json);
    const { id, use, role, enabled, status } = shown.json as Record<string, unknown>;
    assert.deepEqual(
      { id, use, role, enabled, status },
      { id: 'emt1', use: 'http', role: 'operator', enabled: true, status: 'connecting' },
    ); // prettier-ignore
    const list = await box.ask('/api/v1/smgw/channels', { headers: asAdmin });
    assert.deepEqual(list.json, { channels: [shown.json] });
    assert.equal((await box.ask(`${path}/test`, { method: 'POST', headers: asAdmin })).status, 200);
    assert.equal((await box.ask(path, { method: 'DELETE', headers: asAdmin })).status, 204);
    assert.equal((await box.ask(path, { method: 'DELETE', headers: asAdmin })).status, 404);
  });

  it('says where a document is wrong', async () => {
    const reply = await box.send('PUT', path, { ...document, scenario: 'HKS9' });
    assert.deepEqual([reply.status, (reply.json as { path: string }).path], [400, 'scenario']);
  });

  it('puts the gateway, and shows which functions are on', async () => {
    const reply = await box.send('PUT', '/api/v1/smgw', { functions: { limit: true } });
    assert.equal(reply.status, 200);
    assert.deepEqual(box.gateway.calls[0]?.[1], { functions: { limit: true } });
    assert.equal((await box.ask('/api/v1/smgw', { headers: asAdmin })).status, 200);
  });

  it('is for installers and administrators', async () => {
    const { json } = await box.send('POST', '/api/v1/tokens', { name: 'view', role: 'user' });
    const headers = { authorization: `Bearer ${(json as { token: string }).token}` };
    for (const [method, where] of [
      ['GET', '/api/v1/smgw'],
      ['GET', path],
      ['PUT', path],
      ['POST', `${path}/test`],
      ['POST', '/api/v1/variables/AVAIL/release'],
    ] as const)
      assert.equal((await box.ask(where, { method, headers })).status, 403, where);
  });

  it('lets an installer give nobody more rights than he has: administrator channels are for administrators', async () => {
    const { json } = await box.send('POST', '/api/v1/tokens', { name: 'fitter', role: 'installer' });
    const headers = { authorization: `Bearer ${(json as { token: string }).token}` };
    const put = async (where: string, body: object) =>
      (await box.ask(where, { method: 'PUT', headers, body: JSON.stringify(body) })).status;
    box.gateway.off.add('administration');
    const administrator = { ...document, role: 'administrator', variables: [] };

    assert.equal(await put(path, administrator), 403);
    assert.equal(await put('/api/v1/smgw', { functions: { administration: true } }), 403);
    box.gateway.documents.set('boss', administrator);
    assert.equal(await put('/api/v1/smgw/channels/boss', document), 403, 'its pin and address are not his either');
    assert.deepEqual(box.gateway.calls, []);

    assert.equal(await put(path, document), 200);
    assert.equal(await put('/api/v1/smgw', { functions: { limit: true, ocpp: true } }), 200);
    box.gateway.off.delete('administration');
    assert.equal(await put('/api/v1/smgw', { functions: { administration: true } }), 200, 'it stays on');
    assert.equal((await box.ask('/api/v1/smgw/channels/boss', { method: 'DELETE', headers })).status, 204);
    assert.equal((await box.send('PUT', path, administrator)).status, 200);
    assert.equal((await box.send('PUT', '/api/v1/smgw', { functions: { administration: true } })).status, 200);
  });

  it('releases a variable of a channel', async () => {
    box.variables.owned.add('avail');
    const release = () => box.ask('/api/v1/variables/AVAIL/release', { method: 'POST', headers: asAdmin });
    assert.equal((await release()).status, 204);
    assert.deepEqual(box.variables.released, ['AVAIL']);
    assert.equal((await release()).status, 404);
  });
});
