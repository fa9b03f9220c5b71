import assert from 'node:assert/strict';
import type { ChargePointState, State } from '../../../../firmware/domain/state.ts';
import { OwnPlaces } from '../../../../firmware/ocpp/own-places/own-places.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';

const pointOf = (id: string, state: ChargePointState['state']): ChargePointState => ({
  ...{ id, name: id, circuit: 'house', state, minA: 6, maxA: 16, offeredA: 16, phases: ['L1', 'L2', 'L3'] },
  ...{ drawnA: [16, 16, null], powerW: 7360, energyWh: 500, reason: { code: 'deviceLimit' } },
});
const stateOf = (...chargePoints: ChargePointState[]): State => ({
  ...{
    cycle: 1,
    at: '2026-11-28T12:00:00Z',
    site: { name: 'house', mode: 'manage', timezone: 'UTC' },
    circuits: [],
    price: null,
  },
  flow: { gridW: null, solarW: null, batteryW: null, houseW: null, chargePointsW: null },
  ...{ chargePoints, meters: [], variables: [], limits: [], health: [] },
});

describe('the charge points of our own that backends see', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('their transactions go on after a restart, whoever looks at them', () => {
    const made = (store: ReturnType<TestFolder['open']>) =>
      new OwnPlaces({
        facts: () => ({
          ...{ vendor: 'A', model: 'B', minMa: 6000, maxMa: 16_000, phases: 3, voltageV: 230, speaksOcpp: false },
        }),
        people: {
          authorised: () => true,
          cardAt: () => ({ atMs: 5, uid: '04A2' }),
          letCharge: () => {},
          end: () => {},
        },
        ...{ sessionNow: () => undefined, store: store.ocppDocuments, newId: () => 'tx-1', clock: folder.clock },
        ...{ changed: () => {}, log: { warn: () => {} } },
      });
    folder.with((store) => {
      const places = made(store);
      places.use(['E1']);
      places.observe(stateOf(pointOf('E1', 'C'), pointOf('E2', 'C')));
      assert.equal(places.get('E2'), undefined);
      assert.equal(places.get('E1')?.transaction()?.idTag, '04A2');
    });
    folder.with((store) => {
      const places = made(store);
      places.use(['E1']);
      const told: string[] = [];
      places.get('E1')?.onEvent((event) => told.push(event.kind));
      assert.equal(places.get('E1')?.transaction()?.localTx, 'tx-1');
      places.observe(stateOf(pointOf('E1', 'C')));
      assert.deepEqual(told, ['begin', 'status']);
      places.use([]);
      assert.deepEqual(told, ['begin', 'status', 'end']);
      assert.equal(places.get('E1'), undefined);
    });
  });
});
