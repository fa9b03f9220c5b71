import assert from 'node:assert/strict';
import { OpenSsl } from '../../smgw/certificates/openssl.ts';
import { Box } from '../box.ts';

const path = '/api/v1/smgw/import';
const document = {
  ...{ scenario: 'HKS3', address: '10.11.120.2:4433', certificate: 'cls', peerCertificatePem: 'PEM of today' },
  ...{ destination: 'old.example:443', variables: ['AVAIL'] },
};

describe("the gateway administrator's file over REST", () => {
  let box: Box;
  let openssl: OpenSsl;
  let pem: string;
  before(() => {
    openssl = new OpenSsl();
    openssl.selfSigned('smgw');
    pem = openssl.text('smgw.crt');
  });
  after(() => openssl.close());
  beforeEach(async () => {
    box = await Box.open();
    box.gateway.documents.set('emt1', document);
  });
  afterEach(() => box.close());
  const bundle = (more: object = {}) => ({ peerCertificatePem: pem, ...more });
  const put = () => box.gateway.documents.get('emt1') as Record<string, unknown>;

  it('is read without a change when no channel is named', async () => {
    const reply = await box.send('POST', path, { bundle: bundle({ address: '192.168.1.200:443' }) });
    assert.equal(reply.status, 200, reply.text);
    const { address, peers } = reply.json as { address: string; peers: { sha256: string }[] };
    assert.deepEqual([address, peers.length, peers[0]?.sha256.length], ['192.168.1.200:443', 1, 64]);
    assert.equal(put(), document);
  });

  it('goes into the channel that is named and leaves the rest of it', async () => {
    const given = bundle({ address: '192.168.1.200:443', destinations: ['emt.example:443'] });
    assert.equal((await box.send('POST', path, { bundle: given, channel: 'emt1' })).status, 200);
    const { peerCertificatePem, address, destination, certificate, variables, status } = put();
    assert.deepEqual([peerCertificatePem, address, destination], [[pem], '192.168.1.200:443', 'emt.example:443']);
    assert.deepEqual([certificate, variables, status], ['cls', ['AVAIL'], undefined]);
    assert.equal((await box.send('POST', path, { bundle: bundle(), channel: 'other' })).status, 404);
  });

  it('stands beside the pin of today where that is asked for, and chooses none of several destinations', async () => {
    const given = bundle({ destinations: ['a.example:443', 'b.example:443'] });
    await box.send('POST', path, { bundle: given, channel: 'emt1', next: true });
    assert.deepEqual(put().peerCertificatePem, ['PEM of today', pem]);
    assert.equal(put().destination, 'old.example:443');
  });

  it("goes into an administrator's channel by an administrator only: it brings a pin", async () => {
    const { json } = await box.send('POST', '/api/v1/tokens', { name: 'fitter', role: 'installer' });
    const headers = { authorization: `Bearer ${(json as { token: string }).token}` };
    const boss = { ...document, role: 'administrator', variables: [] };
    box.gateway.documents.set('boss', boss);
    const given = (channel: string) => ({
      method: 'POST',
      headers,
      body: JSON.stringify({ bundle: bundle(), channel }),
    });
    assert.equal((await box.ask(path, given('boss'))).status, 403);
    assert.equal(box.gateway.documents.get('boss'), boss);
    assert.equal((await box.ask(path, given('emt1'))).status, 200);
  });

  it('changes nothing when it is wrong', async () => {
    const reply = await box.send('POST', path, { bundle: { peerCertificatePem: 'hello' }, channel: 'emt1' });
    assert.deepEqual(
      [reply.status, (reply.json as { error: string; path: string }).error, (reply.json as { path: string }).path],
      [400, 'badCertificate', 'peerCertificatePem'],
    );
    assert.equal(put(), document);
  });
});
