import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert, AsnSerializer, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { after, afterEach, describe, it } from 'mocha';
import type { RPCServer } from 'ocpp-rpc';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { backendSchema } from '../../../../firmware/domain/ocpp-documents.ts';
import { KeptProfiles } from '../../../../firmware/ocpp/backends/kept-profile.ts';
import { stationMaker } from '../../../../firmware/ocpp/backends/make-station.ts';
import type { RunningStation } from '../../../../firmware/ocpp/backends/running-station.ts';
import { StationCertificates } from '../../../../firmware/ocpp/backends/station-certificates.ts';
import { StationSecrets } from '../../../../firmware/ocpp/backends/station-secrets.ts';
import { MessageLog } from '../../../../firmware/ocpp/message-log/message-log.ts';
import { Stamps } from '../../../../firmware/ocpp/queue/stamps.ts';
import { dialect16 } from '../../../../firmware/ocpp/station/v16/dialect16.ts';
import { dialect201 } from '../../../../firmware/ocpp/station/v201/dialect201.ts';
import { NetworkStreams } from '../../../../firmware/ocpp/transport/network-streams.ts';
import { judgeChain, requestFor } from '../../../../firmware/smgw/certificates/signed-chain.ts';
import { keyFiles } from '../../../../firmware/store/key-files.ts';
import { openStore, type Store } from '../../../../firmware/store/store.ts';
import { signedCertificate } from '../../../../scripts/smgw-sim/signed-certificate.ts';
import { until } from '../../../until.ts';
import { testParent } from '../../store/data-folder-fixture.ts';
import { FakePlace } from '../station/fake-place.ts';
import { type TestPair, testPair } from '../transport/certificates.ts';
import { strictCentral } from '../transport/strict-peer.ts';

const authority = testPair('Authority of a backend', { authority: true });
const stranger = testPair('Another authority', { authority: true });
const serverPair = testPair('127.0.0.1', { issuer: authority, names: ['127.0.0.1'] });
const basePair = testPair('NW1', { issuer: authority, toDays: 365 });
const dayMs = 86_400_000;

type Version = '1.6' | '2.0.1';
interface Far {
  handle(handler: (call: { method: string; params: Record<string, unknown> }) => unknown): void;
  call(action: string, payload: object): Promise<Record<string, unknown>>;
}

/** A station as the program makes it, with real files, towards a strict backend that asks for a client certificate. */
class Bench {
  readonly dir = mkdtempSync(join(testParent, 'netwacht-renewal-'));
  readonly got: { readonly action: string; readonly payload: Record<string, unknown> }[] = [];
  /** Serial of each certificate that a connection has shown. */
  readonly shown: string[] = [];
  readonly warnings: string[] = [];
  readonly version: Version;
  base: TestPair = basePair;
  far: Far | undefined;
  station!: RunningStation;
  #store!: Store;
  #rpc!: RPCServer;
  #server!: Server;
  #port = 0;

  constructor(version: Version) {
    this.version = version;
  }

  async listen(): Promise<void> {
    this.#rpc = strictCentral({ protocols: [`ocpp${this.version}`] });
    this.#rpc.on('client', (client) => {
      const far = client as unknown as Far;
      this.far = far;
      far.handle(({ method, params }) => {
        this.got.push({ action: method, payload: params });
        const currentTime = new Date().toISOString();
        if (method === 'BootNotification') return { status: 'Accepted', interval: 600, currentTime };
        return method === 'SignCertificate' ? { status: 'Accepted' } : {};
      });
    });
    const { certificatePem, keyPem } = serverPair;
    const ca = authority.certificatePem;
    this.#server = createServer({ cert: certificatePem, key: keyPem, ca, requestCert: true, rejectUnauthorized: true });
    this.#server.on('upgrade', this.#rpc.handleUpgrade);
    this.#server.on('secureConnection', (socket: TLSSocket) =>
      this.shown.push(socket.getPeerX509Certificate()?.serialNumber ?? ''),
    );
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  start(): void {
    const log = {
      ...{
        info: () => {},
        error: (facts: object, text: string) => this.warnings.push(`${text} ${JSON.stringify(facts)}`),
      },
      warn: (_: object, text: string) => void this.warnings.push(text),
    };
    this.#store = openStore({ dir: this.dir, clock: systemClock });
    const { ocpp, ocppDocuments } = this.#store;
    const [clock, timers] = [systemClock, systemTimers];
    const document = backendSchema.parse({
      ...{ url: `wss://127.0.0.1:${this.#port}/`, version: this.version, stationId: 'NW1', certificate: 'chosen' },
      ...{ caPem: authority.certificatePem, pingS: 0 },
    });
    const make = stationMaker({
      ...{ clock, timers, log, random: () => 0, store: ocpp, documents: ocppDocuments },
      places: () => [new FakePlace('E1', () => Date.now())],
      password: () => undefined,
      identityOf: () => ({ name: 'chosen', ...this.base }),
      network: new NetworkStreams(timers, 2000),
      throughChannel: () => assert.fail('no channel'),
      dialects: { '1.6': dialect16, '2.0.1': dialect201 },
      stamps: new Stamps({
        clock,
        store: ocpp,
        timeSynced: () => true,
        boot: { id: 'b', nowMs: () => clock.monotonicMs() },
      }),
      profiles: new KeptProfiles(ocppDocuments, log),
      secrets: new StationSecrets({ read: () => undefined, write: () => {}, log }),
      certificates: new StationCertificates({
        ...{ files: keyFiles(this.keys), log, clock, means: { request: requestFor, judge: judgeChain } },
      }),
      onSecret: () => {},
      messages: new MessageLog(clock),
    });
    this.station = make({ backend: 'supplier', stationId: 'NW1', devices: ['E1'], document });
    this.station.start();
  }

  get keys(): string {
    return join(this.dir, 'keys', 'stations');
  }

  stop(): void {
    this.far = undefined;
    this.station.stop('paused');
    this.#store.close();
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return until(holds, () => `${what}; ${JSON.stringify([this.warnings, this.station.link()])}`);
  }

  accepted(): Promise<void> {
    return this.until('a station that is accepted', () => this.station.accepted && this.far !== undefined);
  }

  call(action: string, payload: object): Promise<Record<string, unknown>> {
    return (this.far as Far).call(action, payload);
  }

  of(action: string): Record<string, unknown>[] {
    return this.got.filter((one) => one.action === action).map(({ payload }) => payload);
  }

  async organisation(value: string): Promise<void> {
    const component = { name: 'SecurityCtrlr' };
    const variable = { name: 'OrganizationName' };
    if (this.version === '1.6') await this.call('ChangeConfiguration', { key: 'CpoName', value });
    else await this.call('SetVariables', { setVariableData: [{ attributeValue: value, component, variable }] });
  }

  async trigger(): Promise<unknown> {
    const { status } = await (this.version === '1.6'
      ? this.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
      : this.call('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' }));
    return status;
  }

  /** Sets the organisation, triggers, and gives the request. */
  async asked(): Promise<string> {
    await this.organisation('Stadtwerke Ü');
    assert.equal(await this.trigger(), 'Accepted');
    await this.until('a request', () => this.of('SignCertificate').length > 0);
    return String(this.of('SignCertificate').at(-1)?.csr);
  }

  async signed(certificateChain: string): Promise<unknown> {
    const type = this.version === '1.6' ? {} : { certificateType: 'ChargingStationCertificate' };
    return (await this.call('CertificateSigned', { certificateChain, ...type })).status;
  }

  async end(): Promise<void> {
    this.stop();
    await this.#rpc.close({ force: true });
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const requestOf = (pem: string): CertificationRequest =>
  AsnConvert.parse(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'), CertificationRequest);

function issue(
  csr: string,
  { subject = 'NW1', issuer = authority, fromDays = -1, toDays = 400, purpose = '' } = {},
): string {
  const key = Buffer.from(AsnSerializer.serialize(requestOf(csr).certificationRequestInfo.subjectPKInfo));
  return signedCertificate({
    ...{ subject, issuer: issuer.commonName, signer: createPrivateKey(issuer.keyPem) },
    publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
    extensions: purpose === '' ? [] : [usage(purpose)],
    ...{ notBefore: new Date(Date.now() + fromDays * dayMs), notAfter: new Date(Date.now() + toDays * dayMs) },
  }).certificatePem;
}
const usage = (purpose: string): x509.Extension =>
  new x509.Extension({
    ...{ extnID: x509.id_ce_extKeyUsage, critical: false },
    extnValue: new OctetString(AsnConvert.serialize(new x509.ExtendedKeyUsage([purpose]))),
  });
const serialOf = (pem: string): string => new X509Certificate(pem).serialNumber;

describe('the client certificate of a station, renewed by its backend', () => {
  let bench: Bench;
  afterEach(() => bench.end());
  async function run(version: Version): Promise<void> {
    bench = new Bench(version);
    await bench.listen();
    bench.start();
    await bench.accepted();
  }

  for (const version of ['1.6', '2.0.1'] as const) {
    it(`is asked for, taken and shown (${version})`, async () => {
      await run(version);
      assert.equal(await bench.trigger(), 'Rejected', 'without a name of the organisation');
      const csr = await bench.asked();
      const names = Array.from(requestOf(csr).certificationRequestInfo.subject).flatMap((part) =>
        part.map(({ value }) => String(value)),
      );
      assert.deepEqual(names, ['Stadtwerke Ü', 'NW1']);
      const [request] = bench.of('SignCertificate');
      assert.equal(request?.certificateType, version === '1.6' ? undefined : 'ChargingStationCertificate');
      assert.equal(await bench.trigger(), 'Accepted');
      await bench.until('the same request', () => bench.of('SignCertificate').length === 2);
      assert.equal(bench.of('SignCertificate')[1]?.csr, csr);
      for (const name of readdirSync(bench.keys)) assert.equal(statSync(join(bench.keys, name)).mode & 0o777, 0o600);

      const pem = issue(csr);
      assert.equal(await bench.signed(pem), 'Accepted');
      await bench.until('the new certificate', () => bench.shown.length === 2);
      assert.deepEqual(bench.shown, [serialOf(basePair.certificatePem), serialOf(pem)]);
      await bench.until('a connection', () => bench.station.link().kind === 'connected');
      assert.deepEqual(
        readdirSync(bench.keys).map((name) => name.slice(0, 3)),
        ['own'],
      );

      bench.stop();
      bench.start();
      await bench.accepted();
      assert.equal(bench.shown.at(-1), serialOf(pem), 'after a restart');
      bench.stop();
      bench.base = testPair('NW1', { issuer: authority });
      bench.start();
      await bench.accepted();
      assert.equal(bench.shown.at(-1), serialOf(bench.base.certificatePem), 'another one was chosen');
      assert.deepEqual(bench.warnings, []);
    });

    it(`is not taken where it does not fit (${version})`, async () => {
      await run(version);
      const base = basePair.certificatePem;
      assert.equal(await bench.signed(base), 'Rejected', 'nothing was asked for');
      const csr = await bench.asked();
      const good = issue(csr, { purpose: x509.id_kp_clientAuth });
      const table: readonly (readonly [string, string])[] = [
        ['another key', base],
        ['another name', issue(csr, { subject: 'NW2' })],
        ['has run out', issue(csr, { fromDays: -9, toDays: -1 })],
        ['not valid yet', issue(csr, { fromDays: 1 })],
        ['made for a server', issue(csr, { purpose: x509.id_kp_serverAuth })],
        ['no certificate', 'certificate'],
        ['damaged', good.replace(/[A-Za-z]{20}/, 'AAAAAAAAAAAAAAAAAAAA')],
        ['a chain that is none', good + stranger.certificatePem],
        ['nothing', ''],
      ];
      for (const [what, pem] of table) assert.equal(await bench.signed(pem), 'Rejected', what);
      // More than the schema takes: the message itself is refused, or it is.
      const long = await bench.signed(good + ' '.repeat(10_001)).catch(() => 'Rejected');
      assert.equal(long, 'Rejected');
      const type = version === '1.6' ? 'InvalidChargePointCertificate' : 'InvalidChargingStationCertificate';
      const events = () => bench.of('SecurityEventNotification').filter((event) => event.type === type);
      await bench.until('events', () => events().length >= table.length + 1);
      assert.equal(bench.shown.length, 1, 'the connection stands');
      assert.equal(await bench.signed(good), 'Accepted', 'what was asked for still counts');
    });
  }

  it('may come after a restart', async () => {
    await run('2.0.1');
    const csr = await bench.asked();
    bench.stop();
    bench.start();
    await bench.accepted();
    const pem = issue(csr);
    assert.equal(await bench.signed(pem + authority.certificatePem), 'Accepted');
    await bench.until('the new certificate', () => bench.shown.at(-1) === serialOf(pem));
  });

  it('falls back to the one before where the backend refuses its own', async () => {
    await run('1.6');
    const pem = issue(await bench.asked(), { issuer: stranger });
    assert.equal(await bench.signed(pem), 'Accepted');
    await bench.until('the one before again', () => bench.shown.length === 2);
    assert.deepEqual(bench.shown, Array(2).fill(serialOf(basePair.certificatePem)));
    assert.deepEqual(readdirSync(bench.keys), []);
    assert.deepEqual(bench.warnings, [
      'a backend refuses the certificate that it has signed; the one before is used again',
    ]);
  }).timeout(20_000);

  it('is asked for by the station itself in its last 30 days', async () => {
    bench = new Bench('2.0.1');
    bench.base = testPair('NW1', { issuer: authority, toDays: 29 });
    await bench.listen();
    bench.start();
    await bench.accepted();
    await bench.organisation('Stadtwerke');
    bench.stop();
    bench.start();
    await bench.accepted();
    await bench.until('a request', () => bench.of('SignCertificate').length === 1);
  });
});

describe('the certificates that backends have given to stations', () => {
  const dir = mkdtempSync(join(testParent, 'netwacht-station-keys-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const base = { name: 'chosen', ...basePair };
  const log = { info: () => {}, warn: () => {} };
  const files = keyFiles(join(dir, 'keys', 'stations'));
  const means = { request: requestFor, judge: judgeChain };
  let nowMs = Date.now();
  const certificates = new StationCertificates({ files, means, log, clock: { wallMs: () => nowMs } });
  const fault = (layer: 'http' | 'tcp' | 'certificate', code: string) => ({ layer, code, sentence: '', atMs: 0 });
  const shown = (station: string) => certificates.identityOf(station, base)?.certificatePem;
  const renew = (station: string, pem: string) => {
    const keys = certificates.keysOf(station, () => base);
    assert.ok(keys.ask(basePair.keyPem, 'request') && keys.signed(pem));
    assert.equal(shown(station), pem);
  };

  const [signed, second, third] = [1, 2, 3].map(
    (n) => testPair('NW1', { issuer: authority, toDays: 400 + n }).certificatePem,
  ) as [string, string, string];

  it('give way to the chosen one once they have run out and it has not', () => {
    const short = testPair('NW1', { issuer: authority, toDays: 10 }).certificatePem;
    renew('a/NW', short);
    nowMs += 11 * dayMs;
    assert.equal(shown('a/NW'), basePair.certificatePem);
    nowMs += 400 * dayMs;
    assert.equal(shown('a/NW'), short, 'both have run out');
    nowMs = Date.now();
    certificates.forget('a/NW');
  });

  // [faults in a row with the new one, whether it is given up]
  const table: readonly (readonly [string, readonly ReturnType<typeof fault>[], boolean])[] = [
    ['a refusal of it', [fault('certificate', 'ownRefused')], true],
    ['a certificate of the backend that is not good', [fault('certificate', 'expired')], false],
    ['HTTP 401', [fault('http', 'unauthorized')], true],
    ['HTTP 403', [fault('http', 'forbidden')], true],
    ['a network that is down', Array(9).fill(fault('tcp', 'refused')), false],
    ['a backend that is busy', Array(9).fill(fault('http', 'busy')), false],
    ['a door that is shut once', [fault('http', 'closed')], false],
    ['a door that is shut twice', [fault('http', 'closed'), fault('http', 'httpStatus')], true],
    [
      'a door that is shut now and then',
      [fault('http', 'closed'), fault('tcp', 'refused'), fault('http', 'closed')],
      false,
    ],
  ];
  for (const [k, [what, faults, givenUp]] of table.entries())
    it(`${givenUp ? 'give way' : 'stay'} after ${what}`, () => {
      const station = `a/NW${k}`;
      renew(station, signed);
      certificates.failed(station, base, basePair.certificatePem, fault('certificate', 'ownRefused'));
      assert.equal(shown(station), signed, 'a fault of an earlier try');
      for (const one of faults) certificates.failed(station, base, signed, one);
      assert.equal(shown(station), givenUp ? basePair.certificatePem : signed);
      // A later one falls back to the last that was shown with success, and no refusal takes that.
      renew(station, second);
      certificates.proved(station, base, second);
      renew(station, third);
      for (let n = 0; n < 3; n += 1)
        certificates.failed(station, base, String(shown(station)), fault('certificate', 'ownRefused'));
      assert.equal(shown(station), second);
      assert.equal(shown(`${station}0`), basePair.certificatePem, 'another station');
      assert.equal(certificates.identityOf(station, undefined), undefined);
      certificates.forget(station);
      assert.equal(shown(station), basePair.certificatePem);
      assert.deepEqual(files.names(), []);
    });
});
