import type { BackendTruth } from './backend-truth.ts';
import { PlantBay, plantStations } from './plant.ts';

/** A visit's energy may be off by a step of the counter at either end. */
const stepWh = 1;

/** Every car that came has its transaction at the backend, once, in its turn, with the counter as it was when it left. */
export function visitFaults(truth: BackendTruth, seed: string, lastMs: number): readonly string[] {
  const faults: string[] = [];
  for (const station of plantStations) {
    const bay = new PlantBay(seed, station);
    const came = bay.came(lastMs);
    const told = truth.of(station).transactions();
    const [wanted, had] = [came.map(({ uid }) => uid).join(), told.map(({ idTag }) => idTag).join()];
    if (wanted !== had) faults.push(`${station}: came ${wanted}; told ${had}`);
    for (const [k, visit] of came.entries()) {
      const one = told[k];
      if (one?.idTag !== visit.uid) continue;
      const endWh = bay.counterWh(visit.toMs, lastMs);
      if (Math.abs((one.meterStop ?? 0) - endWh) > stepWh)
        faults.push(`${station} ${visit.uid}: ended at ${one.meterStop} Wh, the counter said ${endWh}`);
      const beginWh = bay.counterWh(visit.fromMs, lastMs);
      if (Math.abs(one.meterStart - beginWh) > stepWh)
        faults.push(`${station} ${visit.uid}: began at ${one.meterStart} Wh, the counter said ${beginWh}`);
    }
  }
  return faults;
}
