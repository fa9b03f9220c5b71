import type { BoxPlan } from '../plant/plant.ts';
import { rotation, type ScenarioMaker, type SiteDevice } from './scenario.ts';

/** Every car is far from full, and starts within 5 s of its permission: a newcomer sees the job done at once. */
const eager = { wakeS: [1, 5], startPercent: 30, batteryWh: 70_000 } as const;

type Place = Required<Pick<BoxPlan, 'id' | 'wiring' | 'maxA' | 'car'>> &
  Pick<SiteDevice, 'definition' | 'line' | 'unitId'> & { readonly name: string };

const places: readonly Place[] = [
  {
    ...{ id: 'E1', name: 'Carport left', definition: 'keba-p30', unitId: 255 },
    ...{ wiring: rotation(0).wiring, maxA: 32, car: { phases: 3, maxA: 32, ...eager } },
  },
  {
    ...{ id: 'E2', name: 'Carport right', definition: 'alfen-eve', unitId: 1 },
    ...{ wiring: rotation(1).wiring, maxA: 32, car: { phases: 1, maxA: 32, ...eager } },
  },
  {
    ...{ id: 'E3', name: 'Yard', definition: 'heidelberg-energy-control', line: 'rs485-1', unitId: 1 },
    ...{ wiring: rotation(2).wiring, maxA: 16, car: { phases: 2, maxA: 16, ...eager } },
  },
  {
    ...{ id: 'E4', name: 'Visitors', definition: 'mennekes-amtron-compact-2s', line: 'rs485-1', unitId: 50 },
    ...{ wiring: rotation(3).wiring, maxA: 16, car: { phases: 3, maxA: 16, ...eager } },
  },
];

/** The site of the demo: four cars of different kinds at four makes of charge point, under a limit the operator can turn. */
export const house: ScenarioMaker = ({ seed, plant }) => ({
  name: 'house',
  plant: {
    ...{ seed, fuseA: 80, ...plant },
    boxes: places.map(({ id, wiring, maxA, car }) => ({ id, wiring, maxA, car })),
  },
  lines: [
    { id: 'rs485-1', kind: 'rtu-over-tcp' },
    { id: 'rs485-2', kind: 'rtu-over-tcp' },
  ],
  devices: [
    {
      ...{ id: 'M1', definition: 'eastron-sdm630', line: 'rs485-2', unitId: 1, stands: 'grid' as const },
      entry: { name: 'Grid meter', role: 'grid', circuit: 'house' },
    },
    ...places.map(({ id, name, definition, line, unitId, maxA }, index) => ({
      ...{ id, definition, unitId, stands: { box: id }, ...(line === undefined ? {} : { line }) },
      entry: { name, role: 'chargePoint', circuit: 'garage', phases: rotation(index).phases, maxCurrentA: maxA },
    })),
  ],
  document: {
    name: 'Kerkstraat 12',
    timezone: 'Europe/Amsterdam',
    circuits: [
      {
        ...{ id: 'house', name: 'House connection', fuseA: 80, reserveA: 1 },
        limits: [{ id: 'operator', scope: 'all', unit: 'W', value: '55000 * AVAIL / 100', fallback: 4200 }],
      },
      { id: 'garage', name: 'Garage', parent: 'house', fuseA: 63 },
    ],
    variables: [{ name: 'AVAIL', value: 100 }],
  },
});
