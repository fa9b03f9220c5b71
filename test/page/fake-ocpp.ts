import type { BackendView, OcppDropped, OcppLogEntry, OcppServerView } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

const today = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();

/** OCPP as an administrator may find it: a backend with a station that works and one that is not released, a charge point, a stranger. */
export class FakeOcpp {
  backends: BackendView[] = [backend()];
  port: OcppServerView = port();
  dropped: OcppDropped[] = [droppedMessage()];
  /** What was put last, by route. */
  readonly put: Record<string, unknown> = {};
  /** What PUT of a backend answers; undefined: it takes it. */
  refusal: readonly [number, object] | undefined;

  routes(): Record<string, FakeRoute> {
    return {
      'GET /api/v1/ocpp/backends': () => [200, { backends: this.backends }],
      'PUT /api/v1/ocpp/backends/nord': (body) => {
        if (this.refusal !== undefined) return this.refusal;
        this.put.nord = body;
        this.backends = [...this.backends, { ...backend(), ...(body as object), id: 'nord', stationStates: [] }];
        return [200, this.backends.at(-1)];
      },
      'PUT /api/v1/secrets/ocpp-nord': (body) => {
        this.put.secret = body;
        return [204];
      },
      'DELETE /api/v1/ocpp/backends/supplier': () => {
        this.backends = this.backends.filter(({ id }) => id !== 'supplier');
        return [204];
      },
      'POST /api/v1/ocpp/backends/supplier/test': () => [
        200,
        {
          ok: false,
          stationId: 'NW-E1',
          message: 'The backend answered 401 Unauthorized',
          layer: 'http',
          code: 'http401',
          ms: 81,
        },
      ],
      'GET /api/v1/ocpp/server': () => [200, this.port],
      'PUT /api/v1/ocpp/server': (body) => {
        this.put.server = body;
        this.port = { ...this.port, ...(body as object) };
        return [200, this.port];
      },
      'GET /api/v1/ocpp/log': () => [200, { entries: [entry(2), entry(1)] }],
      'GET /api/v1/ocpp/dropped': () => [200, { entries: this.dropped }],
      'POST /api/v1/ocpp/dropped/seen': (body) => {
        this.put.seen = body;
        this.dropped = this.dropped.map((one) => ({ ...one, seen: true }));
        return [204];
      },
      'GET /api/v1/certificates': () => [200, []],
      'GET /api/v1/smgw/channels': () => [200, { channels: [] }],
    };
  }
}

function backend(): BackendView {
  const station: BackendView['stationStates'][number] = {
    ...{
      stationId: 'NW-E1',
      devices: ['E1'],
      status: 'connected' as const,
      accepted: true,
      since: today(90),
      retryAt: null,
    },
    ...{ version: '1.6' as const, securityProfile: 2, tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' } },
    ...{ lastError: null, waiting: 0, problems: [] },
  };
  const failed = {
    layer: 'http',
    code: 'http401',
    message: 'The backend answered 401 Unauthorized',
    at: today(1),
  } as const;
  return {
    ...{ id: 'supplier', url: 'wss://csms.example/ocpp', version: '1.6', stationId: 'NW-{device}', secret: 'supplier' },
    ...{
      insecure: false,
      enabled: true,
      stations: 'perDevice',
      pingS: 60,
      authorise: 'backend',
      defaultTag: 'NETWACHT',
    },
    stationStates: [
      { ...station, problems: [] },
      { ...station, stationId: 'NW-E2', devices: ['E2'], accepted: false, problems: [] },
      {
        ...station,
        ...{ stationId: 'NW-E3', devices: ['E3'], status: 'waiting', accepted: false, retryAt: today(-1), waiting: 12 },
        ...{ lastError: failed, problems: [] },
      },
    ],
  };
}

const port = (): OcppServerView => ({
  ...{ tls: 'detect', listening: true, port: 19520, error: null },
  chargeBoxes: [
    {
      ...{ identity: 'CP-0815', devices: ['E4'], connected: true, version: '1.6', address: '10.0.0.31' },
      ...{
        vendor: 'Alfen',
        model: 'NG910',
        serial: '123',
        firmware: '6.4.0',
        abilities: {},
        clockOffsetS: 95,
        hasRival: false,
      },
      connectors: [
        {
          ...{ device: 'E4', status: 'Charging', errorCode: 'NoError', info: null, at: today(3) },
          ...{ wantedA: 8, heldA: 8, limitWay: 'TxDefaultProfile', limitError: null },
        },
      ],
    },
  ],
  seen: [
    {
      ...{ identity: 'EVSE-77', address: '10.0.0.44', why: 'no device of the site has this id', count: 3 },
      ...{ firstAt: today(5), lastAt: today(1) },
    },
  ],
});

const entry = (number: number): OcppLogEntry => ({
  ...{ number, at: today(2), side: 'backend', backend: 'supplier', station: 'NW-E1', direction: 'out', kind: 'call' },
  ...{ messageId: String(number), action: 'MeterValues', cut: false, note: null },
  payload: JSON.stringify({ connectorId: 1, meterValue: [{ timestamp: today(2), sampledValue: [{ value: '1234' }] }] }),
});

const droppedMessage = (): OcppDropped => ({
  ...{
    number: 7,
    backend: 'supplier',
    station: 'NW-E1',
    messageId: 'a',
    transaction: 't1',
    kind: 'stop',
    action: 'StopTransaction',
  },
  ...{ payload: {}, madeAt: today(600), givenUpAt: today(300), attempts: 5, why: 'FormationViolation', seen: false },
});
