import { rotation, type ScenarioMaker } from './scenario.ts';

/** The rate of most charge points. These ask for no pause between frames, so that the line itself is what is measured. */
export const busBaudRate = 19_200;

/** Charge points on one RS-485 line at its real rate, on a connection that bears half of them; the meter has its own. */
export const bus: ScenarioMaker = ({ seed, count = 8, plant }) => {
  const boxes = Array.from({ length: count }, (_, index) => ({
    ...{ id: `E${index + 1}`, wiring: rotation(index).wiring, maxA: 16 },
    car: { phases: 3, maxA: 16, wakeS: [1, 5], startPercent: 20, batteryWh: 80_000 } as const,
  }));
  const fuseA = Math.max(40, count * 8 + 20);
  return {
    name: 'bus',
    plant: { seed, fuseA, boxes, ...plant },
    lines: [
      { id: 'rs485-1', kind: 'rtu-over-tcp', baudRate: busBaudRate },
      { id: 'rs485-2', kind: 'rtu-over-tcp' },
    ],
    devices: [
      {
        ...{ id: 'M1', definition: 'eastron-sdm630', line: 'rs485-2', unitId: 1, stands: 'grid' },
        entry: { role: 'grid', circuit: 'house' },
      },
      ...boxes.map(({ id }, index) => ({
        ...{ id, definition: 'mennekes-amtron-compact-2s', line: 'rs485-1', unitId: index + 1, stands: { box: id } },
        entry: { role: 'chargePoint', phases: rotation(index).phases, maxCurrentA: 16 },
      })),
    ],
    document: {
      name: `${count} charge points on one line`,
      timezone: 'Europe/Amsterdam',
      circuits: [
        {
          ...{ id: 'house', name: 'House connection', fuseA },
          limits: [{ id: 'operator', scope: 'all', unit: 'A', value: `${fuseA} * AVAIL / 100`, fallback: 16 }],
        },
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
    },
  };
};
