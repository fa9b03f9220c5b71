import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { maxConnections } from '../../firmware/api/guard/connections.ts';
import { SlowPeers } from '../../scripts/bench/measure/slow-peers.ts';
import { Box } from './box.ts';
import { registersFollow } from './registers.ts';

const peers = 500;

describe('S26 500 connections that never finish a call', () => {
  let box: Box;
  let slow: SlowPeers | undefined;

  before(async () => {
    box = await Box.open();
    await box.waitFor('the loop runs', ({ state }) => state.cycle > 3);
    slow = new SlowPeers(box.port, peers);
    await box.until('all have come at least once', () => Promise.resolve((slow?.connected ?? 0) >= peers));
  });
  after(async () => {
    slow?.leave();
    await box?.close();
  });

  it('S26 are bounded: no more of them are held than there are places', async () => {
    // What was refused comes to know of it a moment later.
    await box.until('the surplus is closed', () => Promise.resolve((slow?.holding ?? peers) <= maxConnections));
  });

  it('S26 keep nobody out: a whole call is answered at once, every time', async () => {
    for (let n = 0; n < 20; n += 1) assert.equal((await box.get('/api/v1/state')).status, 200);
  });

  it('S26 do not hold up control: a limit of the operator reaches the charge points, cycles go on', async () => {
    const before = await box.waitFor('the registers follow', registersFollow);
    await box.setVariable('AVAIL', 30);
    const { state } = await box.waitFor(
      'the limit is in the registers',
      (look) => look.state.circuits[0]?.limitW === 0.3 * 55_000 && registersFollow(look),
    );
    assert.ok(state.cycle > before.state.cycle);
    await box.waitFor('five more cycles', ({ state: { cycle } }) => cycle >= state.cycle + 5);
  });

  it('S26 are timed out: each is closed again and again', async () => {
    await box.until('every one was closed', () => Promise.resolve((slow?.closed ?? 0) >= 2 * peers));
    assert.equal((await box.get('/api/v1/state')).status, 200);
  });
});
