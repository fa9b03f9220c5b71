import { flowHeater } from '../plant/parameters.ts';
import type { BoxPlan, PlantPlan, Window } from '../plant/plant.ts';
import { type Random, seededRandom } from '../random.ts';
import { rotation, type Scenario, type ScenarioMaker, type SiteDevice } from './scenario.ts';

/** The closed-loop hour: eight boxes on a fuse of 63 A, each trouble alone or all together. */

const hourS = 3600;
const fuseA = 63;
const products = [
  { definition: 'keba-p30', unitId: 255 },
  { definition: 'alfen-eve', unitId: 1 },
  { definition: 'cfos-powerbrain', unitId: 1 },
  { definition: 'phoenix-charx', unitId: 1 },
] as const;

interface Troubles {
  readonly heater?: true;
  readonly drop?: true;
  readonly stale?: true;
}

const troubled =
  (name: string, troubles: Troubles): ScenarioMaker =>
  ({ seed, count = 8, plant }) => {
    const random = seededRandom(`${seed}/mix`);
    const boxes = Array.from({ length: count }, (_, index) => drawArrival(random, index));
    const plan: PlantPlan = {
      ...{ seed, fuseA, boxes },
      house: { ...plant?.house, ...(troubles.heater ? { heater: flowHeater } : {}) },
      ...(plant?.meter === undefined ? {} : { meter: plant.meter }),
      ...(troubles.drop ? { drops: [drawDrop(random)] } : {}),
      ...(troubles.stale ? { staleWindows: drawStaleWindows(random) } : {}),
    };
    return describe(name, plan, boxes);
  };

/** Heater, drop and stale meter together. */
export const mix: ScenarioMaker = troubled('mix', { heater: true, drop: true, stale: true });
/** Only the 21 kW heater. */
export const heater: ScenarioMaker = troubled('heater', { heater: true });
/** Only the operator's drop to 30 %. */
export const drop: ScenarioMaker = troubled('drop', { drop: true });
/** Only a meter that brings nothing new for a while, three times. */
export const stale: ScenarioMaker = troubled('stale', { stale: true });

function drawArrival(random: Random, index: number): BoxPlan {
  const presentAtStart = random.chance(0.6);
  const laterS = random.between([1, hourS / 2]);
  return { id: `E${index + 1}`, wiring: rotation(index).wiring, car: {}, arrivesS: presentAtStart ? 0 : laterS };
}

function drawDrop(random: Random): Window & { readonly percent: number } {
  const fromS = random.between([900, 1800]);
  return { fromS, toS: fromS + random.between([300, 900]), percent: 30 };
}

function drawStaleWindows(random: Random): Window[] {
  return [0, 1, 2].map((third) => {
    const fromS = (third * hourS) / 3 + random.between([120, 900]);
    return { fromS, toS: fromS + random.between([15, 90]) };
  });
}

function describe(name: string, plant: PlantPlan, boxes: readonly BoxPlan[]): Scenario {
  const chargePoints: SiteDevice[] = boxes.map(({ id }, index) => ({
    ...(products[index % products.length] ?? products[0]),
    ...{ id, stands: { box: id } },
    entry: { role: 'chargePoint', phases: rotation(index).phases, maxCurrentA: 32 },
  }));
  return {
    ...{ name, plant },
    lines: [{ id: 'rs485-1', kind: 'rtu-over-tcp' }],
    devices: [
      {
        ...{ id: 'M1', definition: 'eastron-sdm630', line: 'rs485-1', unitId: 1, stands: 'grid' },
        entry: { role: 'grid', circuit: 'house' },
      },
      ...chargePoints,
    ],
    document: {
      name: `Eight boxes, ${name}`,
      timezone: 'Europe/Amsterdam',
      // The reference of shared/cases/plant.md and its oracle know no imbalance.
      imbalance: { maxA: fuseA },
      circuits: [
        {
          ...{ id: 'house', name: 'House connection', fuseA },
          limits: [{ id: 'operator', scope: 'all', unit: 'A', value: `${fuseA} * AVAIL / 100`, fallback: 16 }],
        },
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
    },
  };
}
