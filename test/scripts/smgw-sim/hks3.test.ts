import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'mocha';
import { curveNames } from '../../../scripts/smgw-sim/curves.ts';
import { fiveCalls, readAll, setOne } from '../../../scripts/smgw-sim/emt/calls.ts';
import { RawEmt } from '../../../scripts/smgw-sim/emt/emt.ts';
import { type SmgwSim, startSmgwSim } from '../../../scripts/smgw-sim/gateway.ts';
import type { SmgwSimOptions } from '../../../scripts/smgw-sim/options.ts';
import { clsIdentity, connectTo, dialAsCls, dialTls, greeting, hex, Inbox, socksConnect } from './cls.ts';

describe('smgw-sim in HKS3', () => {
  let sim: SmgwSim;
  const cls = clsIdentity();
  const start = async (options: SmgwSimOptions = {}): Promise<SmgwSim> => {
    sim = await startSmgwSim({ clsCertificatesPem: [cls.certificatePem], ...options });
    return sim;
  };
  afterEach(() => sim.close());

  it('connects by name and sends the five calls of the original; each is answered by what the CLS serves', async () => {
    await start();
    await dialAsCls(sim.address, cls);
    await sim.emt.ready();
    for (const call of fiveCalls) {
      const { status, body } = await sim.emt.request(call);
      const { method, path, body: sent = '' } = call;
      assert.deepEqual([status, JSON.parse(body)], [200, { method, url: path, body: sent, host: 'emt.example' }]);
    }
    assert.equal(sim.events.named('answered').length, 5);
  });

  for (const tls of ['1.2', '1.3'] as const)
    for (const curve of curveNames)
      it(`agrees on ${curve} alone in TLS ${tls}, with a certificate on it at both ends`, async () => {
        const identity = clsIdentity(curve);
        await start({ curve, onlyCurve: true, tls, clsCertificatesPem: [identity.certificatePem] });
        const socket = await dialAsCls(sim.address, identity);
        assert.equal(socket.getProtocol(), `TLSv${tls}`);
        await sim.emt.ready();
        assert.equal((await sim.emt.request(readAll)).status, 200);
      });

  it('takes the server name for the destination in SNI addressing, without any SOCKS bytes', async () => {
    const destinations = [{ host: 'emt.example', port: 443, sni: 'emt-7.example' }];
    await start({ addressing: 'sni', profile: { destinations } });
    await dialAsCls(sim.address, cls, { servername: 'emt-7.example' });
    const { destination } = await sim.emt.ready();
    assert.equal(destination, 'emt.example:443');
    assert.equal((await sim.emt.request(setOne('AVAIL', 40))).status, 200);
    await assert.rejects(dialTls(sim.address, cls, { servername: 'other.example' }));
    assert.deepEqual(
      sim.events.named('sniRefused').map(({ name }) => name),
      ['other.example'],
    );
  });

  it('lets in nobody it was not told of, says why, and lets him in after it was told', async () => {
    await start({ clsCertificatesPem: [] });
    const refusal = sim.events.waitFor('clsRefused');
    const socket = await dialTls(sim.address, cls);
    const { ended } = new Inbox(socket);
    assert.equal((await refusal).reason, 'notPinned');
    await ended;
    const nobody = sim.events.waitFor('clsRefused', { where: ({ reason }) => reason === 'noCertificate' });
    const without = new Inbox(await dialTls(sim.address, undefined));
    await nobody;
    await without.ended;
    sim.control.trust(cls.certificatePem);
    await dialAsCls(sim.address, cls);
  });

  it('answers 02 to a destination that is not in the profile, in its name or only in its port, until it is', async () => {
    await start();
    for (const [host, port] of [
      ['other.example', 443],
      ['emt.example', 80],
    ] as const)
      assert.deepEqual(
        await socksConnect(await dialTls(sim.address, cls), host, port),
        hex('05 02 00 01 00 00 00 00 00 00'),
      );
    sim.control.setProfile({ destinations: [{ host: 'EMT.example', port: 80 }] });
    assert.equal((await socksConnect(await dialTls(sim.address, cls), 'emt.example', 80))[1], 0);
  });

  it('is strict: other versions, commands, types, a reserved byte, names that are none, too many bytes', async () => {
    await start();
    const badRequests = [
      '04 01 00 03 01 61 01 bb',
      '05 02 00 03 01 61 01 bb',
      '05 01 01 03 01 61 01 bb',
      '05 01 00 05 01 61 01 bb',
      '05 01 00 03 00 01 bb',
      '05 01 00 03 03 61 0a 62 01 bb',
      '05 01 00 03 07 31 2e 32 2e 33 2e 34 01 bb',
      '05 01 00 03 01 61 00 00',
    ];
    for (const bad of badRequests) {
      const socket = await dialTls(sim.address, cls);
      const inbox = new Inbox(socket);
      socket.write(greeting);
      await inbox.atLeast(2);
      const wrong = sim.events.waitFor('socksWrong');
      socket.write(hex(bad));
      await wrong;
      await inbox.ended;
      assert.equal(inbox.bytes.length, 2, bad);
    }
    const onlyPasswords = await dialTls(sim.address, cls);
    onlyPasswords.write(hex('05 01 02'));
    assert.deepEqual(await new Inbox(onlyPasswords).atLeast(2), hex('05 ff'));
  });

  it('takes IPv4 and IPv6 literals where the profile names the EMT by its address, however they are spelled', async () => {
    const destinations = [
      { host: '192.0.2.7', port: 443 },
      { host: '2001:db8:0:0::7', port: 443 },
    ];
    await start({ profile: { destinations } });
    for (const request of ['05 01 00 01 c0 00 02 07 01 bb', `05 01 00 04 20010db8 ${'00'.repeat(11)} 07 01 bb`]) {
      const socket = await dialTls(sim.address, cls);
      const inbox = new Inbox(socket);
      socket.write(greeting);
      await inbox.atLeast(2);
      socket.write(hex(request));
      assert.equal((await inbox.atLeast(12))[3], 0);
    }
  });

  it('hands the stream to another use where one is named for the destination', async () => {
    const raw = new RawEmt();
    await start({ emts: { 'emt.example:443': raw.handler } });
    const socket = await dialTls(sim.address, cls);
    await socksConnect(socket);
    const inbox = new Inbox(socket);
    await sim.events.waitFor('streamUp', { past: true });
    raw.write('hello');
    assert.equal(String(await inbox.atLeast(5)), 'hello');
    socket.write('and back');
    while (raw.received.length < 8) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(String(raw.received), 'and back');
  });

  it('passes bytes on that the CLS sent together with its request', async () => {
    const raw = new RawEmt();
    await start({ emts: { 'emt.example:443': raw.handler } });
    const socket = await dialTls(sim.address, cls);
    socket.write(Buffer.concat([greeting, connectTo('emt.example', 443), Buffer.from('early')]));
    await sim.events.waitFor('streamUp', { past: true });
    while (raw.received.length < 5) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(String(raw.received), 'early');
  });

  it('shows the next certificate after a rotation, to new channels only', async () => {
    await start();
    const old = await dialAsCls(sim.address, cls);
    const announced = sim.control.announce();
    assert.notEqual(announced, sim.peerCertificatePem);
    assert.equal(sim.control.rotate(), announced);
    const fresh = await dialTls(sim.address, cls);
    assert.equal(fresh.getPeerX509Certificate()?.toString(), announced);
    assert.ok(!old.destroyed);
  });

  it('refuses everything outside the profile: TLS 1.1, other suites, other groups, renegotiation', async () => {
    await start();
    const refused = [
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
      { minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
      { minVersion: 'TLSv1.3', ecdhCurve: 'X25519' },
      { minVersion: 'TLSv1.3', ecdhCurve: 'P-521' },
    ] as const;
    for (const options of refused) await assert.rejects(dialTls(sim.address, cls, options), JSON.stringify(options));
    const socket = await dialTls(sim.address, cls, { maxVersion: 'TLSv1.2' });
    const refusal = once(socket, 'error');
    socket.renegotiate({}, () => {});
    assert.equal((await refusal)[0].code, 'ERR_SSL_NO_RENEGOTIATION');
  });
});
