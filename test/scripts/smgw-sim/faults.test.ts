import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, it } from 'mocha';
import { readAll } from '../../../scripts/smgw-sim/emt/calls.ts';
import { type FaultName, readFaultPlan } from '../../../scripts/smgw-sim/faults.ts';
import { type SmgwSim, startSmgwSim } from '../../../scripts/smgw-sim/gateway.ts';
import type { SmgwSimOptions } from '../../../scripts/smgw-sim/options.ts';
import { clsIdentity, connectTo, dialAsCls, dialTls, greeting, hex, Inbox, relay, socksConnect } from './cls.ts';

describe('faults of smgw-sim', () => {
  let sim: SmgwSim;
  const cls = clsIdentity();
  const start = async (options: SmgwSimOptions = {}): Promise<SmgwSim> => {
    sim = await startSmgwSim({ clsCertificatesPem: [cls.certificatePem], ...options });
    return sim;
  };
  afterEach(() => sim.close());

  /** A fault of kind `next` strikes once: whatever comes after it works. */
  const worksAgain = async (): Promise<void> => {
    const socket = await dialAsCls(sim.address, cls);
    socket.destroy();
  };

  for (const fault of [
    'resetOnAccept',
    'closeInHandshake',
    'resetInHandshake',
    'rsaCertificate',
    'oldTls',
    'forbiddenSuite',
    'forbiddenCurve',
  ] as const satisfies readonly FaultName[])
    it(`${fault}: no handshake comes about, the next one does`, async () => {
      await start();
      sim.control.fault(fault);
      // A client of the profile, as the firmware's is: ECDSA suites only.
      const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256';
      const sigalgs = 'ecdsa_brainpoolP256r1tls13_sha256:ECDSA+SHA256';
      await assert.rejects(dialTls(sim.address, cls, { ciphers, sigalgs }));
      assert.deepEqual(sim.control.state.faults, []);
      await worksAgain();
    });

  it('stallTls: says nothing at all', async () => {
    await start();
    sim.control.fault('stallTls');
    const [host = '', port = ''] = sim.address.split(':');
    const raw = connectTcp(Number(port), host);
    const inbox = new Inbox(raw);
    raw.write(hex('16 03 01 00 05'));
    await sim.events.waitFor('fault', { past: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(inbox.bytes.length, 0);
    assert.ok(!raw.destroyed);
    raw.destroy();
    await worksAgain();
  });

  it('shows an expired, a not yet valid, an unknown certificate and one on another curve', async () => {
    await start();
    const { certificates } = sim.control;
    for (const [fault, shown] of [
      ['expiredCertificate', certificates.expired],
      ['notYetValidCertificate', certificates.notYetValid],
      ['unknownCertificate', certificates.unknown],
      ['otherCurveCertificate', certificates.otherCurve],
    ] as const) {
      sim.control.fault(fault);
      const certificate = (await dialTls(sim.address, cls)).getPeerX509Certificate();
      assert.equal(certificate?.toString(), shown.certificatePem, fault);
      const now = Date.now();
      const inTime = Date.parse(certificate?.validFrom ?? '') < now && now < Date.parse(certificate?.validTo ?? '');
      assert.equal(inTime, fault === 'unknownCertificate' || fault === 'otherCurveCertificate', fault);
    }
    assert.equal(certificates.otherCurve.certificatePem === certificates.unknown.certificatePem, false);
  });

  it('noCertificateRequest: the CLS never shows its certificate', async () => {
    await start();
    sim.control.fault('noCertificateRequest');
    const refusal = sim.events.waitFor('clsRefused');
    // It may be thrown out before it knows that the handshake is done.
    dialTls(sim.address, cls, { maxVersion: 'TLSv1.2' }).catch(() => {});
    assert.equal((await refusal).reason, 'noCertificate');
  });

  for (const fault of ['slowTls', 'splitRecords', 'coalescedRecords'] as const)
    it(`${fault}: the bytes are the same, in other pieces`, async () => {
      await start({ tls: '1.2' });
      sim.control.fault(fault);
      const through = await relay(sim.address);
      const { pieces } = through;
      try {
        if (fault === 'slowTls') {
          // A whole handshake would take two minutes: its beginning shows it.
          dialTls(through.address, cls).catch(() => {});
          while (pieces.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
          assert.deepEqual(pieces.slice(0, 5), [1, 1, 1, 1, 1]);
          return;
        }
        const socket = await dialTls(through.address, cls);
        assert.equal((await socksConnect(socket))[1], 0);
        if (fault === 'splitRecords') assert.ok(pieces.length > 100, `${pieces.length} pieces`);
        else assert.ok(pieces.length <= 5, `${pieces}`);
        socket.destroy();
      } finally {
        through.close();
      }
    });

  it('answers with every SOCKS refusal', async () => {
    await start();
    for (const code of [1, 2, 3, 4, 5, 6, 7, 8, 99]) {
      sim.control.fault(`socksRep${String(code).padStart(2, '0')}` as FaultName);
      const reply = await socksConnect(await dialTls(sim.address, cls));
      assert.deepEqual([...reply], [5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
    }
    await worksAgain();
  });

  /** What the client gets after greeting and connect. */
  const afterConnect = async (): Promise<{ inbox: Inbox; socket: TLSSocket }> => {
    const socket = await dialTls(sim.address, cls);
    const inbox = new Inbox(socket);
    socket.write(greeting);
    await inbox.atLeast(2);
    socket.write(connectTo('emt.example', 443));
    return { inbox, socket };
  };

  it('spoils the SOCKS reply: stalled, oversized, of another version, closed, reset, half', async () => {
    await start();
    sim.control.fault('socksMethodRefused');
    const refused = await dialTls(sim.address, cls);
    refused.write(greeting);
    assert.deepEqual(await new Inbox(refused).atLeast(2), hex('05 ff'));

    for (const [fault, bytes, end] of [
      ['socksWrongVersion', 12, undefined],
      ['socksOversized', 2 + 65_536, undefined],
      ['socksClosed', 2, 'end'],
      ['socksReset', 2, 'error'],
      ['socksHalfReply', 7, 'end'],
      ['closeDuringConnect', 2, 'end'],
    ] as const) {
      sim.control.fault(fault);
      const { inbox, socket } = await afterConnect();
      await inbox.atLeast(bytes);
      if (end !== undefined) assert.equal(await inbox.ended, end, fault);
      assert.equal(inbox.bytes.length, bytes, fault);
      if (fault === 'socksWrongVersion') assert.equal(inbox.bytes[2], 4);
      socket.destroy();
    }
    for (const fault of ['socksStall', 'socksMethodStall'] as const) {
      sim.control.fault(fault);
      const socket = await dialTls(sim.address, cls);
      const inbox = new Inbox(socket);
      socket.write(Buffer.concat([greeting, connectTo('emt.example', 443)]));
      await sim.events.waitFor('fault', { past: true, where: ({ fault: name }) => name === fault });
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(inbox.bytes.length, fault === 'socksStall' ? 2 : 0);
      socket.destroy();
    }
    await worksAgain();
  });

  it('sends good replies in all their forms: split, with the first request behind it, with other addresses', async () => {
    await start({ opening: [readAll] });
    sim.control.fault('socksSplit');
    const split = await afterConnect();
    await split.inbox.atLeast(12);
    assert.deepEqual(split.inbox.pieces.slice(0, 11), [2, ...Array(10).fill(1)]);

    sim.control.fault('socksCoalesced');
    const coalesced = await afterConnect();
    await coalesced.inbox.atLeast(13);
    assert.equal(coalesced.inbox.pieces.length, 2, 'the method, then reply and request in one record');
    assert.match(String(coalesced.inbox.bytes.subarray(12)), /^GET \/cnf\?cmd=get_cm_vars HTTP\/1\.1\r\n/);

    sim.control.fault('socksBoundV6');
    assert.deepEqual((await (await afterConnect()).inbox.atLeast(2 + 22)).subarray(2, 6), hex('05 00 00 04'));
    sim.control.fault('socksBoundName');
    assert.deepEqual((await (await afterConnect()).inbox.atLeast(2 + 262)).subarray(2, 7), hex('05 00 00 03 ff'));
  });

  it('closes, resets and goes silent on channels that are up', async () => {
    await start();
    for (const [fault, end] of [
      ['close', 'end'],
      ['reset', 'error'],
    ] as const) {
      const { inbox } = await afterConnect();
      await inbox.atLeast(12);
      await sim.emt.ready();
      sim.control.fault(fault);
      assert.equal(await inbox.ended, end);
    }
    const socket = await dialAsCls(sim.address, cls);
    await sim.emt.ready();
    sim.control.fault('halfOpen');
    await assert.rejects(sim.emt.request(readAll, { timeoutMs: 300 }), /no answer within 300 ms/);
    socket.destroy();
  });

  it('asks for a renegotiation when that was planned', async () => {
    await start({ tls: '1.2', mayRenegotiate: true });
    const socket = await dialTls(sim.address, cls);
    await socksConnect(socket);
    await sim.emt.ready();
    const done = sim.events.waitFor('renegotiation');
    sim.control.fault('renegotiate');
    assert.equal((await done).done, true);
  });

  it('displaces the first channel of a CLS by its second', async () => {
    await start();
    const first = await afterConnect();
    await first.inbox.atLeast(12);
    const beside = await afterConnect();
    await beside.inbox.atLeast(12);
    assert.equal(sim.control.state.channels.length, 2);
    sim.control.fault('displace');
    const third = await afterConnect();
    await third.inbox.atLeast(12);
    assert.deepEqual(await Promise.all([first.inbox.ended, beside.inbox.ended]), ['end', 'end']);
    assert.ok(!third.socket.destroyed);
  });

  it('closes an idle channel after 3 minutes and any channel after 48 hours, on its own clock', async () => {
    await start();
    const kept = await afterConnect();
    await kept.inbox.atLeast(12);
    await sim.emt.ready();
    sim.control.clock.advance(47.9 * 3600 * 1000);
    assert.equal(sim.control.state.channels.length, 1);
    sim.control.clock.advance(0.2 * 3600 * 1000);
    assert.equal(await kept.inbox.ended, 'end');
    assert.equal(sim.events.named('channelEnding').at(-1)?.reason, 'sessionLimit');

    sim.control.fault('idleClose');
    const idle = await afterConnect();
    await idle.inbox.atLeast(12);
    await sim.events.waitFor('streamUp', { past: true, where: ({ connection }) => connection === 2 });
    // What was just said counts as traffic of now.
    await new Promise((resolve) => setTimeout(resolve, 250));
    sim.control.clock.advance(179_000);
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal(sim.control.state.channels.length, 1);
    sim.control.clock.advance(2000);
    assert.equal(await idle.inbox.ended, 'end');
    assert.equal(sim.events.named('channelEnding').at(-1)?.reason, 'idle');
  });

  it('lets the EMT send byte by byte', async () => {
    await start({ timeScale: 1000 });
    await dialAsCls(sim.address, cls);
    await sim.emt.ready();
    sim.control.fault('slowEmt');
    assert.equal((await sim.emt.request(readAll)).status, 200);
    assert.equal(sim.events.named('answered').at(-1)?.fault, 'slowEmt');
  });

  it('strikes at the planned second of its clock, as often as planned', async () => {
    await start({ faults: [readFaultPlan('socksRep03@3600x2')] });
    assert.equal((await socksConnect(await dialTls(sim.address, cls)))[1], 0);
    sim.control.clock.advance(3_600_000);
    for (const code of [3, 3, 0]) assert.equal((await socksConnect(await dialTls(sim.address, cls)))[1], code);
    assert.throws(() => readFaultPlan('socksRep03@soon'), /is no fault/);
    assert.throws(() => readFaultPlan('hiccup@3'), /is no fault/);
  });
});
