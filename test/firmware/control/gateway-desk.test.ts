import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { GatewayDesk } from '../../../firmware/control/gateway-desk.ts';
import type { CertificateCurve } from '../../../firmware/domain/certificate.ts';
import type { ChannelStatus } from '../../../firmware/domain/channel.ts';
import type { ChannelSetup } from '../../../firmware/domain/channel-setup.ts';
import type { NetwachtError } from '../../../firmware/domain/errors.ts';
import { factsOf } from '../../../firmware/smgw/certificates/curves.ts';
import { keyPem, makeKey } from '../../../firmware/smgw/certificates/key.ts';
import { selfSigned } from '../../../firmware/smgw/certificates/self-signed.ts';
import { openStore, type Store } from '../../../firmware/store/store.ts';

const author = { name: 'installer' };
const facts = {
  commonName: 'ESMGW',
  dnsNames: ['smgw'],
  usage: ['server'] as const,
  notBeforeMs: Date.UTC(2026, 0, 1),
  notAfterMs: Date.UTC(2030, 0, 1),
};

async function certificate(curve: CertificateCurve) {
  const key = await makeKey(factsOf(curve));
  return { pem: selfSigned(key, facts), key: keyPem(key.privateKey) };
}

describe('the desk for the gateway', () => {
  let peer: { pem: string; key: string };
  let next: { pem: string; key: string };
  let dir: string;
  let store: Store;
  let desk: GatewayDesk;
  let configured: readonly ChannelSetup[];
  let changes: number;
  const statuses = new Map<string, ChannelStatus>();
  const warnings: string[] = [];
  const switched: string[] = [];
  const names = new Set(['cls', 'cls2']);

  const opened = () =>
    new GatewayDesk({
      store,
      host: {
        configure: (channels) => {
          configured = channels;
        },
        status: (id) => statuses.get(id),
        test: async () => ({ ok: true, layers: [] }),
      },
      identityOf: (name) => (names.has(name) ? { name, certificatePem: `cert ${name}`, keyPem: 'key' } : undefined),
      clock: { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 5, 1) },
      onChange: () => {
        changes += 1;
      },
      onFunctions: (on, who) =>
        switched.push(`${who}: ${Object.keys(on).filter((name) => on[name as keyof typeof on])}`),
      log: { info: () => undefined, warn: (_, sentence) => warnings.push(sentence) },
    });
  const put = (more: object = {}, id = 'emt') => desk.putChannel(id, { ...channel, ...more }, author);
  let channel: Record<string, unknown>;

  before(async () => {
    [peer, next] = [await certificate('brainpoolP256r1'), await certificate('P-256')];
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-gateway-'));
    store = openStore({ dir, clock: { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 5, 1) } });
    changes = 0;
    switched.length = 0;
    configured = [];
    desk = opened();
    channel = {
      scenario: 'HKS3',
      address: '10.11.120.2:4433',
      certificate: 'cls',
      peerCertificatePem: peer.pem,
      destination: 'emt.example:443',
      variables: ['AVAIL'],
    };
  });
  afterEach(() => {
    store.close();
    rmSync(dir, { recursive: true });
  });
  after(() => warnings.splice(0));

  it('has a channel set up with all that it inherits, and again after a restart', () => {
    desk.putGateway({ address: '[fe80::1%eth1]:4433', certificate: 'cls', functions: { limit: true } }, author);
    const { address: _, certificate: __, ...bare } = channel;
    desk.putChannel('emt', { ...bare, nextCertificate: 'cls2', peerCertificatePem: [peer.pem, next.pem] }, author);
    const [{ terms, ...setup } = assert.fail('nothing was set up')] = configured;
    assert.match(terms ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(
      { ...setup, identities: setup.identities.map(({ name }) => name) },
      {
        id: 'emt',
        scenario: 'HKS3',
        endpoint: { host: 'fe80::1%eth1', port: 4433 },
        identities: ['cls', 'cls2'],
        peers: [peer.pem, next.pem],
        addressing: 'socks5',
        destination: { host: 'emt.example', port: 443 },
      },
    );
    assert.equal(changes, 2);
    const again = opened();
    configured = [];
    again.apply();
    assert.deepEqual(configured, [{ ...setup, terms }]);
    assert.deepEqual(again.access('emt')?.pins.length, 2);
    assert.deepEqual([again.usedBy('cls'), again.usedBy('cls2'), again.usedBy('x')], [['emt'], ['emt'], []]);
  });

  it('gives each document terms of its own, to the process and to the door', () => {
    const terms = [{}, { destination: 'other.example:443' }, { role: 'administrator', variables: [] }].map((more) => {
      put(more);
      assert.equal(configured[0]?.terms, desk.access('emt')?.terms);
      return desk.access('emt')?.terms;
    });
    assert.equal(new Set(terms).size, 3);
    put({});
    assert.equal(desk.access('emt')?.terms, terms[0]);
    assert.equal(opened().access('emt')?.terms, terms[0]);
    desk.putGateway({ address: '10.11.120.9:4433', functions: { limit: true } }, author);
    assert.equal(desk.access('emt')?.terms, terms[0], 'an address that it does not inherit is nothing to it');
  });

  it('shows a channel with its state, and never a key', () => {
    put();
    assert.deepEqual(desk.channel('emt').status, 'connecting');
    statuses.set('emt', {
      status: 'up',
      since: 'x',
      retryAt: null,
      lastError: null,
      connections: 1,
      tls: null,
      experimental: false,
    }); // prettier-ignore
    assert.equal(desk.channel('emt').status, 'up');
    put({ enabled: false });
    assert.equal(desk.channel('emt').status, 'off');
    assert.ok(!JSON.stringify(desk.channels()).includes('key'));
    assert.deepEqual(configured, []);
    put({ addressing: 'sni' });
    assert.equal(desk.channel('emt').experimental, true);
    statuses.clear();
  });

  const wrong: readonly [what: string, path: string, more: () => object, without?: string][] = [
    ['no address anywhere', 'address', () => ({}), 'address'],
    ['an address without a port', 'address', () => ({ address: '10.11.120.2' })],
    ['no destination', 'destination', () => ({}), 'destination'],
    ['a destination with a scheme', 'destination', () => ({ destination: 'https://emt.example' })],
    ['no certificate anywhere', 'certificate', () => ({}), 'certificate'],
    ['a certificate that is not there', 'certificate', () => ({ certificate: 'nobody' })],
    ['a next certificate that is not there', 'nextCertificate', () => ({ nextCertificate: 'nobody' })],
    ['HKS4 without listen', 'listen', () => ({ scenario: 'HKS4' })],
    ['HKS5 with a name to listen on', 'listen', () => ({ scenario: 'HKS5', listen: 'localhost:4433' })],
    ['no pinned certificate', 'peerCertificatePem', () => ({ peerCertificatePem: 'nothing' })],
    ['three pinned certificates', 'peerCertificatePem', () => ({ peerCertificatePem: [peer.pem, peer.pem, peer.pem] })],
    ['two certificates in one text', 'peerCertificatePem', () => ({ peerCertificatePem: peer.pem + next.pem })],
    ['a private key for a certificate', 'peerCertificatePem', () => ({ peerCertificatePem: peer.key })],
    ['a broken certificate', 'peerCertificatePem[1]', () => ({ peerCertificatePem: [peer.pem, broken(peer.pem)] })],
    ['a variable that is none', 'variables[1]', () => ({ variables: ['AVAIL', 'M1'] })],
    ['a variable twice', 'variables[1]', () => ({ variables: ['AVAIL', 'avail'] })],
    ['an unknown role', 'role', () => ({ role: 'owner' })],
    ['an unknown key', 'colour', () => ({ colour: 'red' })],
  ];
  for (const [what, path, more, without] of wrong)
    it(`refuses ${what} with its path, and changes nothing`, () => {
      if (without !== undefined) delete channel[without];
      assert.throws(
        () => put(more()),
        (error: NetwachtError) => {
          assert.deepEqual([error.code, error.path], ['badChannel', path], error.message);
          return true;
        },
      );
      assert.deepEqual([desk.channels(), changes], [[], 0]);
    });

  it('refuses an RSA certificate and one on a curve that the HAN does not know', () => {
    for (const pem of [rsaCertificate, k1Certificate])
      assert.throws(() => put({ peerCertificatePem: pem }), { code: 'badChannel', path: 'peerCertificatePem' });
  });

  it('takes at most 16 channels', () => {
    for (let k = 0; k < 16; k += 1) put({}, `c${k}`);
    assert.throws(() => put({}, 'c16'), { code: 'tooMany' });
    put({ enabled: false }, 'c3');
    assert.throws(() => put({}, 'no name'), { code: 'badChannel', path: 'id' });
  });

  it('tells channels that share a port apart by their pin', () => {
    const { address: _, destination: __, ...bare } = channel;
    const listening = { ...bare, scenario: 'HKS4', listen: '10.11.120.3:4433' };
    desk.putChannel('one', listening, author);
    assert.throws(() => desk.putChannel('two', listening, author), { path: 'peerCertificatePem' });
    desk.putChannel('two', { ...listening, peerCertificatePem: next.pem }, author);
    assert.equal(configured.length, 2);
  });

  it('refuses a gateway that takes away what a channel inherits', () => {
    desk.putGateway({ address: '10.11.120.2:4433', certificate: 'cls' }, author);
    delete channel.address;
    put();
    assert.throws(() => desk.putGateway({ certificate: 'cls' }, author), { code: 'badGateway', path: 'address' });
    assert.throws(() => desk.putGateway({ address: 'x', certificate: 'cls' }, author), { path: 'address' });
    assert.throws(() => desk.putGateway({ address: '10.11.120.2:4433', certificate: 'no' }, author), {
      path: 'certificate',
    }); // prettier-ignore
  });

  it('has the own function of an enabled channel on while no gateway is there, then what the gateway says', () => {
    const on = () => (['ocpp', 'limit', 'tariff', 'administration'] as const).filter((name) => desk.functionOn(name));
    assert.deepEqual([on(), desk.gateway()], [[], undefined]);
    put();
    put({ role: 'supplier' }, 'tariff');
    put({ role: 'administrator', enabled: false }, 'admin');
    assert.deepEqual(on(), ['limit', 'tariff']);
    assert.deepEqual(desk.gateway()?.functions, { ocpp: false, limit: true, tariff: true, administration: false });
    desk.putGateway({ functions: { limit: true } }, author);
    assert.deepEqual(on(), ['limit']);
    put({ use: 'ocpp' }, 'ocpp');
    assert.deepEqual(on(), ['limit']);
    desk.putGateway({}, author);
    assert.deepEqual(on(), []);
    assert.deepEqual(switched, ['installer: limit', 'installer: limit,tariff', 'installer: limit', 'installer: ']);
    assert.match(warnings.join(), /limits of the grid operator were switched off; those in force stay/);
  });

  it('tells which channels keep their variables fresh: up, with a caller, with their function on', () => {
    const is = (status: ChannelStatus['status'], connections = 0): ChannelStatus => ({
      ...{ status, since: '2026-06-01T00:00:00.000Z', retryAt: null, lastError: null, connections, tls: null },
      experimental: false,
    });
    put();
    put({ role: 'supplier', variables: ['TARIF'] }, 'tariff');
    const { address: _, destination: __, ...rest } = channel;
    const listener = { ...rest, scenario: 'HKS4', listen: '10.11.120.3:443', variables: ['HKS'] };
    desk.putChannel('listener', listener, author);
    const up = () => desk.upChannels().map(({ id, keys }) => `${id} ${keys}`);
    assert.deepEqual(up(), []);
    for (const id of ['emt', 'tariff', 'listener']) statuses.set(id, is('up'));
    assert.deepEqual(up(), ['emt avail', 'tariff tarif']);
    statuses.set('listener', is('up', 1));
    statuses.set('tariff', is('waiting'));
    assert.deepEqual(up(), ['emt avail', 'listener hks']);
    desk.putGateway({ functions: { tariff: true } }, author);
    assert.deepEqual(up(), []);
    statuses.clear();
  });

  it('names the channels that own variables: enabled operators and suppliers over HTTP', () => {
    put();
    put({ role: 'supplier', variables: ['TARIF'] }, 'tariff');
    put({ enabled: false, variables: ['x'] }, 'off');
    put({ use: 'ocpp', variables: ['y'] }, 'ocpp');
    put({ role: 'administrator' }, 'admin');
    assert.deepEqual(desk.writers(), [
      { id: 'emt', variables: ['AVAIL'] },
      { id: 'tariff', variables: ['TARIF'] },
    ]);
    assert.equal(desk.access('off'), undefined);
  });

  it('tries a channel once at a time', async () => {
    put();
    const [first, second] = await Promise.allSettled([desk.test('emt'), desk.test('emt')]);
    assert.equal(first.status, 'fulfilled');
    assert.equal(second.status === 'rejected' && second.reason.code, 'busy');
    assert.ok((await desk.test('emt')).ok);
  });

  it('ends a channel, notes who did what, and says notFound afterwards', async () => {
    put();
    desk.removeChannel('emt', author);
    assert.deepEqual(configured, []);
    assert.throws(() => desk.channel('emt'), { code: 'notFound' });
    assert.throws(() => desk.removeChannel('emt', author), { code: 'notFound' });
    await assert.rejects(desk.test('emt'), { code: 'notFound' });
    const rows = store.audit.list({ limit: 5 }).map(({ who, what }) => `${who}: ${what}`);
    assert.deepEqual(rows, [
      'installer: channel emt removed',
      'installer: channel emt put: HKS3, http, operator, enabled',
    ]);
  });

  it('leaves out a channel whose certificate is gone, and goes on with the others', () => {
    put();
    put({ certificate: 'cls2' }, 'two');
    names.delete('cls2');
    desk.apply();
    names.add('cls2');
    assert.deepEqual(
      configured.map(({ id }) => id),
      ['emt'],
    );
  });

  it('goes on without a document that another version left behind', () => {
    store.gateway.putChannel('strange', { scenario: 'HKS7' });
    store.gateway.putGateway([]);
    put();
    const again = opened();
    again.apply();
    assert.deepEqual(
      configured.map(({ id }) => id),
      ['emt'],
    );
  });
});

const broken = (pem: string): string => pem.replace(/\n[A-Za-z0-9+/]{8}/, '\nAAAAAAAA');

// Made with openssl req -x509; their keys were thrown away.
const rsaCertificate = `-----BEGIN CERTIFICATE-----
MIIC/TCCAeWgAwIBAgIURleCxE79Mh5FaMhjFt2ywfCUtKowDQYJKoZIhvcNAQEL
BQAwDjEMMAoGA1UEAwwDcnNhMB4XDTI2MTEyODAxMDIxMFoXDTM2MTEyNTAxMDIx
MFowDjEMMAoGA1UEAwwDcnNhMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC
AQEA5JiWQPQ7f6vGzk6zEGCruh/gEKu+KpFGxJIZUMQzIKPD+2KVq5v+FkHl+4xR
2NZbEyd8sdmqFr/S4ij88c9ZDixg7sXtNYOf3S+VDA8zmQuij716JviYotiF50x1
tPFE8AsVwtKtn/TXT/6D91jxAEKZNSq++WirU77j9PUYVapQ+W32wS/mJs6qWQKC
5qNuXXWHx5WQvEY5FcyoysU+KlxM+FrKacp/7zocBPg1eYDu8BzCiEbE7VcoogMn
ufD8053+GPRgxRasiB0yeSJK+Kl0Ol66OhhCOeqPn9xZ/GqG84IeMIJbPb9ZGLQ4
Gl+8f7bmrZI+Qjqmnge6PfRkrQIDAQABo1MwUTAdBgNVHQ4EFgQUxldbFSXmL72G
on4nAeUTnZs38hAwHwYDVR0jBBgwFoAUxldbFSXmL72Gon4nAeUTnZs38hAwDwYD
VR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAgWNQBBRwjJROA9F1bVBh
SVltEl2sHWgsW7CblEFFwNK8fnfgw/at6pc2NJUUajrUob1KFxQTatKj/99V99Ov
hZonE9ShQrrDhBBnLmVICaezZ9ZKqA1+z9Uh3zkVE8dr1Jr5lNrHdJzlpLltQhnO
YcrBQoYE6ciod3Px6/IP/fyFTOS5+oKD1EeOi3G+XXO7JpIl99lJASAXcDePLQJL
oeGK91NxkSKybhVIaegLXOuJ+P4bWfvSDhmiS4Bf72bPzqnXELlM6F38eOQ+oSru
ADu7urUcCTCL9k86wgFOt0wGQvL47ZRxRplAHjJ0nwtgzGrziN+MKintv3m9wxjz
NQ==
-----END CERTIFICATE-----
`;
const k1Certificate = `-----BEGIN CERTIFICATE-----
MIIBbDCCARKgAwIBAgIUZyqxb7PfUskUhR81wn6awdt1zYEwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCazEwHhcNMjYxMTI4MDEwMjEwWhcNMzYxMTI1MDEwMjEwWjAN
MQswCQYDVQQDDAJrMTBWMBAGByqGSM49AgEGBSuBBAAKA0IABPSxwVjcocbyzryU
2TshuOYKY3F56JvDiqqqwVQQ9oP2fM7RzMZqq4arG3UOWe1uhfSlo6rw/LmAklth
CKmhaX2jUzBRMB0GA1UdDgQWBBQWZVO1VkpZkQfYLFkI/EXajmoJwTAfBgNVHSME
GDAWgBQWZVO1VkpZkQfYLFkI/EXajmoJwTAPBgNVHRMBAf8EBTADAQH/MAoGCCqG
SM49BAMCA0gAMEUCIF1S7HwdWISbNE1QyBoD6wePV7T52X8Vu4A2/F2e3bSiAiEA
l4Yjvw2Yi12U2ppARW+BZSvAyllpjyV5841GZ3MysjU=
-----END CERTIFICATE-----
`;
