import assert from 'node:assert/strict';
import { seededRandom } from '../../scripts/site/random.ts';
import type { Box } from './box.ts';
import { SessionTruth } from './session-truth.ts';

describe('charging sessions of a box that is killed', () => {
  let box: Box;
  after(() => box?.close());

  it('are all there, once, with the energy of the meter', async () => {
    const random = seededRandom('sessions');
    const begun = await SessionTruth.begin(random);
    ({ box } = begun);
    const { truth } = begun;
    await box.start({ withSite: true });
    await box.claim();
    await truth.settle();
    await truth.move(1);
    await truth.run(6000);
    for (let kill = 0; kill < 2; kill += 1) {
      await truth.run(random.between([0, 2000]));
      await box.kill('SIGKILL');
      if (kill === 0) await truth.move(0.5);
      await box.start();
      await truth.settle();
      await truth.move(0.4);
    }
    assert.deepEqual(await truth.faults({}), []);
    assert.ok(truth.sessions.length >= 4);
    assert.ok(truth.sessions.some(({ energyWh }) => energyWh > 10));
  });
});
