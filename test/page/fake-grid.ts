import type { CertificateView, ChannelView, Gateway, LimitPeriod, LogRow, State } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';
import { limitPeriod } from './fake-history.ts';
import { sampleState } from './sample-state.ts';

/** Where the screen stands. */
export const gridHash = '#/grid';

const dayMs = 24 * 3600_000;
const agoOf = (at: string) => (seconds: number) => new Date(Date.parse(at) - seconds * 1000).toISOString();

/** The sample building, limited by the operator through the channel emt1. */
export function operatedState(): State {
  const state = sampleState();
  return {
    ...state,
    variables: [
      { name: 'AVAIL', value: 40, at: agoOf(state.at)(360), source: 'channel:emt1', stale: false, owner: 'emt1' },
    ],
    limits: state.limits.map((limit) => ({ ...limit, source: 'AVAIL by channel:emt1' })),
  };
}

/** What the sample's gateway, channels, certificates and log are; tests change what they need. */
export class FakeGrid {
  gateway: Gateway | undefined = {
    address: '10.11.120.2:4433',
    certificate: 'cls',
    functions: { ocpp: false, limit: true, tariff: false, administration: false },
  };
  channels: ChannelView[];
  certificates: CertificateView[];
  log: LogRow[];
  /** What limited when, oldest first. */
  limits: LimitPeriod[];
  broken: { chain: string; row: number; why: string } | null = null;
  /** Bodies of the changes, by route, the last one. */
  readonly put: Record<string, Record<string, unknown>> = {};
  /** What stands in place of the answer of a route. */
  refusals: Record<string, readonly [status: number, answer: unknown]> = {};

  constructor(at: string = new Date().toISOString()) {
    const ago = agoOf(at);
    this.channels = [
      channel({ id: 'emt1', since: ago(7200) }),
      channel({
        id: 'tariff',
        scenario: 'HKS4',
        destination: undefined,
        listen: '10.11.120.3:4433',
        role: 'supplier',
        variables: ['TARIF'],
        status: 'waiting',
        experimental: true,
        retryAt: new Date(Date.parse(at) + 95_000).toISOString(),
        tls: null,
        connections: 0,
        lastError: {
          layer: 'certificate',
          code: 'notPinned',
          message: 'The gateway shows another certificate than the pinned one.',
          at: ago(20),
        },
      }),
    ];
    this.certificates = [
      certificate({
        name: 'cls',
        usedBy: ['emt1', 'tariff'],
        notAfter: new Date(Date.parse(at) + 31.5 * dayMs).toISOString(),
      }),
      certificate({ name: 'cls-2', curve: 'P-256', notAfter: new Date(Date.parse(at) + 2000 * dayMs).toISOString() }),
    ];
    this.log = sampleLog(ago);
    this.limits = sampleLimits(Date.parse(at));
  }

  routes(): Readonly<Record<string, FakeRoute>> {
    const routes: Record<string, FakeRoute> = {
      'GET /api/v1/smgw': () =>
        this.gateway === undefined ? [404, { error: 'notFound', message: 'No gateway' }] : [200, this.gateway],
      'PUT /api/v1/smgw': (body) => {
        this.gateway = body as unknown as Gateway;
        return [200, this.gateway];
      },
      'GET /api/v1/smgw/channels': () => [200, { channels: this.channels }],
      'PUT /api/v1/smgw/channels/emt2': (body) => {
        const made = channel({ ...(body as Partial<ChannelView>), id: 'emt2', status: 'connecting' });
        this.channels = [...this.channels, made];
        return [200, made];
      },
      'PUT /api/v1/smgw/channels/emt1': (body) => {
        this.channels = this.channels.map((one) => (one.id === 'emt1' ? channel({ ...body, id: 'emt1' }) : one));
        return [200, {}];
      },
      'DELETE /api/v1/smgw/channels/tariff': () => {
        this.channels = this.channels.filter(({ id }) => id !== 'tariff');
        return [204, ''];
      },
      'POST /api/v1/smgw/channels/emt1/test': () => [
        200,
        {
          ok: false,
          layers: [
            { layer: 'tcp', ok: true, message: 'Connected to 10.11.120.2:4433.', ms: 12 },
            { layer: 'tls', ok: true, message: 'TLS 1.3 agreed.', ms: 140 },
            { layer: 'certificate', ok: true, message: 'The pinned certificate.', ms: 1 },
            { layer: 'socks', ok: false, message: 'The gateway does not allow this destination.', ms: 31 },
          ],
        },
      ],
      'POST /api/v1/variables/AVAIL/release': () => [204, ''],
      'GET /api/v1/certificates': () => [200, this.certificates],
      'POST /api/v1/certificates': (body) => {
        const made = certificate({ ...(body as Partial<CertificateView>), name: String(body.name) });
        this.certificates = [...this.certificates, made];
        return [201, made];
      },
      'PUT /api/v1/certificates/own': () => {
        this.certificates = [...this.certificates, certificate({ name: 'own', source: 'uploaded' })];
        return [200, {}];
      },
      'DELETE /api/v1/certificates/cls': () => [409, { error: 'inUse', message: 'emt1 uses it' }],
      'POST /api/v1/certificates/cls/csr': () => [
        200,
        { name: 'cls', csrPem: '-----BEGIN CERTIFICATE REQUEST-----\n' },
      ],
      'GET /api/v1/grid/log': () => [200, { rows: this.log, signed: {} }],
      'GET /api/v1/grid/log/verify': () => [
        200,
        {
          ok: this.broken === null,
          rows: this.broken === null ? { grid: 9, power: 3, audit: 2 } : null,
          broken: this.broken,
        },
      ],
      'GET /api/v1/grid/log/identities': () => [
        200,
        [
          { pseudonym: 'p1', kind: 'certificate', name: 'c0ffee'.repeat(10), since: '' },
          { pseudonym: 'p2', kind: 'user', name: 'Anna', since: '' },
        ],
      ],
      // Nothing was kept yet.
      'GET /api/v1/history': () => [200, { from: new Date(0), to: new Date(0), everyS: 900, series: [] }],
      'GET /api/v1/grid/limits': () => [200, { limits: this.limits }],
      'POST /api/v1/grid/test': () => [200, { until: new Date().toISOString() }],
      'DELETE /api/v1/grid/test': () => [204, ''],
    };
    return Object.fromEntries(
      Object.entries(routes).map(([route, answer]) => [
        route,
        (body, asked) => {
          if (!route.startsWith('GET')) this.put[route] = body;
          return this.refusals[route] ?? answer(body, asked);
        },
      ]),
    );
  }
}

export function channel(given: Partial<ChannelView> & { id: string }): ChannelView {
  return {
    scenario: 'HKS3',
    destination: 'emt.example:443',
    peerCertificatePem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    addressing: 'socks5',
    use: 'http',
    role: 'operator',
    variables: ['AVAIL'],
    enabled: true,
    status: 'up',
    since: new Date().toISOString(),
    retryAt: null,
    lastError: null,
    connections: 1,
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', peerSha256: 'ab'.repeat(32) },
    experimental: false,
    ...given,
  };
}

function certificate(given: Partial<CertificateView> & { name: string }): CertificateView {
  return {
    curve: 'brainpoolP256r1',
    subject: 'NTW-0123456789ABCDEF',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2036-01-01T00:00:00.000Z',
    validity: 'valid',
    sha256: '0123456789abcdef'.repeat(4),
    selfSigned: true,
    source: 'made',
    usedBy: [],
    certificatePem: '',
    ...given,
  };
}

/** What the log below comes to: everything allowed, a test that one charge point did not confirm, a limit that holds. */
function sampleLimits(nowMs: number): LimitPeriod[] {
  const ago = (seconds: number) => nowMs - seconds * 1000;
  const limit = { id: 'operator', place: 'house', unit: 'W' } as const;
  return [
    limitPeriod({
      ...{ row: 2, at: ago(7200), endedAt: ago(360) },
      data: { source: 'channel:emt1', by: 'p1', values: { AVAIL: 100 } },
      limits: [{ ...limit, value: 55_200 }],
    }),
    limitPeriod({
      ...{ row: 8, at: ago(900), endedAt: ago(839.7), endedWhy: 'over', source: 'test', by: 'p2' },
      data: { source: 'test', by: 'p2', values: {}, circuit: 'house', limitW: 4200, durationS: 60 },
      limits: [{ id: 'test:limit', place: 'house', value: 4200, unit: 'W' }],
      ...{ unconfirmed: ['E3'], gridW: null, chargePointsW: null },
    }),
    limitPeriod({ row: 11, at: ago(360), endedAt: null, limits: [{ ...limit, value: 22_000 }] }),
  ];
}

/** A command in force, one that was overtaken, one that was refused, a silence, a release. */
function sampleLog(ago: (seconds: number) => string): LogRow[] {
  let seq = 0;
  const row = (seconds: number, kind: string, data: Record<string, unknown>): LogRow => {
    seq += 1;
    return { stream: 'grid', seq, at: ago(seconds), kind, data, hash: '' };
  };
  return [
    row(90_000, 'started', { version: '1' }),
    row(7200, 'command', { source: 'channel:emt1', by: 'p1', values: { AVAIL: 100 } }),
    row(7199.8, 'applied', { cmd: 2, limits: [] }),
    row(7198, 'confirmed', { cmd: 2, offeredA: { E1: 16, E2: 16 } }),
    row(4000, 'failsafe', { variable: 'AVAIL', limits: [] }),
    row(3900, 'failsafeOver', { variable: 'AVAIL', limits: [] }),
    row(3600, 'command', { source: 'channel:emt1', by: 'p1', values: { PWR: 1 }, refused: 'notListed' }),
    row(900, 'command', { source: 'test', by: 'p2', values: {}, circuit: 'house', limitW: 4200, durationS: 60 }),
    row(899.7, 'applied', { cmd: 8, limits: [] }),
    row(839.7, 'ended', { cmd: 8, why: 'over', unconfirmed: ['E3'] }),
    row(360, 'command', { source: 'channel:emt1', by: 'p1', values: { AVAIL: 40 } }),
    row(360, 'ended', { cmd: 2, why: 'overtaken', next: 11 }),
    row(359.8, 'applied', { cmd: 11, limits: [{ id: 'operator', place: 'house', value: 22_000, unit: 'W' }] }),
    row(358.9, 'confirmed', { cmd: 11, offeredA: { E1: 11, E3: 10 } }),
    row(358.5, 'confirmed', { cmd: 11, offeredA: { E2: 0, E4: 8 } }),
  ];
}
