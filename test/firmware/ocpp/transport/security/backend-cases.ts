import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import type { BackendConnectionOptions } from '../../../../../firmware/ocpp/transport/client.ts';
import { until } from '../../../../until.ts';
import { type TestPair, testPair } from '../certificates.ts';
import { runClient } from '../running-client.ts';
import { authority, fakeBackend, name, password, rightPair, rsaPair, stationPair, stranger } from './fake-backend.ts';
import type { Outcome, SecurityCase } from './table.ts';

type Profile = 1 | 2 | 3;
type Wrong = {
  /** The backend's certificate. */
  readonly pair?: TestPair;
  readonly tls?: TlsOptions;
  /** The backend speaks without TLS although it should, or with it although it should not. */
  readonly turned?: boolean;
  /** What the station has otherwise than the profile asks. */
  readonly station?: (port: number) => Partial<BackendConnectionOptions>;
  readonly redirected?: boolean;
};

const ca = authority.certificatePem;
const shows = (pair: TestPair) => ({ identity: () => ({ name: 'station', ...pair }) });

/** One station of ours against one backend, under a profile that both keep but for what is wrong. */
async function meet(profile: Profile, wrong: Wrong): Promise<Outcome> {
  const { certificatePem, keyPem } = wrong.pair ?? rightPair;
  const tls: TlsOptions = {
    ...{ cert: certificatePem, key: keyPem },
    ...(profile === 3 ? { ca, requestCert: true, rejectUnauthorized: true } : {}),
    ...wrong.tls,
  };
  const elsewhere = await fakeBackend({ tls: undefined, asksPassword: false });
  const backend = await fakeBackend({
    tls: profile > 1 === (wrong.turned ?? false) ? undefined : tls,
    asksPassword: profile < 3,
    ...(wrong.redirected === true ? { redirectTo: `ws://${name}:${elsewhere.port}/NW1` } : {}),
  });
  try {
    const outcome = await outcomeOf(profile, backend.port, {
      ...(profile < 3 ? { secret: password } : shows(stationPair)),
      ...(profile === 1 ? {} : { ca }),
      ...wrong.station?.(backend.port),
    });
    return elsewhere.requests.length > 0 ? { result: 'went elsewhere', sentence: '' } : outcome;
  } finally {
    backend.close();
    elsewhere.close();
  }
}

async function outcomeOf(profile: Profile, port: number, more: Partial<BackendConnectionOptions>): Promise<Outcome> {
  const { connection } = runClient(`${profile === 1 ? 'ws' : 'wss'}://${name}:${port}`, {
    ...{ stationId: 'NW1', leastProfile: profile, insecure: false },
    // One try only.
    backOff: { waitMinimumMs: 600_000, randomRangeMs: 0, repeatTimes: 0 },
    ...more,
  });
  try {
    await until(() => ['connected', 'waiting'].includes(connection.state().kind));
    const state = connection.state();
    if (state.kind === 'connected')
      return { result: state.profile === profile ? 'connected' : `connected as ${state.profile}`, sentence: '' };
    const { layer, code, sentence } = state.lastFault ?? { layer: '', code: 'no fault', sentence: '' };
    return { result: `${layer}.${code}`, sentence };
  } finally {
    connection.stop();
  }
}

/** A backend of another make, which tells by an alert of TLS what it thinks of a certificate. */
async function meetOpenssl(pair: TestPair): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-ocpp-'));
  for (const [file, text] of Object.entries({ cert: rightPair.certificatePem, key: rightPair.keyPem, ca }))
    writeFileSync(join(folder, file), text);
  const backend = spawn(
    'openssl',
    [
      's_server',
      '-accept',
      `${name}:0`,
      '-cert',
      'cert',
      '-key',
      'key',
      '-CAfile',
      'ca',
      '-Verify',
      '1',
      '-verify_return_error',
    ],
    { cwd: folder },
  );
  let said = '';
  backend.stdout.on('data', (part) => {
    said += String(part);
  });
  try {
    await until(() => /ACCEPT \S+:\d+/.test(said));
    return await outcomeOf(3, Number(/ACCEPT \S+:(\d+)/.exec(said)?.[1]), { ...shows(pair), ca });
  } finally {
    backend.kill();
    rmSync(folder, { recursive: true });
  }
}

const row = (what: string, result: string, profiles: readonly Profile[], wrong: Wrong): SecurityCase => ({
  ...{ what, result },
  profiles: Object.fromEntries(profiles.map((profile) => [profile, () => meet(profile, wrong)])),
});
const shown = (more: Parameters<typeof testPair>[1]): TestPair =>
  testPair('backend', { issuer: authority, names: [name], ...more });
const suite = (ciphers: string, pair: TestPair): Wrong => ({
  pair,
  tls: { maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` },
});

const between = testPair('Between CA', { issuer: authority, authority: true });
const ofBetween = testPair('backend', { issuer: between, names: [name] });
const withChain = { ...ofBetween, certificatePem: `${ofBetween.certificatePem}${between.certificatePem}` };

/** Our station towards a backend. */
export const backendCases: readonly SecurityCase[] = [
  row('all is right', 'connected', [1, 2, 3], {}),
  row('TLS 1.3', 'connected', [2, 3], { tls: { minVersion: 'TLSv1.3' } }),
  ...(['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'] as const).map((ciphers) =>
    row(`TLS 1.2, ${ciphers}`, 'connected', [2, 3], suite(ciphers, rightPair)),
  ),
  ...(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'] as const).map((ciphers) =>
    row(`TLS 1.2, ${ciphers}`, 'connected', [2, 3], suite(ciphers, rsaPair)),
  ),
  row('a certificate of an authority between, which is sent along', 'connected', [2, 3], { pair: withChain }),
  row('a certificate of an authority between, which is not sent', 'certificate.notTrusted', [2, 3], {
    pair: ofBetween,
  }),
  row('the certificate of another authority', 'certificate.notTrusted', [2, 3], { pair: shown({ issuer: stranger }) }),
  row('a certificate signed by itself', 'certificate.notTrusted', [2, 3], {
    pair: testPair('backend', { names: [name] }),
  }),
  row('a certificate that has expired', 'certificate.expired', [2, 3], { pair: shown({ fromDays: -9, toDays: -1 }) }),
  row('a certificate that does not hold yet', 'certificate.notYetValid', [2, 3], { pair: shown({ fromDays: 1 }) }),
  row('a certificate of another name', 'certificate.wrongName', [2, 3], { pair: shown({ names: ['other.example'] }) }),
  row('a certificate that is made for clients', 'certificate.wrongPurpose', [2, 3], {
    pair: shown({ purpose: 'client' }),
  }),
  row('the wrong password', 'http.unauthorized', [1, 2], { station: () => ({ secret: 'another' }) }),
  row('the password is taken out of the settings', 'config.downgrade', [1, 2], {
    station: () => ({ secret: undefined }),
  }),
  row('the client certificate is gone', 'config.noCertificate', [3], {
    station: () => ({ identity: () => undefined }),
  }),
  row('a password in place of the client certificate', 'config.downgrade', [3], {
    station: () => ({ identity: undefined, secret: password }),
  }),
  ...(['another authority', 'yesterday'] as const).flatMap((of) => {
    const pair =
      of === 'yesterday'
        ? testPair('NW1', { issuer: authority, fromDays: -9, toDays: -1 })
        : testPair('NW1', { issuer: stranger });
    const words =
      of === 'yesterday' ? 'our client certificate has expired' : 'our client certificate is of another authority';
    return [
      row(`${words}, and the backend hangs up`, 'http.closed', [3], { station: () => shows(pair) }),
      {
        what: `${words}, and the backend says so`,
        result: 'certificate.ownRefused',
        profiles: { 3: () => meetOpenssl(pair) },
      },
    ];
  }),
  row('ws:// in the settings, with the password', 'config.downgrade', [2], {
    station: (port) => ({ url: `ws://${name}:${port}` }),
  }),
  row('ws:// in the settings, with the certificate', 'config.certificateWithoutTls', [3], {
    station: (port) => ({ url: `ws://${name}:${port}` }),
  }),
  row('the backend speaks no TLS on this port', 'tls.notTls', [2, 3], { turned: true }),
  row('the backend speaks TLS, and ws:// is entered', 'http.closed', [1], { turned: true }),
  row('TLS 1.1 at most', 'tls.noCommonProfile', [2, 3], {
    tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
  }),
  row('only suites without forward secrecy (AES128-GCM-SHA256)', 'tls.noCommonProfile', [2, 3], {
    ...suite('AES128-GCM-SHA256', rsaPair),
  }),
  row('only suites of CBC (ECDHE-ECDSA-AES128-SHA256)', 'tls.noCommonProfile', [2, 3], {
    ...suite('ECDHE-ECDSA-AES128-SHA256', rightPair),
  }),
  row('a redirect to ws:// elsewhere', 'http.redirected', [1, 2, 3], { redirected: true }),
];
