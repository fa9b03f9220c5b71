import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../../../firmware/store/store.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';
import { session } from './session-fixture.ts';

describe('the file of charging sessions', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const ids = (store: Store) => store.sessions.page(0, 1e12, undefined, 100).map((one) => one.session.id);
  const path = (name: string) => join(folder.dir, name);
  const closed = (...list: number[]) => ({ closed: list.map((id) => session(id)) });
  const quarter = {
    session: 1,
    fromMs: 900_000,
    energyWh: 7,
    gridWh: 4,
    solarWh: 2,
    batteryWh: 1,
    gap: false,
  } as const;
  const priced = { ...quarter, priceMct: 30_000, ownMct: 8000, tariff: 'day', costUct: 144_000 };

  it('opens again before there was any session', () => {
    for (let k = 0; k < 3; k += 1) folder.with((store) => assert.equal(store.sessions.nextId(), 1));
  });

  it('gives back what it was given', () => {
    folder.with((store) => {
      store.sessions.write({ closed: [session(1)], quarters: [priced], open: [{ id: 2, chargePoint: 'E2' }] });
      assert.deepEqual(store.sessions.one(1), { session: session(1), corrections: [] });
      assert.deepEqual(store.sessions.quarters(1), [priced]);
      assert.deepEqual(store.sessions.open(), [{ id: 2, chargePoint: 'E2' }]);
      assert.equal(store.sessions.nextId(), 3);
    });
  });

  it('never writes a session twice', () => {
    folder.with((store) => {
      store.sessions.write(closed(1));
      store.sessions.write({ closed: [session(1, { energyWh: 99 })] });
      assert.equal(store.sessions.one(1)?.session.energyWh, 7);
    });
  });

  it('keeps corrections and signed values as rows of their own, texts untouched', () => {
    folder.with((store) => {
      const text = 'OCMF|{"FV":"1.0","RD":[{"RV":1.20}]}|{"SD":"30ab"}  \r\n';
      store.sessions.write({
        closed: [session(1)],
        corrections: [{ session: 1, atMs: 5, who: 'admin', why: 'a guest', user: null, energyWh: 6 }],
        signed: [{ session: 1, atMs: 6, place: 'begin', source: 'ocpp', format: 'OCMF', text }],
      });
      assert.equal(store.sessions.one(1)?.session.user, 'anna');
      assert.deepEqual(store.sessions.one(1)?.corrections, [
        { session: 1, atMs: 5, who: 'admin', why: 'a guest', user: null, energyWh: 6 },
      ]);
      assert.equal(store.sessions.signed(1)[0]?.text, text);
    });
  });

  it('pages by the begin, with sessions that began together', () => {
    folder.with((store) => {
      const together = [4, 1, 3, 2].map((id) => session(id, { pluggedAtMs: 1000 }));
      store.sessions.write({
        closed: [...together, session(9, { pluggedAtMs: 2000 }), session(8, { pluggedAtMs: 999 })],
      });
      const found: number[] = [];
      for (let after: { pluggedMs: number; id: number } | undefined; ; ) {
        const page = store.sessions.page(1000, 2000, after, 3);
        if (page.length === 0) break;
        found.push(...page.map((one) => one.session.id));
        const last = page.at(-1)?.session;
        after = { pluggedMs: last?.pluggedAtMs ?? 0, id: last?.id ?? 0 };
      }
      assert.deepEqual(found, [1, 2, 3, 4]);
    });
  });

  for (const [how, break_] of [
    [
      'damaged',
      (file: string) => writeFileSync(file, 'this is no database, and long enough to be looked at'.repeat(99)),
    ],
    ['missing', (file: string) => rmSync(file)],
  ] as const)
    it(`goes on from its copy where it is ${how}`, () => {
      folder.with((store) => {
        store.sessions.write({ ...closed(1), quarters: [priced] });
        store.sessions.write({ ...closed(2), open: [{ id: 3, chargePoint: 'E2' }] });
      });
      for (const companion of ['-wal', '-shm']) rmSync(path(`sessions.sqlite${companion}`), { force: true });
      break_(path('sessions.sqlite'));
      folder.with((store) => {
        assert.deepEqual(ids(store), [1, 2]);
        assert.deepEqual(store.sessions.quarters(1), [priced]);
        assert.deepEqual(store.sessions.open(), [{ id: 3, chargePoint: 'E2' }]);
        assert.equal(
          store.health().some(({ code }) => code === 'storeSetAside'),
          how === 'damaged',
        );
        store.sessions.write(closed(3));
        assert.deepEqual(ids(store), [1, 2, 3]);
      });
    });

  it('S31 lets go what is too old, here and in the copy, and gives no number again', () => {
    const old = session(7, { pluggedAtMs: 1000, user: 'canary-Anneke' });
    folder.with((store) => {
      store.sessions.write({ closed: [old], quarters: [{ ...priced, session: 7 }] });
      store.sessions.drop(1000);
      assert.deepEqual(ids(store), [7]);
      store.sessions.drop(1001);
      assert.deepEqual(ids(store), []);
      assert.deepEqual(store.sessions.quarters(7), []);
      assert.equal(store.sessions.nextId(), 8);
    });
    rmSync(path('sessions.sqlite'));
    folder.with((store) => {
      assert.deepEqual(ids(store), []);
      assert.equal(store.sessions.nextId(), 8);
      store.sessions.write(closed(8));
      assert.deepEqual(ids(store), [8]);
    });
    for (const name of readdirSync(folder.dir).filter((one) => statSync(path(one)).isFile()))
      assert.ok(!readFileSync(path(name)).includes('canary-Anneke'), `${name} still has it`);
  });

  it('makes its copy anew where that is damaged, and gives new numbers where both are gone', () => {
    folder.with((store) => store.sessions.write(closed(1)));
    writeFileSync(path('sessions-copy.sqlite'), 'nothing'.repeat(5000));
    folder.with((store) => store.sessions.write(closed(2)));
    rmSync(path('sessions.sqlite'));
    folder.with((store) => assert.deepEqual(ids(store), [1, 2]));
    for (const name of ['sessions.sqlite', 'sessions-copy.sqlite']) writeFileSync(path(name), 'nothing'.repeat(5000));
    folder.with((store) => {
      assert.deepEqual(ids(store), []);
      assert.equal(store.sessions.nextId(), 1_000_001);
    });
    assert.ok(existsSync(path('sessions.sqlite')));
  });
});
