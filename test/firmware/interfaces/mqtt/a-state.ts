import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import type { ChargePointState, MeterState, State } from '../../../../firmware/domain/state.ts';

export const serial = 'NTW-0123456789abcdef';
const at = '2026-11-28T12:00:00.000Z';

export const site = siteSchema.parse({
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
  circuits: [{ id: 'house', name: 'House connection', fuseA: 80 }],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', line: 'a', role: 'grid', circuit: 'house' },
    { id: 'M2', definition: 'eastron-sdm120', line: 'a', role: 'generation', circuit: 'house', phases: 'L2' },
    { id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502', circuit: 'house' },
    { id: 'E2', definition: 'keba-p30', address: '10.0.0.21:502', circuit: 'house', name: 'Bay 2' },
  ],
  mqtt: { address: '127.0.0.1:1883', discovery: true, commands: true },
});

const point: ChargePointState = {
  ...{ id: 'E1', name: 'Bay 1', circuit: 'house', state: 'C', minA: 6, maxA: 16, offeredA: 12.5 },
  ...{ phases: ['L1', 'L2', 'L3'], drawnA: [12.1, 12, 11.9], powerW: 8280, energyWh: 5200 },
  reason: { code: 'user', rule: 'Annas rule' } as ChargePointState['reason'],
  orders: {
    override: { limitA: 13, until: 'unplug', rulesOff: false, source: 'anna' },
    remote: { limitA: 12.5, until: at, source: 'MQTT' },
    ...{ need: null, phases: 'auto' },
  },
};
const lost: ChargePointState = {
  ...{ id: 'E2', name: 'Bay 2', circuit: 'house', state: null, minA: 6, maxA: 16, offeredA: null },
  ...{ phases: ['L1'], drawnA: [null, null, null], powerW: null, energyWh: null, reason: { code: 'lost' } },
};
const meters: readonly MeterState[] = [
  {
    ...{
      id: 'M1',
      name: 'Grid',
      role: 'grid',
      currentA: [1, 2, 3],
      powerW: [230, 460, 690],
      voltageV: [230, 231, 229],
    },
    ...{ importWh: 1_234_567, exportWh: 12, ageS: 0.4 },
  },
  {
    ...{ id: 'M2', name: 'Sun', role: 'generation', currentA: [null, -4, null], powerW: [null, -920, null] },
    ...{ voltageV: [null, 230, null], ageS: 1.2 },
  },
];

/** A house with two bays, one of which does not answer. */
export function aState(changes: Partial<State> = {}): State {
  return {
    ...{ cycle: 7, at, site: { name: 'Kerkstraat 12', mode: 'manage', timezone: 'UTC' } },
    circuits: [
      {
        ...{ id: 'house', name: 'House connection', parent: null, fuseA: 80, reserveA: 2, limitA: [80, 80, 80] },
        ...{ limitW: null, reason: { code: 'fuse' }, drawnA: [31, null, 26.9], headroomA: [0, null, 4] },
      },
    ],
    chargePoints: [point, lost],
    flow: { gridW: 18_530, solarW: null, batteryW: null, houseW: 4200, chargePointsW: 14_330 },
    ...{ price: null, meters },
    variables: [{ name: 'AVAIL', value: 40, at, source: 'anna', stale: false, owner: null }],
    limits: [],
    health: [
      { id: 'x', severity: 'fault', code: 'deviceLost', what: 'E2', message: 'E2 of anna is gone', since: at },
      { id: 'y', severity: 'info', code: 'definitionOff', what: 'M9', message: '', since: at },
    ],
    ...changes,
  };
}
