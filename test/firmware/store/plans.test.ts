import assert from 'node:assert/strict';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { StoredPlan } from '../../../firmware/domain/outside-plan.ts';
import { everyDay } from '../../../firmware/domain/site/primitives.ts';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const evening: StoredPlan = {
  place: { circuit: 'house' },
  entries: [{ fromMin: 1020, minutes: 180, limitA: 10, days: everyDay }],
  atMs: 1000,
  source: 'ems',
};
const dated: StoredPlan = {
  place: { chargePoint: 'E1' },
  entries: [{ from: '2026-05-01T10:00:00Z', until: '2026-05-01T12:00:00Z', limitA: 0 }],
  atMs: 2000,
  source: 'admin',
};

const ofBattery: StoredPlan = {
  place: { battery: 'M3' },
  entries: [
    { fromMin: 0, minutes: 60, limitW: 0, of: 'discharge', days: everyDay },
    { from: '2026-05-01T10:00:00Z', until: '2026-05-01T12:00:00Z', limitW: 2000, of: 'charge' },
  ],
  atMs: 3000,
  source: 'admin',
};

describe('plans from outside on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('come back as they were after a restart, and in the snapshot of the worker', () => {
    folder.with((store) => {
      store.plans.put(evening);
      store.plans.put(dated);
      store.plans.put(ofBattery);
    });
    folder.with((store) => assert.deepEqual(store.plans.all(), [evening, dated, ofBattery]));
    folder.open();
    const reader = openStoreReader(folder.dir);
    assert.deepEqual(reader.snapshot().plans, [evening, dated, ofBattery]);
    reader.close();
  });

  it('are one a place, and a circuit is not the charge point of its name', () => {
    const store = folder.open();
    const other: StoredPlan = { ...evening, place: { circuit: 'E1' } };
    store.plans.put(dated);
    store.plans.put(other);
    store.plans.put({ ...dated, entries: evening.entries });
    store.plans.remove({ circuit: 'E1' });
    assert.deepEqual(store.plans.all(), [{ ...dated, entries: evening.entries }]);
  });

  it('count a change only when there is one: a manager that repeats its plan wears nothing', () => {
    const store = folder.open();
    store.plans.put(evening);
    const reader = openStoreReader(folder.dir);
    const before = reader.change();
    store.plans.put({ ...evening, atMs: 9000 });
    store.plans.remove({ chargePoint: 'E1' });
    store.plans.removeExcept({ circuit: ['house'], chargePoint: [], battery: [] });
    assert.equal(reader.change(), before);
    store.plans.removeExcept({ circuit: ['garage'], chargePoint: ['house'], battery: ['house'] });
    assert.deepEqual([reader.change(), reader.snapshot().plans], [before + 1, []]);
    reader.close();
  });

  it('that a newer program wrote count as far as they are understood', () => {
    folder.with((store) => store.plans.put(evening));
    const db = new Database(join(folder.dir, 'netwacht.sqlite'));
    const entries = JSON.stringify([{ fromMin: 1, moon: 'full', limitA: 5 }, ...evening.entries]);
    db.prepare('UPDATE outside_plans SET entries = ?').run(entries);
    db.close();
    folder.with((store) => assert.deepEqual(store.plans.all(), [evening]));
  });
});
