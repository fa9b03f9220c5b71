import type { SessionDetail, SessionShape, SiteDocument } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

/** A house with people, cards and two months of sessions: what the box answers about them, scripted. */
export class FakeHouse {
  site: SiteDocument;
  /** Raised with every change; stands in the ETag. */
  version = 1;
  pins = new Set(['anna']);
  used: Record<string, number> = { anna: 31.4, noor: 52.1 };
  /** What a card reader would have shown. */
  learned: string | null = null;
  learning = false;
  sessions: SessionDetail[] = someSessions();
  /** What the page sent last, by route. */
  readonly put: Record<string, unknown> = {};
  /** Set: PUT site is refused with this. */
  refusesSite: { status: number; error: string; message: string; path?: string } | undefined;

  constructor(edit: (site: SiteDocument) => SiteDocument = (site) => site) {
    this.site = edit(someSite());
  }

  routes(): Record<string, FakeRoute> {
    return {
      'GET /api/v1/site': () => [200, this.site, { etag: `"${this.version}"` }],
      'PUT /api/v1/site': (body, { headers }) => {
        this.put.site = body;
        if (this.refusesSite !== undefined) return [this.refusesSite.status, this.refusesSite];
        if (headers['if-match'] !== `"${this.version}"`) return [412, { error: 'changed', message: 'changed' }];
        this.site = body as unknown as SiteDocument;
        this.version += 1;
        return [200, { ok: true, etag: String(this.version) }];
      },
      'GET /api/v1/users': () => [200, { users: this.#users() }],
      'PUT /api/v1/users/noor/pin': (body) => {
        this.put.pin = body;
        if (body.pin === '1111') return [409, { error: 'exists', message: 'in use', path: 'pin' }];
        this.pins.add('noor');
        return [204];
      },
      'DELETE /api/v1/users/anna/pin': () => {
        this.pins.delete('anna');
        return [204];
      },
      'POST /api/v1/users/noor/budget': (body) => {
        this.put.budget = body;
        return [204];
      },
      'POST /api/v1/tags/learn': (body) => {
        this.put.learn = body;
        this.learning = true;
        return [201, this.#learn()];
      },
      'GET /api/v1/tags/learn': () => [200, this.#learn()],
      'DELETE /api/v1/tags/learn': () => {
        this.learning = false;
        return [204];
      },
      'GET /api/v1/sessions': (_, { query }) => [200, this.#list(query)],
      ...Object.fromEntries(
        this.sessions.flatMap(({ id }): [string, FakeRoute][] => [
          [`GET /api/v1/sessions/${id}`, () => [200, this.sessions.find((one) => one.id === id)]],
          [`POST /api/v1/sessions/${id}/corrections`, (body) => [201, this.#correct(id, body)]],
        ]),
      ),
    };
  }

  #users() {
    return (this.site.users ?? []).map(({ id, name, budget }) => ({
      ...{ id, name, pin: this.pins.has(id) },
      budget: budget === undefined ? null : { unit: budget.unit, amount: budget.amount, used: this.used[id] ?? 0 },
    }));
  }

  #learn() {
    const until = new Date(Date.now() + 48_000).toISOString();
    return { open: this.learning, until: this.learning ? until : null, chargePoint: null, uid: this.learned };
  }

  #list(query: URLSearchParams) {
    const month = query.get('month') ?? '';
    const fits = (one: SessionDetail): boolean =>
      one.pluggedAt.startsWith(month) &&
      (['user', 'tag', 'chargePoint'] as const).every(
        (name) => !query.has(name) || query.get(name) === (one[name] ?? ''),
      );
    const sessions = this.sessions.filter(fits);
    const sum = (of: (one: SessionShape) => number) => sessions.reduce((all, one) => all + of(one), 0);
    const totals = {
      ...{ sessions: sessions.length, energyWh: sum((one) => one.energyWh), gridWh: sum((one) => one.gridWh) },
      ...{ solarWh: sum((one) => one.solarWh), batteryWh: sum((one) => one.batteryWh) },
      ...{ costCt: sum((one) => one.costCt), unpricedWh: sum((one) => one.unpricedWh) },
    };
    return { from: `${month}-01T00:00:00+01:00`, to: `${month}-28T00:00:00+01:00`, sessions, totals };
  }

  #correct(id: number, body: Record<string, unknown>): SessionDetail {
    this.put.correction = body;
    const was = this.sessions.find((one) => one.id === id) as SessionDetail;
    const { why, ...what } = body as { why: string };
    const row = { at: '2026-11-28T12:00:00+01:00', who: 'admin', why, ...what };
    const now = { ...was, ...what, corrected: true, corrections: [...was.corrections, row] };
    this.sessions = this.sessions.map((one) => (one.id === id ? now : one));
    return now;
  }
}

function someSite(): SiteDocument {
  return {
    name: 'Kerkstraat 12',
    timezone: 'Europe/Amsterdam',
    circuits: [{ id: 'house', fuseA: 80 }],
    devices: ['E1', 'E2', 'E3', 'E4'].map((id, k) => ({
      ...{ id, definition: 'keba-p30', address: `10.0.0.${20 + k}:502` },
      name: ['Tesla bay', 'Guest bay', 'Kangoo, tradesmen', 'Second floor'][k] ?? id,
    })),
    users: [
      { id: 'anna', name: 'Anna', chargePoints: ['E1'], budget: { unit: 'kWh', amount: 120, period: 'month' } },
      {
        ...{ id: 'noor', name: 'Noor de Vries', chargePoints: ['E2', 'E4'], priority: 5 },
        budget: { unit: 'kWh', amount: 50, period: 'week' },
      },
      { id: 'hausmeister', name: 'Hausmeisterdienst Schulz', chargePoints: ['E3'] },
    ],
    tags: [
      { id: 'blue', uid: '04A2B1C0', name: 'Blue card', user: 'anna', functions: ['authorise'] },
      { id: 'noors', uid: '04A2B1C1', user: 'noor', functions: ['authorise', 'current:10'] },
      {
        ...{ id: 'guest', uid: '04A2B1C2', name: 'Guest', user: 'noor', functions: ['authorise', 'budget:20kWh/day'] },
        ...{ validUntil: '2026-12-06T23:59:59+01:00', uses: 3 },
      },
    ],
  };
}

const ocmf =
  'OCMF|{"FV":"1.0","GI":"ABL SBC-301","GS":"808829900001","PG":"T12345","MV":"Phoenix Contact","RD":[{"TM":"2026-11-26T08:03:11,000+0100 S","RV":412.001,"RU":"kWh"}]}|{"SD":"887FABF407AC82782EEFFF2220C2F856AEB0BC22364BBCC6B55761911ED651D1"}';

const empty = {
  ...{ batteryWh: 0, gapWh: 0, unpricedWh: 0, meter: 'chargePoint' as const, corrected: false, flags: [] },
};

/** One session as the box tells it; what is given counts. */
export function sessionOf(given: Partial<SessionShape> & { id: number; pluggedAt: string }): SessionDetail {
  const solarWh = given.solarWh ?? 0;
  const energyWh = given.energyWh ?? 8_000;
  const batteryWh = given.batteryWh ?? 0;
  const gridWh = energyWh - solarWh - batteryWh;
  const shape: SessionShape = {
    ...empty,
    ...{ chargePoint: 'E1', name: 'Tesla bay', unpluggedAt: `${given.pluggedAt.slice(0, 11)}17:40:00+01:00` },
    ...{ pluggedS: 9_000, chargedS: 7_200, firstChargeAt: given.pluggedAt, lastChargeAt: given.pluggedAt },
    ...{ meterDevice: 'E1', meterStartWh: 412_001, meterStopWh: 412_001 + energyWh },
    ...{ energyWh, gridWh, solarWh, batteryWh, costCt: (gridWh * 30.125 + solarWh * 8) / 1000, user: null, tag: null },
    ...given,
  };
  const part = (wh: number, k: number) => (k === 0 ? wh - 3 * Math.floor(wh / 4) : Math.floor(wh / 4));
  const hour = given.pluggedAt.slice(0, 14);
  return {
    ...shape,
    recorded: shape,
    quarters: [0, 1, 2, 3].map((k) => ({
      ...{ from: `${hour}${String(15 * k).padStart(2, '0')}:00+01:00`, energyWh: part(energyWh, k) },
      ...{ gridWh: part(gridWh, k), solarWh: part(solarWh, k), batteryWh: part(batteryWh, k) },
      ...{ priceCt: k < 2 ? 30.125 : 24.5, ownCt: 8, tariff: k < 2 ? 'day' : 'night', gap: false },
      costCt: (part(gridWh, k) * (k < 2 ? 30.125 : 24.5) + part(solarWh, k) * 8) / 1000,
    })),
    corrections: [],
    signed: [],
  };
}

function someSessions(): SessionDetail[] {
  const running = { unpluggedAt: null, energyWh: 2_345, user: 'anna', tag: 'blue' };
  return [
    sessionOf({ id: 6, pluggedAt: '2026-10-29T14:05:00+01:00', user: 'anna', tag: 'blue' }),
    sessionOf({ id: 7, pluggedAt: '2026-11-02T14:05:00+01:00', user: 'anna', tag: 'blue', solarWh: 3_200 }),
    sessionOf({
      ...{ id: 8, pluggedAt: '2026-11-10T08:30:00+01:00', chargePoint: 'E2', name: 'Guest bay', energyWh: 21_345 },
      ...{ user: 'noor', tag: 'noors', flags: ['gap', 'estimated'], gapWh: 1_200, meter: 'soft', meterDevice: 'E2' },
    }),
    sessionOf({ id: 9, pluggedAt: '2026-11-21T10:12:00+01:00', energyWh: 12_000, solarWh: 6_000, batteryWh: 2_000 }),
    {
      ...sessionOf({ id: 10, pluggedAt: '2026-11-26T08:00:00+01:00', user: 'noor', tag: 'guest', unpricedWh: 500 }),
      signed: [
        {
          ...{ at: '2026-11-26T08:03:11+01:00', place: 'begin', source: 'ocpp', format: 'OCMF', text: ocmf },
          publicKey: '3056301006072A8648CE3D020106052B8104000A03420004',
        },
      ],
    },
    sessionOf({ ...{ id: 11, pluggedAt: '2026-11-28T10:00:00+01:00' }, ...running }),
  ];
}
