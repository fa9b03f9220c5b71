import type {
  CheckResult,
  FoundDevice,
  LinesState,
  ProductView,
  ScanResult,
  SerialPortView,
  SiteDocument,
} from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

const product = (given: Partial<ProductView> & Pick<ProductView, 'id' | 'vendor' | 'model' | 'kind'>): ProductView => ({
  status: 'community',
  reachedBy: ['tcp'],
  defaults: { unitId: 1, port: 502, baudRate: null, dataBits: null, parity: null, stopBits: null, topic: null },
  minCurrentA: null,
  maxCurrentA: null,
  defaultMaxCurrentA: null,
  switchesPhases: false,
  measuresCurrent: true,
  limitsPower: false,
  hasConnectors: false,
  findsModels: false,
  everyS: null,
  doubtful: [],
  quirks: [],
  ...given,
});

const charges = { kind: 'chargePoint', minCurrentA: 6, maxCurrentA: 32, defaultMaxCurrentA: 32 } as const;

export const sampleProducts: readonly ProductView[] = [
  product({ id: 'eastron-sdm630', vendor: 'Eastron', model: 'SDM630', kind: 'meter', reachedBy: ['serial', 'tcp'] }),
  product({ id: 'eastron-sdm72d-m', vendor: 'Eastron', model: 'SDM72D-M', kind: 'meter', reachedBy: ['serial'] }),
  product({ ...charges, id: 'heidelberg', vendor: 'Heidelberg', model: 'Energy Control', reachedBy: ['serial'] }),
  product({
    ...charges,
    id: 'keba-p30',
    vendor: 'KEBA',
    model: 'KeContact P30',
    defaults: { unitId: 255, port: 502, baudRate: null, dataBits: null, parity: null, stopBits: null, topic: null },
    switchesPhases: true,
    quirks: ['DIP DSW1.3 ON'],
    doubtful: [{ quantity: 'current_limit', what: 'sources disagree on its unit' }],
  }),
  product({ ...charges, id: 'keba-p40', vendor: 'KEBA', model: 'KeContact P40', status: 'unverified' }),
  product({ id: 'shelly-pro-3em', vendor: 'Shelly', model: 'Pro 3EM', kind: 'meter', reachedBy: ['http'] }),
  product({ id: 's0-meter', vendor: 'Any', model: 'S0 meter', kind: 'meter', reachedBy: ['contact'] }),
  product({ id: 'tasmota-mqtt', vendor: 'Tasmota', model: 'Energy', kind: 'meter', reachedBy: ['mqtt'] }),
];

export const samplePorts: readonly SerialPortView[] = [
  { path: '/dev/ttyS0', port: '/dev/ttyS0', name: null, line: 'rs485-1' },
  { path: '/dev/serial/by-id/usb-FTDI_Cable', port: '/dev/ttyUSB0', name: 'FTDI Cable', line: null },
];

export const sampleSite = (): SiteDocument => ({
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  mode: 'manage',
  circuits: [
    { id: 'house', name: 'House connection', fuseA: 80 },
    { id: 'garage', name: 'Garage', parent: 'house', fuseA: 32 },
  ],
  lines: [{ id: 'rs485-1', kind: 'serial', path: '/dev/ttyS0', baudRate: 19200, parity: 'even' }],
  brokers: [{ id: 'mosquitto', address: '10.0.0.9:1883' }],
  devices: [
    { id: 'M1', name: 'Grid meter', definition: 'eastron-sdm630', line: 'rs485-1', unitId: 1, role: 'grid' },
    { id: 'E1', name: 'Tesla bay', definition: 'keba-p30', address: '10.0.0.21:502', circuit: 'garage', priority: 2 },
    {
      ...{ id: 'E2', name: 'Guest bay', definition: 'heidelberg', line: 'rs485-1', unitId: 3, circuit: 'garage' },
      ...{ phases: 'L2L3L1', rules: [{ id: 'r1', if: '1', charge: 'max' }] },
    } as never,
    { id: 'M2', name: 'Roof', definition: 'shelly-pro-3em', address: '10.0.0.31', role: 'generation', enabled: false },
  ],
});

export const foundKeba: FoundDevice = {
  ...{ line: null, path: null, setting: null, address: '10.0.0.20:502', unitId: 255, name: null, device: null },
  products: [
    { definition: 'keba-p30', vendor: 'KEBA', model: 'KeContact P30', kind: 'chargePoint', values: { serial: 17 } },
  ],
};

const meterValues = { voltageV: [230.5, 229.3, 231], powerW: [2420, -1432, 115] };
export const foundMeter: FoundDevice = {
  ...{ line: null, path: '/dev/serial/by-id/usb-FTDI_Cable', address: null, unitId: 2, name: null, device: null },
  setting: { baudRate: 9600, parity: 'none', stopBits: 1 },
  products: ['eastron-sdm630', 'eastron-sdm72d-m'].map((definition) => ({
    ...{ definition, vendor: 'Eastron', model: definition.slice(8).toUpperCase(), kind: 'meter', values: meterValues },
  })),
};

const traffic = {
  ...{ requests: 5000, answers: 4990, timeouts: 10, timeoutShare: 0.002, exceptions: 0, errors: 0, lastError: null },
  lastAnswer: new Date(Date.now() - 1500).toISOString(),
  answerMs: { median: 18, p95: 31, longest: 90 },
};
const line = {
  ...{ connected: true, requests: 9000, replies: 8980, timeouts: 20, exceptions: 0, framingErrors: 0, mismatches: 0 },
  ...{ strayFrames: 0, reconnects: 0, expired: 0, queue: { length: 0, longestWaitMs: 40 }, lastError: null },
};

export const sampleLines = (): LinesState => ({
  at: new Date().toISOString(),
  lines: [
    { ...line, id: 'rs485-1', kind: 'serial', devices: ['M1', 'E2'], load: { planned: 0.91, actual: 0.88 } },
    { ...line, id: '10.0.0.21:502', kind: 'tcp', devices: ['E1'], load: { planned: 0.1, actual: 0.12 } },
  ],
  devices: [
    deviceOn('M1', 'rs485-1', 'online'),
    {
      ...deviceOn('E2', 'rs485-1', 'degraded'),
      traffic: {
        ...traffic,
        timeouts: 900,
        timeoutShare: 0.18,
        lastError: { message: 'no answer in 250 ms', at: new Date(Date.now() - 60_000).toISOString() },
      },
    },
    deviceOn('E1', '10.0.0.21:502', 'online'),
  ],
});

const deviceOn = (id: string, on: string, health: LinesState['devices'][number]['health']) => ({
  ...{ id, line: on, health, since: new Date(Date.now() - 3_600_000).toISOString(), fault: null, traffic },
  polls: { everyMs: 1000, requestsPerPoll: 2, mediumEveryMs: 5000 },
});

/** A box with devices, as far as the screen of devices asks it. What was sent stands in `sent`. */
export class FakeDevices {
  site = sampleSite();
  products = sampleProducts;
  ports = samplePorts;
  lines = sampleLines();
  check: CheckResult | undefined;
  /** Charge points that came by OCPP and were not let in. */
  seen: readonly object[] = [];
  etag = 1;
  scan: ScanResult | undefined;
  /** What the next scan becomes at once. */
  next: Partial<ScanResult> = { state: 'done', found: [foundKeba] };
  readonly sent: { readonly route: string; readonly body: Record<string, unknown> }[] = [];
  /** Answers in place of our own, by route. */
  refusals: Record<string, readonly [number, unknown]> = {};

  routes(): Readonly<Record<string, FakeRoute>> {
    const routes: Record<string, FakeRoute> = {
      'GET /api/v1/site': () => [200, this.site],
      'PUT /api/v1/site': (body) => {
        this.site = body as unknown as SiteDocument;
        return [200, { etag: String(++this.etag) }];
      },
      'GET /api/v1/definitions': () => [200, { products: this.products }],
      'GET /api/v1/serial-ports': () => [200, { ports: this.ports }],
      'GET /api/v1/lines': () => [200, this.lines],
      'GET /api/v1/ocpp/server': () => [
        200,
        { listening: true, port: 19_520, error: null, chargeBoxes: [], seen: this.seen },
      ],
      'POST /api/v1/scan': () => {
        this.scan = {
          ...{ id: 's1', state: 'running', progress: { done: 3, total: 12, what: '10.0.0.20:502 1' }, found: [] },
          ...{ message: null, startedAt: new Date().toISOString(), ...this.next },
        };
        return [201, this.scan];
      },
      'GET /api/v1/scan/s1': () => (this.scan === undefined ? [404, { error: 'notFound' }] : [200, this.scan]),
      'DELETE /api/v1/scan/s1': () => {
        if (this.scan !== undefined) this.scan = { ...this.scan, state: 'ended' };
        return [204, ''];
      },
      'POST /api/v1/definitions/import': (body) => [
        200,
        { definition: { id: 'user-plug' }, leftOut: [{ path: 'many', why: 'too many' }], kept: body.keep },
      ],
      'PUT /api/v1/secrets/e3': () => [204, ''],
      'PUT /api/v1/secrets/m3': () => [204, ''],
      'PUT /api/v1/secrets/mosquitto': () => [204, ''],
    };
    return Object.fromEntries(
      Object.entries(routes).map(([route, answer]) => [
        route,
        (body, asked) => {
          if (!route.startsWith('GET')) this.sent.push({ route, body });
          return this.refusals[route] ?? answer(body, asked);
        },
      ]),
    );
  }

  last(route: string): Record<string, unknown> | undefined {
    return this.sent.findLast((one) => one.route === route)?.body;
  }
}
