import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { authorization, Box, quickTiming } from './box.ts';

const people = {
  users: [
    { id: 'anna', name: 'Anna', chargePoints: ['E1'] },
    { id: 'bert', name: 'Bert', chargePoints: ['E1'], budget: { unit: 'kWh', amount: 0.03, period: 'day' } },
  ],
  tags: [{ id: 'annas', uid: '04A2B1C0', user: 'anna', functions: ['authorise'] }],
  timing: { ...quickTiming, minOnS: 1 },
};
const drawing = (box: { drawnA: readonly number[] } | undefined) => (box?.drawnA ?? []).some((ampere) => ampere > 1);

describe('a charge point that asks who charges, on the running program', () => {
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

  it('charges once the card was shown, and goes on after kill -9 without a pause', async () => {
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
  });

  it('takes a PIN from nobody in particular, stops when the budget is used up, also over kill -9, and goes on when it is topped up', async () => {
    const ended = await box.ask('/api/v1/charge-points/E1/authorise', { method: 'DELETE', headers: { authorization } });
    assert.equal(ended.status, 204);
    await refusesE1();
    assert.equal((await box.put('/api/v1/users/bert/pin', { pin: '271828' })).status, 204);
    const body = JSON.stringify({ pin: '271828' });
    const headers = { 'content-type': 'application/json' };
    const reply = await box.ask('/api/v1/charge-points/E1/authorise', { method: 'POST', headers, body });
    assert.equal(reply.status, 200, reply.text);
    assert.equal((reply.json as { user: string }).user, 'bert');
    await e1Charges();
    const usedUp = () =>
      box.waitFor(
        'the budget is used up',
        ({ state, plant }) =>
          state.chargePoints.find(({ id }) => id === 'E1')?.reason.code === 'budget' &&
          plant.chargePoints.E1?.offeredA === 0,
      );
    await usedUp();
    await box.kill('SIGKILL');
    const killedAt = await box.now();
    await box.start();
    await box.waitFor('it steers for a while', ({ state }) => state.cycle > 5);
    await usedUp();
    const starts = (await box.setpointsSince(killedAt)).filter(
      ({ device, value }) => device === 'E1' && Number(value) > 0,
    );
    assert.deepEqual(starts, []);
    const more = await box.post('/api/v1/users/bert/budget', { kind: 'topUp', unit: 'kWh', amount: 10 });
    assert.equal(more.status, 204, more.text);
    await e1Charges();
    const { users } = (await box.get('/api/v1/users')).json as { users: { id: string; budget: { used: number } }[] };
    const used = users.find(({ id }) => id === 'bert')?.budget.used ?? 0;
    assert.ok(used >= 0.03 && used < 1, `${used} kWh`);
  });

  it('asks again after unplugging', async () => {
    await box.site.control.change('E1', { plugged: false });
    await box.waitFor(
      'nobody is there',
      ({ state }) => state.chargePoints.find(({ id }) => id === 'E1')?.state === 'A',
    );
    await box.site.control.change('E1', { plugged: true });
    await refusesE1();
  });
});
