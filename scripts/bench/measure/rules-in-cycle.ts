import { runCycle } from '../../../firmware/control/cycle.ts';
import { PlantSite } from '../../site/in-process/plant-site.ts';

const warmUpS = 40;
const secondsS = 240;

/** Time of whole cycles of a site with cars that charge, ms, in order; `rules` of each charge point. */
export function cycleTimesMs(chargePoints: number, rules: readonly object[]): readonly number[] {
  const timesMs: number[] = [];
  const car = { phases: 3, maxA: 32, batteryWh: 1e6, startPercent: 20, taperFromPercent: 90 } as const;
  const ids = Array.from({ length: chargePoints }, (_, k) => `E${k + 1}`);
  const site = new PlantSite({
    document: documentOf(ids, rules),
    plant: {
      ...{ seed: 1, fuseA: 400, voltageV: 230, meter: { ageS: 0.5, noiseA: 0, resolutionA: 0.01 } },
      boxes: ids.map((id) => ({ id, wiring: [0, 1, 2], pilotDelayS: 0.5, readingAgeS: 0.5, car })),
    },
    run: (mind, facts) => {
      const { involuntaryContextSwitches } = process.resourceUsage();
      const before = performance.now();
      const result = runCycle(mind, facts);
      const tookMs = performance.now() - before;
      if (process.resourceUsage().involuntaryContextSwitches === involuntaryContextSwitches) timesMs.push(tookMs);
      return result;
    },
  });
  site.set('TARIF', 1);
  site.set('AVAIL', 80);
  // The sun, so that rules with surplus have something to give.
  site.plant.house.fix([-300, -300, -300]);
  site.step(warmUpS);
  timesMs.length = 0;
  site.step(secondsS);
  return timesMs.sort((a, b) => a - b);
}

const documentOf = (ids: readonly string[], rules: readonly object[]) => ({
  ...{ name: 'bench', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 400 }], acceptFailsafeRisk: true },
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    ...ids.map((id, k) => ({ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, rules })),
  ],
});
