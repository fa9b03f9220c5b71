import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLog } from '../../../firmware/grid/proof/verify.ts';
import { openProofReader } from '../../../firmware/store/proof/proof-reader.ts';
import { type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

const canary = 'canary-Anneke-4711';
const phc = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA';

/** Files of the data folder that hold `text` anywhere, freed pages and write-ahead logs included. */
function filesWith(dir: string, text: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(dir, file)).isFile() && readFileSync(join(dir, file)).includes(text))
    .sort();
}

describe('S31 personal data', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('S31 a token that is taken away leaves no trace of its name or hash in any file', () => {
    const sha256 = 'c4'.repeat(32);
    folder.with((store) => store.accounts.addToken({ name: canary, role: 'user', sha256 }));
    assert.deepEqual(filesWith(folder.dir, canary), ['last-good.sqlite', 'netwacht.sqlite']);
    folder.with((store) => assert.equal(store.accounts.removeToken(canary), true));
    assert.deepEqual(filesWith(folder.dir, canary), []);
    assert.deepEqual(filesWith(folder.dir, sha256), []);
  });

  it('S31 an override that is ended leaves no trace of who gave it', () => {
    folder.with((store) =>
      store.orders.put({
        ...{ chargePoint: 'E1', kind: 'override', atMs: 1, source: canary, begun: false },
        ...{ limitMa: 8000, rulesOff: false },
      }),
    );
    assert.equal(filesWith(folder.dir, canary).length, 2);
    folder.with((store) => store.orders.remove('E1', 'override'));
    assert.deepEqual(filesWith(folder.dir, canary), []);
  });

  it('S31 a car that leaves takes along who charged; a user who leaves his PIN, his budget and what he used', () => {
    const left = { chargePoints: ['E1'], tags: [], users: [] };
    folder.with((store) => {
      store.people.putOccupancy({
        ...{ chargePoint: 'E1', user: canary, tag: canary, authorised: true, begun: true, atMs: 1, source: canary },
        applied: {},
      });
    });
    assert.equal(filesWith(folder.dir, canary).length, 2);
    folder.with((store) => store.people.removeOccupancy('E1'));
    assert.deepEqual(filesWith(folder.dir, canary), []);
    folder.with((store) => {
      store.people.putPin(canary, phc);
      store.usage.putMarks(`user:${canary}`, '{}');
      store.usage.add([{ owner: `user:${canary}`, dayMs: 86_400_000, energyWh: 1, chargedS: 1 }], new Map());
    });
    assert.notDeepEqual(filesWith(folder.dir, canary), []);
    folder.with((store) => {
      store.people.removeExcept(left);
      store.usage.removeExcept([]);
    });
    assert.deepEqual(filesWith(folder.dir, canary), []);
    assert.deepEqual(filesWith(folder.dir, phc), []);
  });

  it('S31 a variable that is written anew forgets who wrote it before', () => {
    const put = (source: string) =>
      folder.with((store) =>
        store.variables.write({ put: [variable('AVAIL', 40, { source })], remove: [], rulings: [] }),
      );
    put(canary);
    assert.equal(filesWith(folder.dir, canary).length, 2);
    put('admin');
    assert.deepEqual(filesWith(folder.dir, canary), []);
  });

  it('S31 an old password hash is gone once there is a new one', () => {
    folder.with((store) => store.accounts.setPassword('admin', `${phc}${canary}`));
    folder.with((store) => store.accounts.setPassword('admin', phc));
    assert.deepEqual(filesWith(folder.dir, canary), []);
  });

  it('S31 who is behind a pseudonym of the proof log is forgotten for good, and no chain breaks', () => {
    const pseudonym = folder.with((store) => {
      const made = store.proof.identify('user', canary);
      store.proof.append([{ stream: 'grid', atMs: 1000, kind: 'command', data: { by: made } }]);
      return made;
    });
    assert.deepEqual(filesWith(folder.dir, canary), ['proof.sqlite']);
    folder.with((store) => {
      assert.equal(store.proof.forget(pseudonym), true);
      assert.equal(store.proof.forget(pseudonym), false);
      assert.deepEqual(store.proof.identities(), []);
    });
    assert.deepEqual(filesWith(folder.dir, canary), []);
    const reader = openProofReader({ dir: folder.dir });
    assert.ok(verifyLog(reader.underTest()).ok);
    reader.close();
  });

  it('S31 the audit trail names who did what, and nothing else of the person', () => {
    const store = folder.open();
    store.audit.append({ who: canary, what: 'site put' });
    const [entry] = store.audit.list({ limit: 1 });
    assert.deepEqual(Object.keys(entry ?? {}).sort(), ['atMs', 'id', 'what', 'who']);
  });
});
