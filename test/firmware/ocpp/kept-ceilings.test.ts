import assert from 'node:assert/strict';
import { KeptCeilings } from '../../../firmware/ocpp/kept-ceilings.ts';
import { type TestFolder, testFolder } from '../store/data-folder-fixture.ts';

const log = { warn: () => undefined };
const ceiling = { backend: 'a', chargePoint: 'E1', maxMa: 6000, why: 'profile', sinceMs: 1, untilMs: 9 } as const;

describe('what OCPP backends allowed last', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('holds after a restart', () => {
    const house = { backend: 'a', maxW: 4200, why: 'profile', sinceMs: 2 } as const;
    folder.with((store) => new KeptCeilings(store.ocppDocuments, log).keep([ceiling, house]));
    folder.with((store) => assert.deepEqual(new KeptCeilings(store.ocppDocuments, log).now(), [ceiling, house]));
    folder.with((store) => new KeptCeilings(store.ocppDocuments, log).keep([]));
    folder.with((store) => assert.deepEqual(new KeptCeilings(store.ocppDocuments, log).now(), []));
  });

  it('is read row by row: what another release wrote costs only itself', () => {
    folder.with((store) => {
      const rows = [{ ...ceiling, maxMa: -1 }, { backend: 'a' }, 7, { ...ceiling, more: true }];
      store.ocppDocuments.put('server', 'ceilings', { ceilings: rows });
      assert.deepEqual(new KeptCeilings(store.ocppDocuments, log).now(), [ceiling]);
      store.ocppDocuments.put('server', 'ceilings', { ceilings: 'none' });
      assert.deepEqual(new KeptCeilings(store.ocppDocuments, log).now(), []);
    });
  });
});
