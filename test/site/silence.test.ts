import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { Box, type Document, type Look, troubles } from './box.ts';
import { allowedW, carsDraw, heldA, registersFollow, roomW } from './registers.ts';

const houseA = [2, 2, 2] as const;
/** Long enough to see that nothing rises before the meter counts as stale. */
const staleS = 6;
const garageFuseA = 63;

const edit = (site: Document): Document => ({
  ...site,
  devices: (site.devices as readonly Document[]).map((device) => (device.id === 'M1' ? { ...device, staleS } : device)),
});

describe('a device that falls silent', () => {
  let box: Box;

  before(async () => {
    box = await Box.open({ houseA, edit });
  });
  after(() => box?.close());
  beforeEach(async () => {
    await box.setVariable('AVAIL', 100);
    await box.waitFor(
      'all cars charge and nothing is wrong',
      (look) =>
        troubles(look.state).length === 0 &&
        registersFollow(look) &&
        carsDraw(look.plant) &&
        heldA(look.plant).every(([, amperes]) => amperes > 8),
    );
  });

  afterEach(() => silence(false, 'M1', 'E1', 'E3', 'E4'));

  const reasonOf = ({ state }: Look, id: string) => state.chargePoints.find((point) => point.id === id)?.reason.code;
  const lostIds = ({ state }: Look) =>
    state.health
      .filter(({ code }) => code === 'deviceLost')
      .map(({ what }) => what)
      .sort();
  /** These charge points hold what they are offered. */
  const follow = ({ state }: Look, points: ReturnType<typeof heldA>): boolean =>
    points.every(([id, amperes]) => {
      const offeredA = state.chargePoints.find((point) => point.id === id)?.offeredA;
      return offeredA !== undefined && offeredA !== null && Math.abs(offeredA - amperes) < 0.06;
    });
  const silence = async (silent: boolean, ...ids: readonly string[]): Promise<void> => {
    for (const id of ids) await box.site.control.change(id, { silent });
  };
  const isLost = (ids: readonly string[]) => (look: Look) =>
    ids.every((id) => reasonOf(look, id) === 'lost') && lostIds(look).join() === ids.join();

  /** Those that answer get what fuse and limit leave beside what the silent ones may take; then all go on together. */
  async function othersGoOnWithout(ids: readonly string[], percent: number): Promise<void> {
    const limitW = 550 * percent;
    await silence(true, ...ids);
    const { plant } = await box.waitFor(`${ids.join(' and ')} lost`, isLost(ids));
    // A box that hears nothing falls to its fail-safe current sooner or later, and nobody can know whether it did.
    const silentA = heldA(plant).map(([id, amperes]) => [id, ids.includes(id) ? amperes : 0] as const);
    // The meter shows what they really draw: that, and not what they may draw besides, is taken from the others.
    const drawnA = silentA.map(([id, amperes]) => {
      const highest = Math.max(...(plant.chargePoints[id]?.drawnA ?? []));
      return [id, Math.min(amperes, highest)] as const;
    });
    const others = (look: Look) => heldA(look.plant).filter(([id]) => !ids.includes(id));
    await box.setVariable('AVAIL', percent);
    const kept = await box.waitFor('the others go on', (look) => {
      const inForce = look.state.circuits[0]?.limitW === limitW && follow(look, others(look));
      return inForce && allowedW(others(look)) + allowedW(drawnA) <= roomW(limitW, houseA);
    });
    assert.deepEqual(lostIds(kept), ids);
    // Not for a moment only: what the silent ones draw is still on the meter.
    await box.waitFor('they still go on', (look) => {
      const later = look.state.cycle > kept.state.cycle + 4;
      return later && follow(look, others(look)) && others(look).some(([, amperes]) => amperes >= 6);
    });
    const togetherA = [...others(kept), ...silentA].reduce((sum, [, amperes]) => sum + amperes, 0);
    assert.ok(togetherA <= garageFuseA, `${togetherA} A behind ${garageFuseA} A`);
    const backAtMs = await box.now();
    await silence(false, ...ids);
    await box.waitFor('all of them again', (look) => lostIds(look).length === 0 && registersFollow(look));
    await box.until('they are told their set-point', async () => {
      const told = new Set((await box.setpointsSince(backAtMs)).map(({ device }) => device));
      return ids.every((id) => told.has(id));
    });
  }

  it('is the grid meter: nothing rises, then nobody gets more than 6 A, and it ends when the meter is back', async () => {
    await box.setVariable('AVAIL', 60);
    const { plant: low } = await box.waitFor(
      '33 kW hold',
      (look) => look.state.circuits[0]?.limitW === 33_000 && registersFollow(look),
    );
    assert.ok(heldA(low).every(([, amperes]) => amperes > 6));
    await silence(true, 'M1');
    await box.waitFor('an ageing meter', ({ state }) => (state.meters[0]?.ageS ?? 0) > 3);
    const before = new Map(heldA(await box.site.control.state()));
    const askedAtMs = await box.now();
    await box.setVariable('AVAIL', 100);
    const { state, plant } = await box.waitFor(
      'a stale meter',
      (look) =>
        look.state.health.some(({ code }) => code === 'meterStale') &&
        registersFollow(look) &&
        heldA(look.plant).every(([, amperes]) => amperes <= 6),
    );
    assert.equal(state.circuits[0]?.limitW, 55_000);
    assert.deepEqual(state.circuits[0]?.drawnA, [null, null, null]);
    for (const { device, quantity, value } of await box.setpointsSince(askedAtMs))
      if (quantity === 'current_limit') assert.ok(Number(value) <= (before.get(device) ?? 0), `${device} rose`);
    assert.deepEqual(
      heldA(plant).map(([, amperes]) => amperes),
      [6, 6, 6, 6],
    );

    await silence(false, 'M1');
    await box.waitFor(
      'the meter again',
      (look) =>
        troubles(look.state).length === 0 &&
        registersFollow(look) &&
        heldA(look.plant).some(([, amperes]) => amperes > 8) &&
        look.state.chargePoints.every(({ reason }) => reason.code !== 'meterStale'),
    );
  });

  it('is a charge point: it counts as lost, the others go on beside what it may take, and it comes back', () =>
    othersGoOnWithout(['E1'], 55));

  it('is a line with two charge points: those on other lines go on, and both come back', () =>
    othersGoOnWithout(['E3', 'E4'], 55));
});
