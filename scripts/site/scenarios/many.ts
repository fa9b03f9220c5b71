import type { BoxPlan } from '../plant/plant.ts';
import { rotation, type ScenarioMaker } from './scenario.ts';

/** A car park for the benches: any number of TCP charge points that all charge, on a connection that bears half of them. */
export const many: ScenarioMaker = ({ seed, count = 64, plant }) => {
  const boxes = Array.from(
    { length: count },
    (_, index): BoxPlan => ({
      ...{ id: `E${index + 1}`, wiring: rotation(index).wiring, maxA: 16 },
      car: { phases: 3, maxA: 16, wakeS: [1, 5], startPercent: 20, batteryWh: 80_000 },
    }),
  );
  const fuseA = Math.max(40, count * 8 + 20);
  const fullW = fuseA * 3 * 230;
  return {
    name: 'many',
    plant: { seed, fuseA, boxes, ...plant },
    lines: [{ id: 'rs485-1', kind: 'rtu-over-tcp' }],
    devices: [
      {
        ...{ id: 'M1', definition: 'eastron-sdm630', line: 'rs485-1', unitId: 1, stands: 'grid' },
        entry: { role: 'grid', circuit: 'house' },
      },
      ...boxes.map(({ id }, index) => ({
        ...{ id, definition: index % 2 === 0 ? 'alfen-eve' : 'cfos-powerbrain', unitId: 1, stands: { box: id } },
        entry: { role: 'chargePoint', phases: rotation(index).phases, maxCurrentA: 16 },
      })),
    ],
    document: {
      name: `Car park with ${count} charge points`,
      timezone: 'Europe/Amsterdam',
      circuits: [
        {
          ...{ id: 'house', name: 'House connection', fuseA },
          limits: [{ id: 'operator', scope: 'all', unit: 'W', value: `${fullW} * AVAIL / 100`, fallback: 4200 }],
        },
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
    },
  };
};
