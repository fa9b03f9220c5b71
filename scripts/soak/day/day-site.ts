import type { CycleOutput } from '../../../firmware/control/controller.ts';
import { PlantSite } from '../../site/in-process/plant-site.ts';
import { flowHeater } from '../../site/plant/parameters.ts';
import { rotation } from '../../site/scenarios/scenario.ts';

export const fuseA = 63;
export const reserveA = 1;
export const garageFuseA = 40;
/** Charge points E1 … E8; the first four stand in the garage. */
export const ids = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8'] as const;
export const garageIds: readonly string[] = ids.slice(0, 4);

export const readBackIds = ['E2', 'E3', 'E4', 'E6', 'E7', 'E8'] as const;

/** Eight boxes of all kinds in a house with kettles and a flow heater; a garage without a meter of its own. */
export function daySite(seed: number, watch: (site: PlantSite, output: CycleOutput) => void): PlantSite {
  return new PlantSite({
    watch,
    document: {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
      circuits: [
        {
          ...{ id: 'house', fuseA, reserveA },
          limits: [{ id: 'operator', unit: 'A', value: `${fuseA} * AVAIL / 100`, fallback: 6 }],
        },
        { id: 'garage', parent: 'house', fuseA: garageFuseA },
      ],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        ...ids.map((id, k) => ({
          ...{ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, phases: rotation(k).phases, maxCurrentA: 32 },
          ...{ circuit: garageIds.includes(id) ? 'garage' : 'house', failsafeCurrentA: k === 5 ? 16 : 6 },
        })),
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
    },
    plant: {
      ...{ seed, fuseA, house: { heater: flowHeater } },
      boxes: ids.map((id, k) => ({
        ...{ id, wiring: rotation(k).wiring, failsafeA: k === 5 ? 16 : 6, car: {}, arrivesS: k * 30 },
      })),
    },
    traits: {
      E1: { readsBack: false },
      E3: { stepMa: 1000 },
      E5: { readsBack: false, measuresCurrent: false },
      E6: { watchdogS: 60 },
      E7: { energyAfterMs: 2000 },
    },
  });
}
