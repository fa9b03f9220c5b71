import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { SmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import { Box, quickTiming } from './box.ts';
import { Backend } from './ocpp-backend.ts';
import { type SessionWords, words16, words201 } from './ocpp-dialects.ts';
import { throughGateway } from './ocpp-gateway.ts';

interface Charging {
  readonly point: string;
  readonly words: SessionWords;
  readonly way: 'direct' | 'gateway';
  readonly maker: RegExp;
}

/** Each at a backend of its own, all at the same time. */
const all: readonly Charging[] = [
  { point: 'E1', words: words16, way: 'direct', maker: /KEBA/i },
  { point: 'E2', words: words201, way: 'direct', maker: /Alfen/i },
  { point: 'E3', words: words16, way: 'gateway', maker: /Heidelberg/i },
  { point: 'E4', words: words201, way: 'gateway', maker: /Mennekes/i },
];
const tag = '04A2B1C0';
const people = {
  tags: [{ id: 'annas', uid: tag, functions: ['authorise'] }],
  users: [{ id: 'anna', name: 'Anna', chargePoints: all.map(({ point }) => point) }],
  timing: { ...quickTiming, minOnS: 1 },
};

describe('sessions of Modbus charge points at independent backends, 1.6 and 2.0.1, direct and through the gateway', () => {
  let box: Box;
  let backend: Backend;
  let gateway: SmgwSim | undefined;
  const begun = new Map<string, { id: string; meterWh: number }>();

  before(async () => {
    backend = await Backend.open('both');
    box = await Box.open({ houseA: [2, 2, 2], edit: (site) => ({ ...site, ...people }) });
    await each(({ point }) => box.site.control.change(point, { plugged: false }));
    gateway = await throughGateway(box, backend);
    for (const { point, words, way } of all) {
      const put = await box.put(`/api/v1/ocpp/backends/of-${point.toLowerCase()}`, {
        ...{ version: words.version, stationId: 'NW-{device}', devices: [point], authorise: 'backend' },
        ...{ insecure: true, enabled: true },
        ...(way === 'direct'
          ? { url: `ws://127.0.0.1:${backend.port}/ocpp` }
          : { url: 'ws://emt.example/ocpp', channel: 'emt' }),
      });
      assert.equal(put.status, 200, put.text);
    }
  });
  // Each step stands on the one before.
  let failed = false;
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    await gateway?.close();
    await box?.close();
    await backend?.close();
  });

  const each = (run: (charging: Charging, identity: string) => Promise<unknown>) =>
    Promise.all(all.map((charging) => run(charging, `NW-${charging.point}`)));
  const idAt = (point: string): string => begun.get(point)?.id ?? '';
  const status = ({ point, words }: Charging, name: Parameters<SessionWords['statusName']>[0]) =>
    box.until(
      `the backend of ${point} knows ${name}`,
      async () => words.status(backend, `NW-${point}`) === words.statusName(name),
      () => lastCalls(`NW-${point}`),
    );
  const lastCalls = (station: string) =>
    JSON.stringify(backend.calls.filter(({ identity }) => identity === station).slice(-5));

  it('every charge point presents itself with its status', async () => {
    await box.until('all have come', async () => backend.identities.length === all.length);
    await each(async (charging, identity) => {
      await status(charging, 'Available');
      assert.match(JSON.stringify(backend.received(identity, 'BootNotification')[0]), charging.maker);
    });
  });

  it('plug, authorise, start', () =>
    each(async (charging, identity) => {
      const { point, words } = charging;
      await words.sampleEvery(backend, identity, 1);
      await box.site.control.change(point, { plugged: true, eager: true });
      await status(charging, 'Preparing');
      const shown = await box.post(`/api/v1/charge-points/${point}/authorise`, { tag });
      assert.equal(shown.status, 200, shown.text);
      assert.equal(backend.received(identity, 'Authorize').length, 1);
      await box.until(`a transaction has begun at ${point}`, async () => words.begun(backend, identity) !== undefined);
      const { id = '', idTag, meterWh = Number.NaN } = words.begun(backend, identity) ?? {};
      assert.equal(idTag, tag);
      begun.set(point, { id, meterWh });
      await status(charging, 'Charging');
    }));

  it('meter values come every second, and never go back', () =>
    each(async ({ point, words }, identity) => {
      const values = () => words.registersWh(backend, identity, idAt(point));
      await box.until(
        `five values of ${point}`,
        async () => values().length >= 5,
        () => lastCalls(identity),
      );
      const seen = values();
      assert.deepEqual(
        [...seen].sort((a, b) => a - b),
        seen,
      );
      assert.ok(seen.every((wh) => wh >= (begun.get(point)?.meterWh ?? Number.NaN)));
    }));

  it('a profile of the backend lowers the current in the registers, and says so', () =>
    each(async ({ point, words }, identity) => {
      await box.waitFor(`${point} draws more than 9 A`, ({ plant }) =>
        (plant.chargePoints[point]?.drawnA ?? []).some((a) => a > 9),
      );
      assert.equal(await words.limit(backend, identity, idAt(point), 8), 'Accepted');
      const { state } = await box.waitFor(`${point} is offered 8 A`, (look) => {
        const reason = look.state.chargePoints.find(({ id }) => id === point)?.reason.code;
        return look.plant.chargePoints[point]?.registerA === 8 && reason === 'profile';
      });
      assert.equal(state.chargePoints.find(({ id }) => id === point)?.reason.origin, 'profile');
      assert.equal(await words.compositeA(backend, identity), 8);
      await box.until(`the backend of ${point} reads 8 A`, async () => words.offeredA(backend, identity) === 8);
    }));

  it('a stop of the backend ends it: what the meter counted is told, and nothing flows', () =>
    each(async (charging, identity) => {
      const { point, words } = charging;
      assert.equal(await words.stop(backend, identity, idAt(point)), 'Accepted');
      await box.waitFor(`nothing flows at ${point}`, ({ plant }) =>
        (plant.chargePoints[point]?.drawnA ?? [1]).every((a) => a === 0),
      );
      await box.until(`${point} has ended`, async () => words.ended(backend, identity, idAt(point)) !== undefined);
      const ended = words.ended(backend, identity, idAt(point));
      assert.equal(ended?.reason, 'Remote');
      const { energyWh } = (await box.site.control.state()).chargePoints[point] ?? {};
      // The meter of the charge point is the truth; some count in tens of Wh.
      assert.ok(Math.abs((ended?.meterWh ?? 0) - (energyWh ?? 0)) <= 10, `${ended?.meterWh} of ${energyWh} Wh`);
      await status(charging, 'Finishing');
    }));

  it('unplug, and the next is welcome', () =>
    each(async (charging) => {
      await box.site.control.change(charging.point, { plugged: false });
      await status(charging, 'Available');
    }));

  it('all that was sent is valid by two programs, and never two calls of a station waited at a time', () => {
    assert.deepEqual(backend.faults, []);
    assert.equal(backend.mostInFlight, 1);
    for (const { point } of all)
      assert.ok(backend.calls.filter(({ identity }) => identity === `NW-${point}`).length > 12, point);
  });
});
