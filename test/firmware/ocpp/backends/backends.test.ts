import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { Timers } from '../../../../drivers/link/timers.ts';
import { backendSchema } from '../../../../firmware/domain/ocpp-documents.ts';
import { backendViewSchema } from '../../../../firmware/domain/ocpp-views.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { Backends } from '../../../../firmware/ocpp/backends/backends.ts';
import type { RunningStation } from '../../../../firmware/ocpp/backends/running-station.ts';
import { type StationPlan, stationPlans } from '../../../../firmware/ocpp/backends/station-plans.ts';
import type { KeptBackend } from '../../../../firmware/ocpp/config/ocpp-desk.ts';
import { HealthBook } from '../../../../firmware/ocpp/health-book.ts';
import type { BackendState } from '../../../../firmware/ocpp/transport/client.ts';

const siteOf = (...ids: string[]) =>
  ({
    devices: ids.map((id) => ({ id, role: id.startsWith('E') ? 'chargePoint' : 'grid', enabled: id !== 'E9' })),
  }) as unknown as Site;
const backend = (id: string, more: object = {}): KeptBackend => ({
  id,
  document: backendSchema.parse({ url: 'wss://csms.example', version: '1.6', stationId: 'NW-{device}', ...more }),
});
const names = (plans: readonly StationPlan[]) =>
  plans.map((plan) => `${plan.backend}/${plan.stationId}=${plan.devices}`);

describe('the stations of backends', () => {
  it('are one for each charge point of the site that is on', () => {
    assert.deepEqual(names(stationPlans(siteOf('M1', 'E1', 'E2', 'E9'), [backend('a')])), ['a/NW-E1=E1', 'a/NW-E2=E2']);
  });

  it('are those that the backend names, in its order', () => {
    const devices = ['E3', 'E1', 'E7'];
    assert.deepEqual(names(stationPlans(siteOf('E1', 'E2', 'E3'), [backend('a', { devices })])), [
      'a/NW-E3=E3',
      'a/NW-E1=E1',
    ]);
  });

  it('can be one with a connector for each, and one more for the whole site', () => {
    const one = backend('a', { stations: 'one', stationId: 'HOUSE', siteStation: 'HOUSE-grid' });
    assert.deepEqual(names(stationPlans(siteOf('E1', 'E2'), [one])), ['a/HOUSE=E1,E2', 'a/HOUSE-grid=site']);
    assert.deepEqual(names(stationPlans(siteOf('M1'), [one])), ['a/HOUSE-grid=site']);
  });

  it('are none of a backend that is off, without a site, or twice under one name', () => {
    assert.deepEqual(stationPlans(siteOf('E1'), [backend('a', { enabled: false })]), []);
    assert.deepEqual(stationPlans(undefined, [backend('a')]), []);
    assert.deepEqual(names(stationPlans(siteOf('E1'), [backend('a', { siteStation: 'NW-E1' })])), ['a/NW-E1=E1']);
  });
});

class FakeStation implements RunningStation {
  accepted = false;
  waiting = 3;
  state: BackendState = { kind: 'stopped', lastFault: undefined };
  readonly authority;
  readonly #name: string;
  readonly #told: string[];

  constructor(name: string, told: string[]) {
    this.#name = name;
    this.#told = told;
    this.authority = {
      ...{ id: name, online: true, offline: () => undefined },
      authorise: async () => ({ status: 'Accepted' }) as const,
    };
  }
  start = () => {
    this.#told.push(`start ${this.#name}`);
    this.state = { kind: 'connecting', sinceMs: 0, lastFault: undefined };
  };
  stop = (how: string) => void this.#told.push(`${how} ${this.#name}`);
  again = () => {
    this.#told.push(`again ${this.#name}`);
    const lastFault = { layer: 'tcp', code: 'refused', sentence: 'Nothing listens there.', atMs: 5 } as const;
    this.state = { kind: 'waiting', failures: 1, retryAtMs: 2000, lastFault };
  };
  link = () => this.state;
  clockSet = () => {};
  health = () => [
    { id: 'x', severity: 'warning', code: 'ocppMessageRetry', what: this.#name, message: 'It is not taken.' } as const,
  ];
}

const instantly: Timers = {
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
  after(_ms, action) {
    setImmediate(action);
    return () => undefined;
  },
};

describe('backends that run', () => {
  let told: string[];
  let site: Site;
  let kept: KeptBackend[];
  let password: string;
  let backends: Backends;
  let nowMs: number;
  const stations = new Map<string, FakeStation>();
  const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs };

  beforeEach(() => {
    told = [];
    nowMs = 0;
    site = siteOf('E1', 'E2');
    kept = [backend('a'), backend('b', { devices: ['E2'] })];
    password = 'one';
    stations.clear();
    backends = new Backends({
      ...{ site: () => site, backends: () => kept, clock },
      timers: instantly,
      madeFrom: () => password,
      make: ({ backend: at, stationId }) => {
        if (stationId === 'NW-E8') throw new Error('it cannot be made');
        const station = new FakeStation(`${at}/${stationId}`, told);
        stations.set(`${at}/${stationId}`, station);
        return station;
      },
      log: { error: (_facts, sentence) => void told.push(sentence) },
    });
    backends.follow();
    told.splice(0);
  });

  it('follow the site: who comes starts, who goes ends, the others are left alone', () => {
    site = siteOf('E2', 'E3');
    backends.follow();
    assert.deepEqual(told, ['gone a/NW-E1', 'start a/NW-E3']);
  });

  it('follow a document that only concerns one of them', () => {
    kept = [backend('a', { url: 'wss://other.example' }), backend('b', { devices: ['E2', 'E1'] })];
    backends.follow();
    assert.deepEqual(told, ['paused a/NW-E1', 'paused a/NW-E2', 'start a/NW-E1', 'start a/NW-E2', 'start b/NW-E1']);
  });

  it('end in other ways: one whose backend is off may come back, one that nobody names any more is forgotten', () => {
    const [a = backend('a')] = kept;
    kept = [backend('a', { enabled: false })];
    backends.follow();
    assert.deepEqual(told.splice(0), ['off a/NW-E1', 'off a/NW-E2', 'gone b/NW-E2']);
    kept = [a];
    backends.follow();
    told.splice(0);
    const off = (id: string) => ({
      ...site,
      devices: site.devices.map((one) => (one.id === id ? { ...one, enabled: false } : one)),
    });
    site = off('E1') as Site;
    backends.follow();
    assert.deepEqual(told.splice(0), ['off a/NW-E1']);
    backends.stop();
    assert.deepEqual(told, ['paused a/NW-E2']);
  });

  it('are made anew with another password, and not without a change', () => {
    backends.follow();
    assert.deepEqual(told, []);
    password = 'two';
    backends.follow();
    assert.equal(told.length, 6);
  });

  it('go on where one of them cannot be made', () => {
    site = siteOf('E8', 'E1', 'E2');
    backends.follow();
    assert.deepEqual(told, ['An OCPP station could not be started or ended']);
    assert.equal(backends.stations().length, 3);
  });

  it('may each say whether a card charges, in their order', () => {
    assert.deepEqual(
      backends.authorities('E2').map(({ id }) => id),
      ['a/NW-E2', 'b/NW-E2'],
    );
    assert.deepEqual(
      backends.authorities('E1').map(({ id }) => id),
      ['a/NW-E1'],
    );
  });

  it('are shown with each station, and why it is not there', async () => {
    const [a = backend('a')] = kept;
    assert.deepEqual(await backends.test('a'), {
      ...{ ok: false, stationId: 'NW-E1', message: 'Nothing listens there.', layer: 'tcp', code: 'refused', ms: 0 },
    });
    const view = backends.view(a);
    assert.ok(backendViewSchema.safeParse(view).success);
    const [first] = view.stationStates;
    assert.deepEqual([first?.status, first?.retryAt, first?.waiting], ['waiting', '1970-01-01T00:00:02.000Z', 3]);
    assert.deepEqual(first?.lastError?.message, 'Nothing listens there.');
    assert.deepEqual(first?.problems, [{ code: 'ocppMessageRetry', message: 'It is not taken.' }]);
    kept = [];
    backends.follow();
    await assert.rejects(backends.test('a'), { code: 'noStation' });
  });

  it('are told as ill once they have been away for three minutes, with the reason', () => {
    const book = new HealthBook(clock);
    const down = () => book.of(backends.health()).filter(({ code }) => code === 'ocppBackendDown');
    const ill = () => down().map(({ what, since }) => `${what} since ${since}`);
    stations.get('a/NW-E1')?.again();
    assert.deepEqual(ill(), []);
    nowMs = 180_000;
    for (const [name, station] of stations) {
      if (name === 'a/NW-E1') continue;
      station.accepted = true;
      station.state = {
        ...{ kind: 'connected', sinceMs: 0, version: '1.6', profile: 2, tls: undefined, lastFault: undefined },
      };
    }
    assert.deepEqual(ill(), ['a/NW-E1 since 1970-01-01T00:00:00.000Z']);
    assert.match(down()[0]?.message ?? '', /NW-E1 is not at the backend a: Nothing listens there/);
  });
});
