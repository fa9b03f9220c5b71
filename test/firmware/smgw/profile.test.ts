import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect, type SecureContextOptions } from 'node:tls';
import type { ChannelSetup } from '../../../firmware/smgw/messages.ts';
import { findCapabilities, tlsProfile } from '../../../firmware/smgw/tls-profile.ts';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { until } from '../../until.ts';
import { type ClientHello, listOf, readClientHello } from './client-hello.ts';
import { fast, keepChannels } from './in-process.ts';
import { filesOf, missing, run } from './openssl.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { makeCertificate } from './test-certificates.ts';

/**
 * The profile of TR-03116-3:2025 chapter 5 by the names of the tests of TR-03116-TS (notes smgw-and-grid §1.4). The other
 * side is OpenSSL's s_client, GnuTLS and sslscan of the machine, and for brainpool in TLS 1.3, which Debian 12's OpenSSL
 * does not have, Node's.
 */
const curves = ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'prime256v1', 'secp384r1'];
const request = 'GET /profile HTTP/1.0\r\n\r\n';
const answered = (text: string): boolean => text.includes('GET /profile');
const suites12 = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
];
const suites13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_CCM_SHA256'];

describe('S12 the TLS profile where the gateway dials us (HAN server)', () => {
  const gateway = makeCertificate('gateway', 'P-256');
  const stranger = makeCertificate('stranger', 'P-256');
  const files = filesOf(gateway);
  const strangerFiles = filesOf(stranger);
  let api: StandInApi;
  let channels: ReturnType<typeof keepChannels>;
  let port: number;

  const setup = (change: Partial<ChannelSetup> = {}): ChannelSetup => ({
    id: 'operator',
    scenario: 'HKS5',
    endpoint: { host: '127.0.0.1', port },
    identities: [makeCertificate('box', 'P-256')],
    peers: [gateway.certificatePem],
    addressing: 'socks5',
    ...change,
  });
  const asGateway = ['-cert', files.cert, '-key', files.key];
  const sClient = async (...args: string[]): Promise<string> =>
    (await run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-ign_eof', ...args], request)).text;
  /** As a gateway that wants exactly this. */
  const dial = (...args: string[]): Promise<string> => sClient(...asGateway, ...args);
  const refused = async (...args: string[]): Promise<void> => {
    const text = await dial(...args);
    assert.ok(!answered(text), `${args.join(' ')} was let in`);
    // It was the box that refused, not s_client its own options.
    assert.match(text, /CONNECTED/, `${args.join(' ')}: ${text}`);
    assert.match(text, /SSL alert number/, `${args.join(' ')}: ${text}`);
  };
  const allowed = async (...args: string[]): Promise<string> => {
    const text = await dial(...args);
    assert.ok(answered(text), `${args.join(' ')} was refused: ${text.slice(0, 600)}`);
    return text;
  };

  before(async function () {
    if (missing('openssl') !== undefined) this.skip();
    api = await startApi();
    port = await freePort(0);
    channels = keepChannels(api.socketPath);
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
  });
  after(async () => {
    channels?.stop();
    await api?.close();
    for (const { folder } of [files, strangerFiles]) rmSync(folder, { recursive: true });
  });

  it('S12 TLS_1.2: taken, with each of the four suites', async () => {
    for (const suite of suites12)
      assert.match(await allowed('-tls1_2', '-cipher', suite), new RegExp(`Cipher is ${suite}`));
  });
  it('S12 TLS_1.2: nothing older', async () => {
    for (const version of ['-tls1', '-tls1_1']) await refused(version, '-cipher', 'ALL:@SECLEVEL=0');
  });
  it('S12 TLS_1.3: taken, with each of the three suites', async () => {
    for (const suite of suites13)
      assert.match(await allowed('-tls1_3', '-ciphersuites', suite), new RegExp(`Cipher is ${suite}`));
  });
  it('S12 TLS_1.3: no other suite', async () => {
    for (const suite of ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_CCM_8_SHA256'])
      await refused('-tls1_3', '-ciphersuites', `${suite}`);
  });
  it('S12 PFS: only ephemeral keys, and no other suite', async () => {
    await refused('-tls1_2', '-cipher', 'PSK-AES128-GCM-SHA256', '-psk', '1a2b3c');
    for (const suite of ['AES128-GCM-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'])
      await refused('-tls1_2', '-cipher', suite);
    for (const suite of ['CHACHA20-POLY1305', 'AES128-CCM', 'AES256-CCM8', 'AES128-SHA', 'AES256-SHA'])
      await refused('-tls1_2', '-cipher', `ECDHE-ECDSA-${suite}:@SECLEVEL=0`);
    for (const suite of [
      'ECDHE-ECDSA-CAMELLIA128-SHA256',
      'ECDHE-ECDSA-ARIA128-GCM-SHA256',
      'eNULL:@SECLEVEL=0',
      'aNULL:@SECLEVEL=0',
    ])
      await refused('-tls1_2', '-cipher', suite);
  });
  it('S12 ECC: each curve of the profile in TLS 1.2', async () => {
    // What carries a brainpool certificate must be among the offered curves too, else OpenSSL sees no way.
    for (const curve of curves)
      assert.match(
        await allowed('-tls1_2', '-curves', curve === 'prime256v1' ? curve : `${curve}:prime256v1`),
        /Server Temp Key/,
      );
  });
  it('S12 ECC: no other curve', async () => {
    for (const curve of ['X25519', 'X448', 'secp521r1', 'secp224r1', 'secp256k1'])
      await refused('-tls1_2', '-curves', curve);
    for (const curve of ['X25519', 'X448', 'secp521r1', 'ffdhe2048']) await refused('-tls1_3', '-curves', curve);
  });
  it('S12 ECC: signatures by ECDSA with SHA-256 to SHA-512 only', async () => {
    for (const signature of ['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512'])
      await allowed('-tls1_2', '-sigalgs', signature);
    for (const signature of ['ECDSA+SHA1', 'ECDSA+SHA224', 'RSA+SHA256', 'rsa_pss_rsae_sha256', 'ed25519'])
      await refused('-tls1_2', '-cipher', 'ALL:@SECLEVEL=0', '-sigalgs', signature);
  });
  it('S12 CLIENT_CERT: nobody without a certificate', async () => {
    for (const version of ['-tls1_2', '-tls1_3']) {
      const text = await sClient(version);
      assert.ok(!answered(text));
      assert.match(text, /alert/);
    }
  });
  it('S12 CHECK_CERTS: nobody with another certificate than the pinned', async () => {
    for (const version of ['-tls1_2', '-tls1_3'])
      assert.ok(!answered(await sClient(version, '-cert', strangerFiles.cert, '-key', strangerFiles.key)));
    assert.equal(channels.now()?.lastError?.code, 'notPinned');
  });
  it('S12 SERVER_CERT: shows its own certificate, on a curve of the profile', async () => {
    assert.match(await allowed('-tls1_2'), /subject=CN = box/);
  });
  it('S12 NO_COMPRESSION', async () => {
    assert.match(await allowed('-tls1_2', '-comp'), /Compression: NONE/);
  });
  it('S12 NO_RENEGOTIATION: refused, as often as it is asked for', async () => {
    const before = api.headers.length;
    const { text } = await run(
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2', ...asGateway],
      'R\n',
    );
    assert.match(text, /RENEGOTIATING/);
    assert.match(text, /no renegotiation/);
    assert.equal(api.headers.length, before + 1);
  });
  it('S12 NO_TRUNC_HMAC: never agreed to', async () => {
    // OpenSSL cannot even offer it; its answer lists what the server agreed to.
    assert.doesNotMatch(await allowed('-tls1_2', '-tlsextdebug'), /truncated|id=4,/i);
  });
  it('S12 ENC_THEN_MAC: used with CBC, and without it GCM is chosen', async () => {
    const cbc = await allowed('-tls1_2', '-tlsextdebug', '-cipher', 'ECDHE-ECDSA-AES128-SHA256');
    assert.match(cbc, /encrypt-then-mac/);
    const without = await allowed(
      '-tls1_2',
      '-no_etm',
      '-cipher',
      'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256',
    );
    assert.match(without, /Cipher is ECDHE-ECDSA-AES128-GCM-SHA256/);
  });
  it('S12 EXT_MASTER_SECRET', async () => {
    assert.match(await allowed('-tls1_2'), /Extended master secret: yes/);
  });
  it('S12 SESSION_ID: no session is taken up again', async () => {
    const kept = join(files.folder, 'session');
    for (const version of ['-tls1_2', '-tls1_3']) {
      await allowed(version, '-sess_out', kept);
      const again = await allowed(version, '-sess_in', kept);
      assert.match(again, /^New, /m);
      assert.doesNotMatch(again, /^Reused, /m);
    }
  });
  it('S12 SESSION_TICKET: none in TLS 1.2, and no early data in TLS 1.3', async () => {
    assert.doesNotMatch(await allowed('-tls1_2'), /TLS session ticket:/);
    const text = await allowed('-tls1_3');
    assert.match(text, /Early data was not sent/);
    for (const [, most] of text.matchAll(/Max Early Data: (\d+)/g)) assert.equal(most, '0');
  });
  it('S12 DURATION: a session ends at the limit, also one that talks', async () => {
    const talking = keepChannels(api.socketPath, { timing: { ...fast, renewMs: 200, maxSessionMs: 500 } });
    const other = await freePort(0);
    talking.configure(setup({ endpoint: { host: '127.0.0.1', port: other } }));
    await until(() => talking.now()?.status === 'up');
    const socket = connect({
      host: '127.0.0.1',
      port: other,
      rejectUnauthorized: false,
      cert: gateway.certificatePem,
      key: gateway.keyPem,
    });
    socket.on('error', () => undefined).on('data', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    // Not by `once` of node:events: that fails when the end is a reset, as it may be for one that talks.
    await new Promise((resolve) => socket.on('close', resolve));
    await until(() => talking.now()?.connections === 0);
    assert.equal(talking.now()?.lastError, null);
    talking.stop();
  });

  it('S12 ECC: brainpool in both versions with Node on the other side, and X25519 or ML-KEM refused', async () => {
    const dialler = (options: SecureContextOptions): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({
          ...{ host: '127.0.0.1', port, rejectUnauthorized: false },
          ...{ cert: gateway.certificatePem, key: gateway.keyPem, ...options },
        });
        socket.on('error', () => resolve('refused')).on('close', () => resolve('refused'));
        socket.on('data', (chunk) => {
          resolve(`${socket.getProtocol()} ${String(chunk).includes('GET /profile')}`);
          socket.destroy();
        });
        socket.write(request);
      });
    for (const curve of ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1']) {
      assert.equal(await dialler({ ecdhCurve: `${curve}:P-256`, maxVersion: 'TLSv1.2' }), 'TLSv1.2 true');
      assert.equal(await dialler({ ecdhCurve: `${curve}tls13`, minVersion: 'TLSv1.3' }), 'TLSv1.3 true');
      // The name for TLS 1.2 means nothing in TLS 1.3.
      assert.equal(await dialler({ ecdhCurve: curve, minVersion: 'TLSv1.3' }), 'refused');
    }
    for (const curve of ['X25519', 'X25519MLKEM768', 'MLKEM768', 'P-521'])
      assert.equal(await dialler({ ecdhCurve: curve, minVersion: 'TLSv1.3' }), 'refused', curve);
  });

  it('S12 with GnuTLS on the other side: the profile, and nothing outside it', async function () {
    if (missing('gnutls-cli') !== undefined) this.skip();
    const gnutls = async (priority: string): Promise<string> =>
      (
        await run(
          'gnutls-cli',
          [
            '--insecure',
            '--no-ca-verification',
            `--x509certfile=${files.cert}`,
            `--x509keyfile=${files.key}`,
            '-p',
            String(port),
            `--priority=${priority}`,
            '127.0.0.1',
          ],
          request,
        )
      ).text;
    const base =
      'NONE:+MAC-ALL:+SHA256:+SHA384:+COMP-NULL:+SIGN-ALL:+CTYPE-X509:+GROUP-SECP256R1:+GROUP-SECP384R1:+ECDHE-ECDSA:+RSA:+DHE-RSA';
    for (const good of [
      '+VERS-TLS1.2:+AES-128-GCM',
      '+VERS-TLS1.2:+AES-256-CBC',
      '+VERS-TLS1.3:+AES-256-GCM',
      '+VERS-TLS1.3:+AES-128-CCM',
    ])
      assert.match(await gnutls(`${base}:${good}`), /Handshake was completed/, good);
    for (const bad of [
      '+VERS-TLS1.1:+AES-128-CBC',
      '+VERS-TLS1.2:+CHACHA20-POLY1305',
      '+VERS-TLS1.2:+AES-128-CCM',
      '+VERS-TLS1.3:+CHACHA20-POLY1305',
    ])
      assert.doesNotMatch(await gnutls(`${base}:${bad}`), /Handshake was completed/, bad);
    assert.doesNotMatch(
      await gnutls(`${base.replaceAll(/:\+GROUP-SECP...R1/g, '')}:+GROUP-X25519:+VERS-TLS1.3:+AES-128-GCM`),
      /Handshake was completed/,
    );
  });

  it('S12 sslscan finds nothing outside the profile', async function () {
    if (missing('sslscan') !== undefined) this.skip();
    const { text } = await run('sslscan', [
      '--no-colour',
      '--no-heartbleed',
      `--certs=${files.cert}`,
      `--pk=${files.key}`,
      `127.0.0.1:${port}`,
    ]);
    for (const old of ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1']) assert.match(text, new RegExp(`${old}\\s+disabled`));
    const found = [...text.matchAll(/(?:Accepted|Preferred)\s+TLSv1\.\d\s+\d+ bits\s+(\S+)/g)].map(
      ([, suite]) => suite ?? '',
    );
    assert.ok(found.length > 0, text);
    assert.deepEqual(
      found.filter((suite) => ![...suites12, ...suites13].includes(suite)),
      [],
    );
  });
});

describe('S12 the TLS profile where we dial (HAN client): what we offer', () => {
  const helloOf = async (brainpoolTls13: boolean): Promise<ClientHello> => {
    let bytes = Buffer.alloc(0);
    const server = createServer((socket: Socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (chunk) => {
          bytes = Buffer.concat([bytes, chunk]);
          if (readClientHello(bytes) !== undefined) socket.destroy();
        });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const socket = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      ...tlsProfile({ openssl: '', brainpoolTls13 }),
    });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.on('close', resolve));
    server.close();
    const hello = readClientHello(bytes);
    assert.ok(hello !== undefined);
    return hello;
  };
  const suites = [0xc02c, 0xc02b, 0xc024, 0xc023];
  const signatures12 = [0x0403, 0x0503, 0x0603];
  let whole: ClientHello;
  let degraded: ClientHello;

  before(async () => {
    whole = await helloOf(true);
    degraded = await helloOf(false);
  });

  it('the profile is whole with this Node, found by trying', () => {
    assert.equal(findCapabilities().brainpoolTls13, true);
  });
  it('S12 PFS, TLS_1.2, TLS_1.3: these suites, nothing else', () => {
    assert.deepEqual(whole.suites, [0x1301, 0x1302, 0x1304, ...suites]);
    assert.deepEqual(degraded.suites, suites);
    const versions = whole.extensions.get(43);
    assert.deepEqual([...(versions ?? [])], [4, 3, 4, 3, 3]);
    assert.equal(degraded.extensions.has(43), false);
  });
  it('S12 ECC: these curves, brainpool for TLS 1.3 first, and these signatures', () => {
    assert.deepEqual(listOf(whole, 10), [31, 26, 32, 27, 23, 33, 28, 24]);
    assert.deepEqual(listOf(degraded, 10), [26, 27, 23, 28, 24]);
    assert.deepEqual(listOf(whole, 13), [0x081a, 0x081b, 0x081c, ...signatures12]);
    assert.deepEqual(listOf(degraded, 13), signatures12);
    for (const hello of [whole, degraded]) assert.ok(hello.extensions.get(11)?.subarray(1).includes(0));
  });
  it('S12 NO_COMPRESSION, NO_TRUNC_HMAC, ENC_THEN_MAC, EXT_MASTER_SECRET, SESSION_TICKET', () => {
    for (const { compressions, extensions } of [whole, degraded]) {
      assert.deepEqual(compressions, [0]);
      const has = (...ids: number[]) => ids.map((id) => extensions.has(id));
      // truncated_hmac, session_ticket, pre_shared_key, early_data; then encrypt_then_mac, extended_master_secret.
      assert.deepEqual(has(4, 35, 41, 42), [false, false, false, false]);
      assert.deepEqual(has(22, 23), [true, true]);
    }
  });
  it('S12 RANDOM_TIME: the random value holds no time', async () => {
    const now = Date.now() / 1000;
    const randoms = [whole, degraded, await helloOf(true)].map(({ random }) => random.readUInt32BE(0));
    assert.equal(new Set(randoms).size, randoms.length);
    assert.ok(randoms.some((seconds) => Math.abs(seconds - now) > 86_400));
  });
  it('is smaller than 300 bytes: no gateway has trouble with it', () => {
    assert.ok([...whole.extensions.values()].reduce((sum, { length }) => sum + length + 4, 0) < 250);
  });
});
