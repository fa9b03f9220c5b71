import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Timers } from '../../../../drivers/link/timers.ts';
import type { MeterValue, StatusNow } from '../../../../firmware/ocpp/ports.ts';
import { CallPace } from '../../../../firmware/ocpp/station/call-pace.ts';
import { IdTagCache } from '../../../../firmware/ocpp/station/id-tag-cache.ts';
import { type ListEntry, LocalList } from '../../../../firmware/ocpp/station/local-list.ts';
import { picked } from '../../../../firmware/ocpp/station/samples.ts';
import { Settings } from '../../../../firmware/ocpp/station/settings.ts';
import { StationDocuments } from '../../../../firmware/ocpp/station/station-store.ts';
import { Statuses } from '../../../../firmware/ocpp/station/statuses.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Documents in memory, of a disk that can be made to refuse. */
function memory() {
  const kept = new Map<string, string>();
  const disk = { refuses: false };
  const store = {
    get: (_: string, name: string) => JSON.parse(kept.get(name) ?? 'null') as unknown,
    put(_: string, name: string, document: object) {
      if (disk.refuses) throw new StoreError('notPersisted', 'full', {});
      kept.set(name, JSON.stringify(document));
    },
    remove: (_: string, name: string) => void kept.delete(name),
    names: () => [...kept.keys()],
  };
  const documents = () => new StationDocuments({ store, backend: 'supplier', station: 'CP1', log });
  return { documents, disk, kept };
}

const timersOf = (time: FakeTime): Timers => ({
  after: (delayMs, action) => time.after(delayMs, action),
  turn: () => time.settle(),
});

describe('the parts of a station', () => {
  it('a local list is what its updates say, over a restart too', () => {
    const tag = fc.constantFrom('A', 'a', 'B', 'C', '__proto__', 'constructor');
    const status = fc.constantFrom('Accepted' as const, 'Blocked' as const);
    const entry: fc.Arbitrary<ListEntry> = fc.record({
      idTag: tag,
      info: fc.option(fc.record({ status }), { nil: undefined }),
    });
    const update = fc.record({
      kind: fc.constantFrom('full' as const, 'differential' as const),
      version: fc.integer({ min: 1, max: 6 }),
      entries: fc.array(entry, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(update, { maxLength: 8 }), (updates) => {
        const { documents } = memory();
        let list = new LocalList(documents());
        let model = new Map<string, string>();
        let modelVersion = 0;
        for (const { kind, version, entries } of updates) {
          const done = list.update(kind, version, entries);
          const keys = entries.map(({ idTag }) => idTag.toLowerCase());
          const isTwice = new Set(keys).size < keys.length;
          const isOld = kind === 'differential' && version <= modelVersion;
          const isVoid = kind === 'full' && entries.some(({ info }) => info === undefined);
          assert.equal(done, isOld ? 'versionMismatch' : isVoid || isTwice ? 'failed' : 'accepted');
          if (done !== 'accepted') continue;
          modelVersion = version;
          if (kind === 'full') model = new Map();
          for (const { idTag, info } of entries)
            if (info === undefined) model.delete(idTag.toLowerCase());
            else model.set(idTag.toLowerCase(), info.status);
          list = new LocalList(documents());
          assert.equal(list.version, version);
          for (const name of ['A', 'B', 'C', '__proto__', 'constructor'])
            assert.equal(list.find(name)?.status, model.get(name.toLowerCase()));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a list that cannot be kept is not taken; a setting that cannot be kept holds until the restart', () => {
    const { documents, disk } = memory();
    const list = new LocalList(documents());
    const settings = new Settings(documents());
    disk.refuses = true;
    assert.equal(list.update('full', 1, []), 'failed');
    assert.equal(settings.set({ meterSampleS: 10 }), false);
    assert.equal(settings.now.meterSampleS, 10);
    assert.equal(new Settings(documents()).now.meterSampleS, 60);
  });

  it('settings of another release are left out where they make no sense', () => {
    const { documents, kept } = memory();
    kept.set(
      'supplier/CP1/settings',
      JSON.stringify({ meterSampleS: 'x', heartbeatS: 7, gone: 1, sampledMeasurands: {} }),
    );
    const { now } = new Settings(documents());
    assert.equal(now.heartbeatS, 7);
    assert.equal(now.meterSampleS, 60);
    assert.ok(Array.isArray(now.sampledMeasurands));
    assert.equal('gone' in now, false);
  });

  it('a cache holds the last 500 tags, over a restart too', () => {
    const { documents } = memory();
    const cache = new IdTagCache(documents());
    for (let k = 0; k < 600; k += 1) cache.set(`T${k}`, { status: 'Accepted' });
    cache.set('T599', { status: 'ConcurrentTx' });
    const again = new IdTagCache(documents());
    assert.equal(again.find('T99'), undefined);
    assert.deepEqual(again.find('t100'), { status: 'Accepted' });
    assert.deepEqual(again.find('T599'), { status: 'Accepted' });
    assert.equal(again.clear(), true);
    assert.equal(new IdTagCache(documents()).find('T100'), undefined);
  });

  it('a status that never rests is told all the same, now and then', async () => {
    const time = new FakeTime();
    const told: string[] = [];
    let now: StatusNow = { status: 'Available', errorCode: 'NoError', atMs: 0 };
    const statuses = new Statuses({
      ...{ connectors: 1, clock: time, timers: timersOf(time), minimumMs: () => 5000, mayTell: () => true, log },
      statusOf: () => now,
      tell: async (connector, { status }) => {
        if (connector === 1) told.push(status);
      },
    });
    statuses.up(true);
    for (let k = 0; k < 60; k += 1) {
      now = { ...now, status: (['Charging', 'SuspendedEVSE', 'SuspendedEV'] as const)[k % 3] ?? 'Charging' };
      statuses.changed(1);
      await time.advance(1000);
    }
    assert.ok(told.length >= 2 && told.length <= 3, told.join());
  });

  it('a backend that calls without end is answered 5 times a second', async () => {
    const time = new FakeTime();
    const pace = new CallPace(time, timersOf(time));
    let answered = 0;
    void (async () => {
      for (;;) {
        await pace.turn();
        answered += 1;
      }
    })();
    await time.settle();
    assert.equal(answered, 50);
    await time.advance(10_000);
    assert.equal(answered, 100);
  });

  it('the register that is told never runs backwards, whatever a meter says', () => {
    const value = fc.oneof(
      fc.integer({ min: 0, max: 10_000 }).map(String),
      fc.constantFrom('', 'x', 'NaN', '1e400', '12.7'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.constantFrom('Wh', 'kWh', undefined))), (readings) => {
        let floorWh = 0;
        for (const [text, unit] of readings) {
          const sample = { value: text, ...(unit === undefined ? {} : { unit }) };
          const meter: MeterValue = { atMs: 0, samples: [sample] };
          const one = picked(meter, ['Energy.Active.Import.Register'], { context: 'Sample.Periodic', floorWh });
          if (one === undefined) continue;
          const [told] = one.samples;
          assert.match(told?.value ?? '', /^\d+$/);
          assert.ok(Number(told?.value) >= floorWh);
          floorWh = Number(told?.value);
        }
      }),
    );
  });
});
