import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { type CurveName, curveNames, curves } from '../../../scripts/smgw-sim/curves.ts';
import { curlBytes, fiveCalls, readAll } from '../../../scripts/smgw-sim/emt/calls.ts';
import { RawEmt } from '../../../scripts/smgw-sim/emt/emt.ts';
import { type SmgwSim, startSmgwSim } from '../../../scripts/smgw-sim/gateway.ts';
import { isInTrixie, trixieRoot } from '../../../scripts/smgw-sim/stand-ins/stand-in.ts';
import { clsIdentity, connectTo, dialAsCls, greeting, hex } from './cls.ts';
import { Files, hasOpenssl, Peer } from './openssl.ts';

const hasTrixie = (): boolean => isInTrixie('openssl');
const hasCurl = (): boolean => spawnSync('curl', ['--version']).status === 0;

/** Which OpenSSL, and what it can do. */
interface Openssl {
  readonly name: string;
  readonly present: () => boolean;
  readonly command: readonly string[];
  /** Where it looks for files. */
  readonly root: string;
  readonly can: (tls: '1.2' | '1.3', curve: CurveName) => boolean;
}
const host: Openssl = {
  ...{ name: "the host's openssl", present: hasOpenssl, command: ['openssl'], root: '' },
  can: (tls, curve) => tls === '1.2' || !curve.startsWith('bp'),
};
const debian13: Openssl = {
  ...{ name: 'openssl of Debian 13', present: hasTrixie, command: ['chroot', trixieRoot, 'openssl'], root: trixieRoot },
  can: () => true,
};

describe('smgw-sim with programs of other makers', () => {
  let sim: SmgwSim | undefined;
  const peers: Peer[] = [];
  const folders: Files[] = [];
  before(() => {
    if (!hasTrixie())
      console.log(
        `netwacht: no root of Debian 13 at ${trixieRoot}: brainpool in TLS 1.3 is not tried with another OpenSSL`,
      );
  });
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.end()));
    await sim?.close();
  });
  after(() => {
    for (const folder of folders) folder.remove();
  });

  const run = ({ command, root }: Openssl, args: readonly string[]): Peer => {
    const [program = '', ...rest] = [
      ...command,
      ...args.map((arg) => (root !== '' && arg.startsWith(root) ? arg.slice(root.length) : arg)),
    ];
    const peer = new Peer(program, rest);
    peers.push(peer);
    return peer;
  };
  /** Where that OpenSSL can read: its own root, if it has one. */
  const folderFor = ({ root }: Openssl): Files => {
    const folder = new Files(root === '' ? undefined : join(root, 'tmp'));
    folders.push(folder);
    return folder;
  };

  for (const openssl of [host, debian13])
    for (const tls of ['1.2', '1.3'] as const)
      for (const curve of curveNames.filter((name) => openssl.can(tls, name))) {
        const version = tls === '1.2' ? '-tls1_2' : '-tls1_3';
        const group = tls === '1.2' ? curves[curve].key : curves[curve].group13;

        it(`HKS3: s_client of ${openssl.name} as CLS, ${curve} in TLS ${tls}`, async function () {
          if (!openssl.present()) this.skip();
          const identity = clsIdentity(curve);
          const raw = new RawEmt();
          sim = await startSmgwSim({
            ...{ curve, onlyCurve: true, clsCertificatesPem: [identity.certificatePem] },
            emts: { 'emt.example:443': raw.handler },
          });
          const gateway = sim;
          const into = folderFor(openssl);
          const trusted = into.write('gateway.pem', gateway.peerCertificatePem);
          const s = run(openssl, [
            ...['s_client', '-connect', gateway.address, '-quiet', version, '-groups', group],
            ...['-CAfile', trusted, '-verify_return_error', ...into.identity('cls', identity)],
          ]);
          s.child.stdin.write(greeting);
          await s.until('the method', () => s.out.length >= 2);
          s.child.stdin.write(connectTo('emt.example', 443));
          await s.until('the reply', () => s.out.length >= 12);
          assert.deepEqual(s.out, hex('05 00 05 00 00 01 00 00 00 00 00 00'));
          await gateway.events.waitFor('streamUp', { past: true });
          raw.write('from the EMT');
          await s.until('bytes of the EMT', () => s.out.includes('from the EMT'));
          assert.equal(gateway.events.named('clsAccepted')[0]?.version, `TLSv${tls}`);
        });

        it(`HKS4: s_server of ${openssl.name} as CLS, ${curve} in TLS ${tls}`, async function () {
          if (!openssl.present()) this.skip();
          const identity = clsIdentity(curve);
          const port = await freePort(0);
          const raw = new RawEmt();
          sim = await startSmgwSim({
            ...{ scenario: 'hks4', curve, onlyCurve: true, clsCertificatesPem: [identity.certificatePem] },
            ...{ cls: { host: '127.0.0.1', port }, emts: { 'emt.example:443': raw.handler } },
          });
          const into = folderFor(openssl);
          const trusted = into.write('gateway.pem', sim.peerCertificatePem);
          const s = run(openssl, [
            ...['s_server', '-accept', String(port), '-naccept', '1', version, '-groups', group],
            ...['-CAfile', trusted, '-Verify', '1', '-verify_return_error', ...into.identity('cls', identity)],
          ]);
          await s.until('it listens', () => s.out.includes('ACCEPT'));
          await sim.control.wake();
          raw.write('from the EMT\n');
          await s.until('bytes of the EMT', () => s.out.includes('from the EMT'));
          s.child.stdin.write('from the CLS\n');
          while (!raw.received.includes('from the CLS')) await new Promise((resolve) => setTimeout(resolve, 10));
        });
      }

  it('leads curl through the gate, request after request, and says so when no channel is up', async function () {
    if (!hasCurl()) this.skip();
    const cls = clsIdentity();
    sim = await startSmgwSim({ clsCertificatesPem: [cls.certificatePem] });
    await dialAsCls(sim.address, cls);
    const gate = `127.0.0.1:${await sim.emt.gatePort()}`;
    for (const query of ['set_cm_vars&name=AVAIL&val=40', 'get_cm_vars'])
      assert.equal(JSON.parse(await curl([`http://${gate}/cnf?cmd=${query}`])).url, `/cnf?cmd=${query}`);
    assert.equal((await sim.emt.request(readAll)).status, 200);
  });

  it('sends the five calls with the very bytes of curl', async function () {
    if (!hasCurl()) this.skip();
    const seen: Buffer[] = [];
    const server = createServer((socket) => {
      let bytes = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        const length = Number(/content-length: (\d+)/i.exec(String(bytes))?.[1] ?? 0);
        if (bytes.length < bytes.indexOf('\r\n\r\n') + 4 + length) return;
        seen.push(bytes);
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    try {
      for (const { path, body } of fiveCalls)
        await curl([
          '-u',
          'admin:a word',
          `http://127.0.0.1:${port}${path}`,
          ...(body === undefined ? [] : ['-d', body]),
        ]);
      const version = /^curl (\S+)/.exec(spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? '';
      fiveCalls.forEach((call, k) => {
        const ours = String(curlBytes({ ...call, user: 'admin:a word' }, `127.0.0.1:${port}`));
        assert.equal(ours.replace('curl/7.88.1', `curl/${version}`), String(seen[k]));
      });
    } finally {
      server.close();
    }
  });
});

async function curl(args: readonly string[]): Promise<string> {
  const peer = new Peer('curl', ['-s', '-m', '5', ...args]);
  const code = await peer.ended;
  if (code !== 0) throw new Error(`curl ended with ${code}`);
  return String(peer.out);
}
