import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Doorway } from './doorway.ts';

const read = '/cnf?cmd=get_cm_vars';

describe('a slow peer on a gateway channel (S26)', () => {
  let doorway: Doorway;
  beforeEach(async () => {
    doorway = await Doorway.open();
  });
  afterEach(() => doorway.close());

  it('S26 is cut off when it does not bring its head to an end; who says nothing yet, or nothing more, stays', async () => {
    const [slow, quiet, resting] = [doorway.stream(), doorway.stream(), doorway.stream()];
    assert.equal((await resting.ask(read)).status, 200);
    const startMs = performance.now();
    slow.socket.write('GET /');
    const drip = setInterval(() => slow.socket.write('x'), 200);
    await slow.ended.finally(() => clearInterval(drip));
    assert.ok(performance.now() - startMs > 1000, 'it was given time');
    for (const stream of [quiet, resting]) assert.equal((await stream.ask(read)).status, 200);
  });
});
