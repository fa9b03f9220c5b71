import type { CheckResult, SiteDocument } from '../../../firmware/api/shapes.ts';
import type { FakeRoute } from '../fake-box.ts';
import { FakeDevices } from '../fake-devices.ts';

export const houseOnly: SiteDocument = {
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', name: 'House connection', fuseA: 80 }],
};

/** A meter at the house connection and a charge point, both named. */
export const twoDevices: SiteDocument = {
  ...houseOnly,
  devices: [
    {
      ...{ id: 'M1', name: 'Grid meter', definition: 'eastron-sdm630', address: '10.0.0.5:502' },
      ...{ role: 'grid', circuit: 'house' },
    },
    { id: 'E1', name: 'Carport', circuit: 'house', definition: 'keba-p30', address: '10.0.0.21:502' },
  ],
};

export const meterCheck: CheckResult = {
  ...{ id: 'c1', kind: 'meter', device: 'M1', meter: 'M1', chargePoints: ['E1'], status: 'running', code: 'settling' },
  ...{ sign: [], ratio: [], phases: [], confidence: 0, siteChange: null, restAssumed: false, steps: [] },
  ...{ startedAt: '2026-11-28T12:00:00.000Z', endsAt: '2026-11-28T12:10:00.000Z' },
};

/** A box in its first start, as far as the page asks it. `document` undefined: it has no site yet. */
export class FakeFirstStart extends FakeDevices {
  document: SiteDocument | undefined;

  constructor(document?: SiteDocument) {
    super();
    this.document = document;
  }

  override routes(): Readonly<Record<string, FakeRoute>> {
    const refused = (route: string) => this.refusals[route];
    return {
      ...super.routes(),
      'GET /api/v1/site': () =>
        this.document === undefined
          ? [404, { error: 'noSite', message: 'no site' }]
          : [200, this.document, { etag: `"${this.etag}"` }],
      'PUT /api/v1/site': (body, { headers }) => {
        this.sent.push({ route: 'PUT /api/v1/site', body });
        const refusal = refused('PUT /api/v1/site');
        if (refusal !== undefined) return refusal;
        const isFirst = headers['if-none-match'] === '*';
        const fits = isFirst ? this.document === undefined : headers['if-match'] === `"${this.etag}"`;
        if (!fits) return [412, { error: 'conflict', message: 'somebody was faster' }];
        this.document = body as unknown as SiteDocument;
        this.etag += 1;
        return [200, { ok: true, etag: String(this.etag) }];
      },
      'POST /api/v1/formulas/check': ({ formula }) =>
        String(formula).trim().endsWith('/')
          ? [200, { ok: false, fault: { code: 'incomplete', message: 'the formula ends', from: 16, to: 16 } }]
          : [200, { ok: true, names: ['CM.avail'], value: null, missing: ['CM.avail'] }],
      'GET /api/v1/formulas/names': () => [200, { names: [], functions: [] }],
      'POST /api/v1/checks': (body) => {
        this.sent.push({ route: 'POST /api/v1/checks', body });
        const refusal = refused('POST /api/v1/checks');
        if (refusal !== undefined) return refusal;
        this.check = { ...meterCheck, device: String(body.device) };
        return [201, this.check];
      },
      'GET /api/v1/checks/c1': () => (this.check === undefined ? [404, { error: 'notFound' }] : [200, this.check]),
      'DELETE /api/v1/checks/c1': () => {
        if (this.check !== undefined) this.check = { ...this.check, status: 'failed', code: 'ended' };
        return [204, ''];
      },
      'GET /api/v1/smgw': () => [404, { error: 'notFound', message: 'no gateway' }],
      'GET /api/v1/smgw/channels': () => [200, { channels: [] }],
      'GET /api/v1/certificates': () => [200, []],
    };
  }
}
