import assert from 'node:assert/strict';
import { patienceMs } from '../until.ts';
import { SeveralBoxes, until } from './several-boxes.ts';

/** From a set-point to the current that follows it: a cycle, a write, the box, the car (docs/fault-matrix.md: 12.4 s). */
const reactionMs = 12_400;

describe('several boxes under one fuse', () => {
  let several: SeveralBoxes;
  before(async () => {
    several = await SeveralBoxes.open({ each: 2 });
  });
  after(() => several.close());

  it('are led, fall to their shares when the leader dies, and are led again; the fuse never bears too much', async () => {
    const { boxes, flow, shareA } = several;
    const [leader, first] = boxes;
    assert.ok(leader !== undefined && first !== undefined);
    await until('all are led', () => several.allLed(), patienceMs, leader.output);
    await until(
      'the cars draw more than the shares',
      async () => (await several.drawnA()) > 3 * shareA + 3,
      patienceMs,
      leader.output,
    );
    const led = await first.led();
    assert.equal(led?.leader?.name, 'Leader');
    const told = (await leader.state())?.members ?? [];
    assert.deepEqual(
      told.map(({ id, state }) => [id, state]),
      [
        ['row1', 'led'],
        ['row2', 'led'],
      ],
    );

    await leader.kill();
    const all = async (state: string) =>
      (await Promise.all(boxes.slice(1).map((box) => box.led()))).every((one) => one?.state === state);
    await until('the members hold their shares', () => all('failsafe'), patienceMs, first.output);
    assert.deepEqual((await first.led())?.limitA, [shareA, shareA, shareA]);
    await leader.start();
    await until('all are led again', () => several.allLed(), patienceMs, leader.output);
    assert.ok(flow.samples > 50);
    assert.ok(
      flow.longestAboveMs < reactionMs,
      `above ${flow.fuseA} A for ${flow.longestAboveMs} ms, at most ${flow.mostA} A`,
    );
  });
});
