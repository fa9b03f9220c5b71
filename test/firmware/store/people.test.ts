import assert from 'node:assert/strict';
import type { Occupancy } from '../../../firmware/domain/occupancy.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const anna: Occupancy = {
  ...{ chargePoint: 'E1', user: 'anna', tag: 'annas', authorised: true, begun: true, atMs: 1000, source: 'reader' },
  applied: { paused: true, userRulesOff: true, ruleSet: 'night', maxMa: 10_000, phases: 1, priority: 5 },
};
const guest: Occupancy = {
  chargePoint: 'E2',
  authorised: false,
  begun: false,
  atMs: 2000,
  source: 'admin',
  applied: {},
};

describe('who charges, on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('comes back as it was after a restart, with the uses of cards and the PINs', () => {
    folder.with((store) => {
      store.people.putOccupancy(anna, 'annas');
      store.people.putOccupancy(guest);
      store.people.putOccupancy(guest, 'annas');
      store.people.putPin('anna', 'hash');
    });
    folder.with((store) => {
      assert.deepEqual(
        [...store.people.occupancies()].sort((a, b) => a.atMs - b.atMs),
        [anna, guest],
      );
      assert.deepEqual([...store.people.uses()], [['annas', 2]]);
      assert.deepEqual([...store.people.pins()], [['anna', 'hash']]);
      store.people.removeOccupancy('E1');
      assert.equal(store.people.removePin('anna'), true);
      assert.equal(store.people.removePin('anna'), false);
    });
    folder.with((store) => {
      assert.deepEqual(store.people.occupancies(), [guest]);
      assert.equal(store.people.pins().size, 0);
    });
  });

  it('goes with its charge point, card and user', () => {
    folder.with((store) => {
      store.people.putOccupancy(anna, 'annas');
      store.people.putPin('anna', 'hash');
      store.people.removeExcept({ chargePoints: ['E1'], tags: ['annas'], users: ['anna'] });
      assert.equal(store.people.occupancies().length + store.people.uses().size + store.people.pins().size, 3);
      store.people.removeExcept({ chargePoints: ['E2'], tags: [], users: [] });
      assert.equal(store.people.occupancies().length + store.people.uses().size + store.people.pins().size, 0);
    });
  });
});
