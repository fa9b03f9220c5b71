import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { StationCredentials } from '../../../../../firmware/ocpp/transport/admission.ts';
import type { ServerSettings } from '../../../../../firmware/ocpp/transport/server.ts';
import { until } from '../../../../until.ts';
import { revocationList, type TestPair, testPair } from '../certificates.ts';
import { type RunningServer, runServer } from '../running-server.ts';
import { authority, name, password, rightPair, rsaPair, stranger } from './fake-backend.ts';
import type { Outcome, SecurityCase } from './table.ts';

type Profile = 1 | 2 | 3;
interface Wrong {
  readonly id?: string;
  /** undefined: none. */
  readonly password?: string | undefined;
  readonly user?: string;
  readonly certificate?: TestPair | undefined;
  /** It does not know the authority of the box. */
  readonly distrusts?: boolean;
  readonly scheme?: 'ws' | 'wss';
  readonly server?: Partial<ServerSettings>;
  readonly protocol?: string;
  /** `openssl s_client` comes, with these arguments. */
  readonly openssl?: readonly string[];
}

const right = testPair('CP1', { issuer: authority });
const revoked = testPair('CP1', { issuer: authority });
const between = testPair('Between CA', { issuer: authority, authority: true });
const ofBetween = testPair('CP1', { issuer: between });
const withChain = { ...ofBetween, certificatePem: `${ofBetween.certificatePem}${between.certificatePem}` };
const clientCrl = revocationList(authority, [revoked]);

const credentials = (profile: Profile): StationCredentials => ({
  profile,
  ...(profile < 3 ? { secret: password } : {}),
});

async function meet(profile: Profile, wrong: Wrong): Promise<Outcome> {
  const running = await runServer(
    { CP1: credentials(profile) },
    {
      ...{ tls: 'detect', pair: rightPair, clientCa: authority.certificatePem, clientCrl },
      ...wrong.server,
    },
  );
  try {
    const said =
      wrong.openssl === undefined ? await come(running, profile, wrong) : await opensslComes(running, wrong.openssl);
    await until(() => running.arrived.length + running.refused.length > 0);
    const [refusal] = running.refused;
    if (refusal === undefined) return { result: said, sentence: '' };
    // Neither the reason nor anything else of the box is told to whom it does not know.
    if (running.arrived.length > 0 || said === 'connected') return { result: 'let in', sentence: '' };
    const { layer, code, message } = refusal.fault;
    return { result: `${layer}.${code}`, sentence: message };
  } finally {
    await running.server.close();
  }
}

/** A charge point by `ws`. Resolves with `connected` when its call was answered, or with what it hears. */
async function come({ port, refused }: RunningServer, profile: Profile, wrong: Wrong): Promise<string> {
  const { id = 'CP1', user = id, scheme = profile === 1 ? 'ws' : 'wss', protocol = 'ocpp1.6' } = wrong;
  const shownPassword = 'password' in wrong ? wrong.password : profile < 3 ? password : undefined;
  const shown = 'certificate' in wrong ? wrong.certificate : profile === 3 ? right : undefined;
  const socket = new WebSocket(`${scheme}://${name}:${port}/${id}`, [protocol], {
    ...(shownPassword === undefined ? {} : { auth: `${user}:${shownPassword}` }),
    ca: (wrong.distrusts === true ? stranger : authority).certificatePem,
    ...(shown === undefined ? {} : { cert: shown.certificatePem, key: shown.keyPem }),
  });
  return await new Promise<string>((resolve) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', (code) => resolve(`closed with ${code}`));
    socket.on('open', () => {
      if (refused.length === 0) socket.send('[2,"1","Heartbeat",{}]');
    });
    socket.on('message', (data) => {
      resolve(String(data).startsWith('[3,"1"') ? 'connected' : String(data));
      socket.terminate();
    });
  });
}

/** A peer of another make, which sends the handshake of a charge point with its password once TLS stands. */
async function opensslComes({ port }: RunningServer, args: readonly string[]): Promise<string> {
  const peer = spawn('openssl', ['s_client', '-connect', `${name}:${port}`, '-quiet', '-no_ign_eof', ...args]);
  let heard = '';
  peer.stdout.on('data', (part) => {
    heard += String(part);
    if (heard.includes('\r\n\r\n')) peer.kill();
  });
  peer.stdin.on('error', () => undefined);
  const basic = Buffer.from(`CP1:${password}`).toString('base64');
  peer.stdin.write(
    `GET /CP1 HTTP/1.1\r\nHost: box\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Protocol: ocpp1.6\r\n` +
      `Authorization: Basic ${basic}\r\n\r\n`,
  );
  await once(peer, 'close');
  return heard.startsWith('HTTP/1.1 101 ') ? 'connected' : heard.slice(0, 40);
}

const row = (what: string, result: string, profiles: readonly Profile[], wrong: Wrong): SecurityCase => ({
  ...{ what, result },
  profiles: Object.fromEntries(profiles.map((profile) => [profile, () => meet(profile, wrong)])),
});
const certificate = (more: Parameters<typeof testPair>[1], commonName = 'CP1'): Wrong => ({
  certificate: testPair(commonName, { issuer: authority, ...more }),
});
const openssl12 = (ciphers: string, pair: TestPair = rightPair): Wrong => ({
  server: { pair },
  openssl: ['-tls1_2', '-cipher', `${ciphers}:@SECLEVEL=0`],
});

/** Charge points towards our server. */
export const chargePointCases: readonly SecurityCase[] = [
  row('all is right', 'connected', [1, 2, 3], {}),
  ...(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] as const).map((suite) =>
    row(`TLS 1.3, ${suite}`, 'connected', [2], { openssl: ['-tls1_3', '-ciphersuites', suite] }),
  ),
  ...(['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'] as const).map((suite) =>
    row(`TLS 1.2, ${suite}`, 'connected', [2], openssl12(suite)),
  ),
  ...(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'] as const).map((suite) =>
    row(`TLS 1.2, ${suite}`, 'connected', [2], openssl12(suite, rsaPair)),
  ),
  row('a certificate of an authority between', 'connected', [3], {
    certificate: withChain,
    server: { clientCrl: undefined },
  }),
  row('an id that is not configured', 'config.unknownStation', [1, 2, 3], { id: 'CP9' }),
  row('the wrong password', 'http.wrongPassword', [1, 2], { password: 'another' }),
  row('no password', 'http.noPassword', [1, 2], { password: undefined }),
  row('the right password with another user', 'http.wrongUser', [1, 2], { user: 'CP2' }),
  row('no client certificate', 'certificate.noCertificate', [3], { certificate: undefined }),
  row('a password in place of the certificate', 'certificate.noCertificate', [3], { certificate: undefined, password }),
  row('the certificate of another authority', 'certificate.notTrusted', [3], certificate({ issuer: stranger })),
  row('a certificate signed by itself', 'certificate.notTrusted', [3], { certificate: testPair('CP1') }),
  row('a certificate that has expired', 'certificate.expired', [3], certificate({ fromDays: -9, toDays: -1 })),
  row('a certificate that does not hold yet', 'certificate.notYetValid', [3], certificate({ fromDays: 1 })),
  row('a certificate that has been revoked', 'certificate.revoked', [3], { certificate: revoked }),
  row('a certificate while the revocation list is out of date', 'certificate.revocationListOld', [3], {
    server: { clientCrl: revocationList(authority, [], { fromDays: -9, toDays: -1 }) },
  }),
  row('the certificate of another charge point', 'certificate.otherName', [3], certificate({}, 'CP2')),
  row('a certificate that is made for servers', 'certificate.wrongPurpose', [3], certificate({ purpose: 'server' })),
  row('ws:// where more is asked', 'tls.tlsNeeded', [2, 3], { scheme: 'ws', password }),
  row('ws:// while TLS is on', 'tls.tlsOnly', [1, 2, 3], { scheme: 'ws', server: { tls: 'on' } }),
  row('wss:// while TLS is off', 'tls.tlsOff', [1, 2, 3], { scheme: 'wss', server: { tls: 'off' } }),
  row('wss:// while the box has no certificate', 'config.noServerCertificate', [2, 3], { server: { pair: undefined } }),
  row('the charge point does not trust the box, and hangs up', 'certificate.hungUp', [2, 3], { distrusts: true }),
  row('the charge point does not trust the box, and says so', 'certificate.ownRefused', [2, 3], {
    openssl: ['-verify_return_error', '-verify', '3'],
  }),
  row('TLS 1.1 at most', 'tls.noCommonProfile', [2, 3], { openssl: ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'] }),
  row('TLS 1.0 at most', 'tls.noCommonProfile', [2, 3], { openssl: ['-tls1', '-cipher', 'ALL:@SECLEVEL=0'] }),
  row(
    'only suites without forward secrecy (AES128-GCM-SHA256)',
    'tls.noCommonProfile',
    [2, 3],
    openssl12('AES128-GCM-SHA256', rsaPair),
  ),
  row(
    'only suites of CBC (ECDHE-ECDSA-AES128-SHA256)',
    'tls.noCommonProfile',
    [2, 3],
    openssl12('ECDHE-ECDSA-AES128-SHA256'),
  ),
  row('no version of OCPP that is spoken here', 'websocket.wrongSubprotocol', [1, 2, 3], { protocol: 'ocpp1.5' }),
];
