import assert from 'node:assert/strict';
import type { MeteringQuarter } from '../../../firmware/domain/metering.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const quarterMs = 900_000;
const quarter = (point: string, k: number, more: Partial<MeteringQuarter> = {}): MeteringQuarter => ({
  ...{ point, quarterMs: k * quarterMs, consumedWh: undefined, producedWh: undefined, priceCt: 30.5 },
  ...{ priority: 1, share: 0.25, gridCostFactor: 1, generationCostCt: 10, gap: false },
  ...more,
});

describe('quarter hours of metering points on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('come back as they were, in order of time and point, with the counters', () => {
    const counters = [{ point: 'flat', side: 'consumed', startMs: quarterMs, startWh: 7, nowWh: 9.5 }] as const;
    const rows = [
      quarter('roof', 0, { producedWh: 40, gap: true }),
      quarter('constructor', 0, { consumedWh: 0 }),
      quarter('flat', 1, { consumedWh: 12, priceCt: undefined }),
    ];
    folder.with(({ metering }) => metering.add(rows, counters));
    folder.with(({ metering }) => {
      assert.deepEqual(metering.quarters(0, 2 * quarterMs), [rows[1], rows[0], rows[2]]);
      assert.deepEqual(metering.quarters(0, quarterMs).length, 2);
      assert.deepEqual(metering.counters(), counters);
    });
  });

  it('are completed by what comes late, and never changed', () => {
    const { metering } = folder.open();
    metering.add([quarter('both', 0, { consumedWh: 5, priceCt: undefined })], []);
    metering.add([quarter('both', 0, { consumedWh: 999, producedWh: 3 }), quarter('late', 0, { consumedWh: 1 })], []);
    assert.deepEqual(metering.quarters(0, quarterMs), [
      quarter('both', 0, { consumedWh: 5, producedWh: 3 }),
      quarter('late', 0, { consumedWh: 1 }),
    ]);
  });

  it('keep the terms of their time', () => {
    const { metering } = folder.open();
    metering.add([quarter('flat', 0, { consumedWh: 5 }), quarter('roof', 0, { producedWh: 5 })], []);
    metering.add([quarter('flat', 1, { consumedWh: 5, share: 0.75 }), quarter('roof', 1, { producedWh: 5 })], []);
    metering.add([quarter('flat', 2, { consumedWh: 5, share: 0.75 }), quarter('roof', 2, { producedWh: 5 })], []);
    const shares = metering.quarters(0, 3 * quarterMs).map(({ point, share }) => [point, share]);
    assert.deepEqual(shares, [
      ['flat', 0.25],
      ['roof', 0.25],
      ['flat', 0.75],
      ['roof', 0.25],
      ['flat', 0.75],
      ['roof', 0.25],
    ]);
  });

  it('are let go with the sessions of their time', () => {
    const store = folder.open();
    store.metering.add([quarter('flat', 0, { consumedWh: 5 }), quarter('flat', 9, { consumedWh: 6 })], []);
    store.sessions.drop(5 * quarterMs);
    assert.deepEqual(
      store.metering.quarters(0, 10 * quarterMs).map(({ consumedWh }) => consumedWh),
      [6],
    );
  });
});
