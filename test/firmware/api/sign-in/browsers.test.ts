import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('browsers that are signed in', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('are listed without anything that opens a door, and which one is mine', async () => {
    const mine = await box.signIn();
    const other = await box.signIn();
    const reply = await box.ask('/api/v1/session/browsers', { headers: mine });
    const rows = reply.json as { own: boolean; user: string; since: string }[];
    assert.deepEqual(
      rows.map(({ own, user }) => [own, user]),
      [
        [true, 'admin'],
        [false, 'admin'],
      ],
    );
    for (const { cookie } of [mine, other]) assert.ok(!reply.text.includes(cookie.split('=')[1] ?? 'x'));
  });

  it('are signed out but for mine, and by a program all of them', async () => {
    const origin = { origin: box.origin };
    const mine = await box.signIn();
    const other = await box.signIn();
    const gone = await box.ask('/api/v1/session/browsers', { method: 'DELETE', headers: { ...mine, ...origin } });
    assert.equal(gone.status, 204);
    assert.equal((await box.ask('/api/v1/session', { headers: mine })).status, 200);
    assert.deepEqual((await box.ask('/api/v1/tokens', { headers: other })).status, 401);
    await box.ask('/api/v1/session/browsers', { method: 'DELETE', headers: asAdmin });
    assert.equal((await box.ask('/api/v1/tokens', { headers: mine })).status, 401);
  });
});
