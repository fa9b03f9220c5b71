import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { fiveCalls } from '../../../scripts/smgw-sim/emt/calls.ts';
import {
  canStandIn,
  isInTrixie,
  type StandIn,
  standIns,
  startStandIn,
  trixieRoot,
} from '../../../scripts/smgw-sim/stand-ins/stand-in.ts';
import { clsIdentity, dialTls, echoServer, Inbox, socksConnect } from './cls.ts';

/** stunnel of Debian 12 has OpenSSL 3.0, which knows no brainpool in TLS 1.3; `bench smgw-matrix` has all curves. */
const rows = [
  { curve: 'bp256', tls: '1.2', root: undefined },
  { curve: 'p256', tls: '1.3', root: undefined },
  { curve: 'bp384', tls: '1.3', root: trixieRoot },
] as const;

describe('real programs in place of the gateway', () => {
  let gateway: StandIn | undefined;
  afterEach(() => gateway?.close());

  for (const socks of standIns)
    for (const { curve, tls, root } of rows)
      it(`stunnel${root === undefined ? '' : ' of Debian 13'} and ${socks}: the five calls reach the CLS, ${curve} in TLS ${tls}`, async function () {
        if (!canStandIn(socks) || (root !== undefined && !isInTrixie('stunnel4'))) this.skip();
        const cls = clsIdentity(curve);
        gateway = await startStandIn({ socks, curve, tls, root, clsCertificatesPem: [cls.certificatePem] });
        const { destination, emt, address } = gateway;
        const socket = await dialTls(address, cls);
        assert.equal(socket.getProtocol(), `TLSv${tls}`);
        assert.equal((await socksConnect(socket, destination.host, destination.port))[1], 0);
        socket.removeAllListeners('data');
        echoServer().emit('connection', socket);
        socket.resume();
        await emt.ready();
        for (const call of fiveCalls) assert.equal(JSON.parse((await emt.request(call)).body).url, call.path);
      });

  it('dante answers 02 to every other destination; stunnel lets no other CLS in', async function () {
    if (!canStandIn('dante')) this.skip();
    const cls = clsIdentity();
    gateway = await startStandIn({
      socks: 'dante',
      curve: 'bp256',
      tls: '1.2',
      clsCertificatesPem: [cls.certificatePem],
    });
    const { address, destination } = gateway;
    const otherPort = destination.port === 1 ? 2 : 1;
    assert.equal((await socksConnect(await dialTls(address, cls), 'localhost', otherPort))[1], 2);
    // A name that nobody knows never comes to the rules.
    assert.notEqual((await socksConnect(await dialTls(address, cls), 'emt.example', destination.port))[1], 0);
    await assert.rejects(async () => {
      const socket = await dialTls(address, clsIdentity());
      if ((await new Inbox(socket).ended) !== undefined) throw new Error('ended');
    });
  });
});
