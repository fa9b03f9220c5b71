import { phaseIndexes } from '../../firmware/domain/phases.ts';
import { PlantSite } from '../site/in-process/plant-site.ts';
import type { CarParameters } from '../site/plant/parameters.ts';
import { rotation } from '../site/scenarios/scenario.ts';
import { jainIndex } from './cases/case-score.ts';

const minuteS = 60;
const hourS = 3600;

/** A house that draws nothing, so that all that flows is the cars'. */
interface Place {
  readonly fuseA: number;
  readonly cars: readonly Pick<CarParameters, 'phases' | 'maxA'>[];
  readonly voltageV?: number;
  /** Over all charge points together. */
  readonly limitW?: number;
  /** The boxes can leave two phases out. */
  readonly switches?: boolean;
}

/** How current is shared when it is short, on the virtual clock: between cars in turn, between phases, under a limit in W. */
export async function run(): Promise<void> {
  shortOfCurrent();
  turnedWiring();
  for (const voltageV of [207, 230, 240, 253])
    for (const phases of [1, 3] as const)
      for (const switches of [false, true]) limitInWatts(voltageV, phases, switches);
}

/** Half of eight cars fit at a time. */
function shortOfCurrent(): void {
  const site = siteOf({ fuseA: 27, cars: Array.from({ length: 8 }, () => ({ phases: 3, maxA: 16 })) });
  site.step(4 * hourS);
  const energiesWh = [...site.plant.boxes.values()].map(({ energyWh }) => energyWh);
  console.log(
    `8 cars on 27 A for 4 h: ${energiesWh.map((wh) => (wh / 1000).toFixed(1)).join(' ')} kWh, ` +
      `Jain index ${jainIndex(energiesWh).toFixed(3)} (goal 0.98)`,
  );
}

function turnedWiring(): void {
  const site = siteOf({ fuseA: 32, cars: Array.from({ length: 9 }, () => ({ phases: 1, maxA: 32 })) });
  site.step(30 * minuteS);
  const offeredA = [...site.chargePoints.keys()].reduce((sum, id) => sum + (site.decision(id).offerMa ?? 0) / 1000, 0);
  const drawnA = site.plant.carsA.reduce((sum, a) => sum + a, 0);
  console.log(
    `9 single-phase cars on turned wiring at 32 A: ${offeredA.toFixed(1)} of 96 phase-amperes offered, ` +
      `${drawnA.toFixed(1)} drawn`,
  );
}

/** 4.2 kW over the charge points are 18 A on one phase or 3 x 6 A, where the voltage allows. */
function limitInWatts(voltageV: number, phases: 1 | 3, switches: boolean): void {
  const site = siteOf({ fuseA: 63, cars: [{ phases, maxA: 32 }], voltageV, limitW: 4200, switches });
  // Before the first cycle the box offers its own fail-safe.
  site.step(minuteS);
  let highestW = 0;
  site.step(20 * minuteS, () => {
    highestW = Math.max(
      highestW,
      phaseIndexes.reduce<number>((sum, p) => sum + site.plant.carsA[p] * voltageV, 0),
    );
  });
  const drawnA = Math.max(...site.plant.carsA);
  console.log(
    `4.2 kW at ${voltageV} V, ${phases}-phase car at a box that ${switches ? 'switches' : 'stays on three phases'}: ` +
      `${((site.decision('E1').offerMa ?? 0) / 1000).toFixed(1)} A offered, ${drawnA.toFixed(1)} A drawn, ` +
      `highest true power ${highestW.toFixed(0)} W`,
  );
}

function siteOf({ fuseA, cars, voltageV = 230, limitW, switches = false }: Place): PlantSite {
  const limits = limitW === undefined ? [] : [{ id: 'grid', scope: 'chargePoints', unit: 'W', value: limitW }];
  return new PlantSite({
    document: {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
      circuits: [{ id: 'house', fuseA, limits }],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        ...cars.map((_, k) => ({
          ...{ id: `E${k + 1}`, definition: 'a-box', address: `10.0.0.${k + 1}:502` },
          ...{ phases: rotation(k).phases, maxCurrentA: 32, phaseSwitch: switches ? 'auto' : 'off' },
        })),
      ],
    },
    traits: Object.fromEntries(cars.map((_, k) => [`E${k + 1}`, { switchesPhases: switches }])),
    plant: {
      ...{ seed: 1, fuseA, voltageV },
      house: { baseA: [0, 0], applianceEveryS: [1e9, 1e9] },
      boxes: cars.map((car, k) => ({
        ...{ id: `E${k + 1}`, wiring: rotation(k).wiring },
        // Draws all that it is offered: the worst for a limit.
        car: { ...car, batteryWh: 80_000, startPercent: 10, drawFactor: 1, wholeAmperes: false },
      })),
    },
  });
}
