import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Box } from './box.ts';

const people = {
  users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'] }],
  tags: [{ id: 'annas', uid: '04A2B1C0', user: 'anna', functions: ['authorise'] }],
  timing: { minPauseS: 1, raiseIntervalS: 1, minOnS: 1 },
};
const drawing = (box: { drawnA: readonly number[] } | undefined) => (box?.drawnA ?? []).some((ampere) => ampere > 1);

describe('a charge point that asks who charges, on the running program', function () {
  this.timeout(120_000);
  let box: Box;
  before(async () => {
    box = await Box.open({ edit: (site) => ({ ...site, ...people }) });
  });
  after(() => box?.close());

  const show = (tag: string, chargePoint = 'E1') => box.post(`/api/v1/charge-points/${chargePoint}/authorise`, { tag });
  const refusesE1 = () =>
    box.waitFor(
      'E1 waits for a card while others charge',
      ({ state, plant }) =>
        state.chargePoints.find(({ id }) => id === 'E1')?.reason.code === 'unauthorised' &&
        plant.chargePoints.E1?.offeredA === 0 &&
        !drawing(plant.chargePoints.E1) &&
        drawing(plant.chargePoints.E2),
    );
  const e1Charges = () => box.waitFor('E1 charges', ({ plant }) => drawing(plant.chargePoints.E1));

  it('gives nothing before a card is shown; the others ask nobody', async () => {
    await refusesE1();
    const reply = await show('FFFF');
    assert.equal(reply.status, 403);
    assert.equal((reply.json as { error: string }).error, 'unknownTag');
    await refusesE1();
  });

  it('charges once the card was shown, goes on after kill -9 without a pause, and asks again after unplugging', async () => {
    const reply = await show('04:a2:b1:c0');
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(reply.json, {
      ...{ chargePoint: 'E1', user: 'anna', tag: 'annas', authorised: true, paused: false, budget: null },
    });
    await e1Charges();

    const killedAt = await box.now();
    await box.kill('SIGKILL');
    await box.start();
    await box.waitFor('it steers for a while', ({ state }) => state.cycle > 8);
    await e1Charges();
    const stops = (await box.setpointsSince(killedAt)).filter(({ device, value }) => device === 'E1' && value === 0);
    assert.deepEqual(stops, []);

    await box.site.control.change('E1', { plugged: false });
    await box.waitFor(
      'nobody is there',
      ({ state }) => state.chargePoints.find(({ id }) => id === 'E1')?.state === 'A',
    );
    await box.site.control.change('E1', { plugged: true });
    await refusesE1();
  });
});
