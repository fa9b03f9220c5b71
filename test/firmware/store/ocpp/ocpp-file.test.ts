import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptTransaction, NewMessage, QueueChange } from '../../../../firmware/store/ocpp/queue-rows.ts';
import type { Store } from '../../../../firmware/store/store.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';

const left = { backend: 'supplier', station: 'left' } as const;
const right = { backend: 'supplier', station: 'right' } as const;

const message = (id: string, given: Partial<NewMessage> = {}): QueueChange => ({
  kind: 'message',
  message: {
    ...{ id, localTx: undefined, kind: 'values', action: 'MeterValues', payload: '{"v":1}', fill: false },
    ...{ createdMs: 5, boot: 'boot', bootMs: 7 },
    ...given,
  },
});
const transaction = (localTx: string, given: Partial<KeptTransaction> = {}): QueueChange => ({
  kind: 'transaction',
  transaction: {
    ...{ localTx, connector: 1, idTag: 'TAG', backendTx: undefined, state: 'open', seqNo: 0, began: 'then' },
    ...{ ended: undefined, answer: undefined, notes: {}, document: { meterStartWh: 5 } },
    ...given,
  },
});
const synced = { durable: true };
const unsynced = { durable: false };

describe('the file of messages to backends', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const path = (name: string) => join(folder.dir, name);
  const ids = (store: Store, name: { backend: string; station: string } = left) => {
    const found: string[] = [];
    for (let one = store.ocpp.first(name, 0); one !== undefined; one = store.ocpp.first(name, one.n))
      found.push(one.id);
    return found;
  };
  const health = (store: Store) => store.health().map(({ id }) => id);

  it('gives back what it was given, each station its own', () => {
    folder.with((store) => {
      const made = transaction('a', { backendTx: 4, answer: { status: 'Accepted' }, notes: { thinned: 3 }, seqNo: 2 });
      store.ocpp.write(left, [made, message('1', { localTx: 'a', fill: true, kind: 'start' })], synced);
      store.ocpp.write(right, [transaction('a'), message('2')], unsynced);
      assert.deepEqual(ids(store), ['1']);
      assert.deepEqual(ids(store, right), ['2']);
      assert.deepEqual(store.ocpp.running(left), [made.kind === 'transaction' && made.transaction]);
      assert.deepEqual(store.ocpp.first(left, 0), {
        ...{ n: 1, id: '1', localTx: 'a', kind: 'start', action: 'MeterValues', payload: '{"v":1}', fill: true },
        ...{ createdMs: 5, boot: 'boot', bootMs: 7, attempts: 0, nextMs: undefined },
      });
      assert.deepEqual(store.ocpp.count(left), { messages: 1, bytes: 7, unseen: 0 });
      assert.deepEqual(store.ocpp.queues(), [left, right]);
    });
  });

  it('keeps nothing of a change of which a part is refused', () => {
    folder.with((store) => {
      const wrong = transaction('b', { state: 'lost' as 'done' });
      assert.throws(() => store.ocpp.write(left, [transaction('a'), message('1'), wrong], synced), { code: 'refused' });
      assert.deepEqual([ids(store), store.ocpp.running(left)], [[], []]);
    });
  });

  it('goes on from the copy when the file is damaged or missing', () => {
    folder.with((store) => {
      store.ocpp.write(left, [transaction('a'), message('1', { localTx: 'a' })], synced);
      store.ocpp.write(left, [message('2', { localTx: 'a' })], unsynced);
      store.ocpp.write(left, [{ kind: 'gone', n: 1, id: '1' }, transaction('b'), message('3')], synced);
    });
    writeFileSync(path('ocpp.sqlite'), Buffer.alloc(40_000, 7));
    folder.with((store) => {
      assert.deepEqual(ids(store), ['2', '3']);
      assert.deepEqual(
        store.ocpp.running(left).map(({ localTx }) => localTx),
        ['a', 'b'],
      );
      assert.deepEqual(health(store), ['store:ocppAside']);
      store.ocpp.write(left, [message('4')], synced);
    });
    assert.ok(readdirSync(folder.dir).some((file) => file.startsWith('ocpp.sqlite.set-aside-')));
    rmSync(path('ocpp.sqlite'));
    folder.with((store) => assert.deepEqual(ids(store), ['2', '3', '4']));
  });

  it('begins anew when both are lost', () => {
    folder.with((store) => store.ocpp.write(left, [message('1')], synced));
    for (const name of ['ocpp.sqlite', 'ocpp-copy.sqlite']) writeFileSync(path(name), Buffer.alloc(9000, 7));
    folder.with((store) => {
      assert.deepEqual(ids(store), []);
      store.ocpp.write(left, [message('2')], synced);
      assert.deepEqual(ids(store), ['2']);
    });
  });

  it('brings the copy level after hundreds of changes that were not synced, thinned ones too', () => {
    const copyHas = () => {
      rmSync(path('ocpp.sqlite'));
      let found: string[] = [];
      folder.with((store) => {
        found = ids(store);
      });
      return found;
    };
    folder.with((store) => {
      store.ocpp.write(left, [transaction('a'), message('0', { localTx: 'a', kind: 'start' })], synced);
      for (let k = 1; k <= 600; k += 1) store.ocpp.write(left, [message(String(k), { localTx: 'a' })], unsynced);
    });
    assert.ok(copyHas().length >= 500);
    folder.with((store) => {
      const before = ids(store).length;
      const thinned = store.ocpp.thin(left, 'values', 1);
      assert.deepEqual([...thinned], [['a', Math.floor((before - 1) / 2)]]);
      store.ocpp.write(left, [transaction('b')], synced);
      assert.equal(ids(store)[0], '0');
    });
    assert.ok(copyHas().length < 310);
  });

  it('forgets transactions that are long done, and meter values that were long dropped, never a begin or an end', () => {
    folder.with((store) => {
      const dropped = (id: string, kind: 'start' | 'values'): QueueChange => ({
        kind: 'dropped',
        dropped: {
          ...{ id, localTx: 'a', kind, action: 'X', payload: '{}', createdMs: 1, droppedMs: 2, attempts: 3, why: 'so' },
        },
      });
      const done = Array.from({ length: 150 }, (_, k) => transaction(`t${k}`, { state: 'done' }));
      store.ocpp.write(left, [transaction('open'), ...done], synced);
      assert.equal(store.ocpp.recent(left, 1000).length, 101);
      assert.equal(store.ocpp.recent(left, 1000)[0]?.localTx, 't149');
      const lost = Array.from({ length: 2300 }, (_, k) => dropped(String(k), k < 10 ? 'start' : 'values'));
      store.ocpp.write(left, lost, synced);
      const kept = store.ocpp.dropped(5000);
      assert.equal(kept.length, 2010);
      assert.equal(kept.filter(({ kind }) => kind === 'start').length, 10);
      assert.equal(store.ocpp.count(left).unseen, 2010);
      store.ocpp.see(kept[0]?.n ?? 0);
      assert.equal(store.ocpp.count(left).unseen, 0);
    });
  });

  it('moves what waits for a backend that is configured no more into the list of dropped messages', () => {
    folder.with((store) => {
      const ofA = message('1', { localTx: 'a', kind: 'stop', fill: true });
      store.ocpp.write(left, [transaction('a', { backendTx: 42 }), ofA, message('2')], synced);
      store.ocpp.write(right, [message('3')], synced);
      assert.equal(store.ocpp.giveUp(left, 'its backend is configured no more'), 2);
      assert.deepEqual([ids(store), ids(store, right), store.ocpp.running(left)], [[], ['3'], []]);
      assert.deepEqual(
        store.ocpp.dropped(9).map(({ id, localTx, station, payload }) => [id, localTx, station, payload]),
        [
          ['2', undefined, 'left', '{"v":1}'],
          ['1', 'a', 'left', '{"v":1,"transactionId":42}'],
        ],
      );
    });
  });

  it('never deletes a message by a number that stands for another one', () => {
    folder.with((store) => {
      store.ocpp.write(left, [message('1')], synced);
      store.ocpp.write(left, [{ kind: 'gone', n: 1, id: 'other' }], synced);
      assert.deepEqual(ids(store), ['1']);
    });
  });

  it('keeps its files to itself', () => {
    folder.with((store) => {
      store.ocpp.write(left, [message('1')], synced);
      for (const name of ['ocpp.sqlite', 'ocpp-copy.sqlite']) assert.equal(statSync(path(name)).mode & 0o777, 0o600);
    });
    assert.ok(!existsSync(path('ocpp.sqlite-wal')));
  });

  it('knows when a run of the system began, and forgets it when nothing of it waits any more', () => {
    folder.with((store) => {
      store.ocpp.write(left, [message('1', { boot: 'old' })], synced);
      for (let k = 0; k < 80; k += 1) store.ocpp.putOffset(`boot-${k}`, k);
      assert.equal(store.ocpp.offsetOf('boot-79'), 79);
      assert.equal(store.ocpp.offsetOf('boot-5'), undefined);
      assert.equal(store.ocpp.first(left, 0)?.boot, 'old');
    });
  });
});
