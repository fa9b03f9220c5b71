import assert from 'node:assert/strict';
import { playCentralKills } from '../../../../scripts/soak/ocpp/central-kills.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';

const kills = 10;

describe('a central system that is killed', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('loses no begin and no end, and no number is given twice', async () => {
    const { faults, repeated, toldAgain, transactions } = await playCentralKills(folder.dir, kills);
    assert.deepEqual(faults, []);
    assert.ok(transactions >= 20 && repeated > 0, 'some were repeated');
    assert.ok(toldAgain <= kills, 'told again only where it was killed');
  }).timeout(60_000);
});
