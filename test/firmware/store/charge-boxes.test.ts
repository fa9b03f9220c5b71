import assert from 'node:assert/strict';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const tx = (n: number, more: object = {}) => ({
  ...{ identity: 'CP', connector: 1, key: `k${n}`, localTx: `tx-${n}`, idTag: 'A' },
  ...{ meterStartWh: 100 * n, startedAtMs: 1000 * n },
  ...more,
});

describe('charge points and their transactions', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('have numbers that no other had, over a restart and after all have ended', () => {
    const first = folder.with(({ chargeBoxes }) => {
      const { number } = chargeBoxes.begin(tx(1));
      assert.ok(number >= 1 && number <= 1_000_000_000);
      chargeBoxes.end(number, { endedAtMs: 5000, meterStopWh: 300, reason: 'Local' });
      return number;
    });
    const { chargeBoxes } = folder.open();
    assert.equal(chargeBoxes.begin(tx(2)).number, first + 1);
    assert.deepEqual(
      chargeBoxes.open('CP').map(({ localTx }) => localTx),
      ['tx-2'],
    );
    assert.deepEqual(chargeBoxes.open('other'), []);
    assert.deepEqual(chargeBoxes.find('CP', String(first))?.end, {
      endedAtMs: 5000,
      meterStopWh: 300,
      reason: 'Local',
    });
    assert.equal(chargeBoxes.find('other', String(first)), undefined, 'of another charge point');
    assert.equal(chargeBoxes.findKey('CP', 'k1')?.number, first);
  });

  it('are found by the id that the charge point gave, which hides no number of ours', () => {
    const { chargeBoxes } = folder.open();
    const ours = chargeBoxes.begin(tx(1));
    const theirs = chargeBoxes.begin(tx(2, { theirs: 'a-b-c' }));
    assert.equal(chargeBoxes.find('CP', 'a-b-c')?.number, theirs.number);
    assert.equal(chargeBoxes.find('CP', String(theirs.number)), undefined);
    assert.equal(chargeBoxes.find('CP', String(ours.number))?.localTx, 'tx-1');
  });

  it('end once: a second end changes nothing', () => {
    const { chargeBoxes } = folder.open();
    const { number } = chargeBoxes.begin(tx(1));
    chargeBoxes.end(number, { endedAtMs: 5000, meterStopWh: 300, reason: 'Local' });
    chargeBoxes.end(number, { endedAtMs: 9000, meterStopWh: 900, reason: 'Other' });
    assert.equal(chargeBoxes.find('CP', String(number))?.end?.meterStopWh, 300);
  });

  it('what a charge point can is kept as it was put', () => {
    folder.with(({ chargeBoxes }) => chargeBoxes.putBox('CP', '{"abilities":{"maxStackLevel":3}}'));
    const { chargeBoxes } = folder.open();
    assert.equal(chargeBoxes.box('CP'), '{"abilities":{"maxStackLevel":3}}');
    assert.equal(chargeBoxes.box('CP2'), undefined);
  });
});
