import { RelayDay, type RelayFigures } from './relay/relay-day.ts';
import type { Soak } from './soak.ts';

const hours = 24;

/**
 * A day of three hostile backends at eight relayed charge points: profiles that are negative, of 10^9 A, overlapping, over,
 * to come and unlimited, in bursts; the operator's share jumps, cars come and go, the box restarts. In every second the sum of
 * limits in force is within the site's, each charge point within what each backend allows, and no call reaches one.
 */
export const soak: Soak = {
  async run(result) {
    const startedMs = performance.now();
    const day = new RelayDay(1);
    let figures: RelayFigures = day.figures;
    for (let hour = 1; hour <= hours; hour += 1) {
      figures = day.run(3600);
      console.log(
        `hour ${hour}: most of the limit ${figures.mostOfLimit.toFixed(3)}, ${JSON.stringify(figures.calls)}`,
      );
    }
    result.write({ ...figures, tookS: Math.round((performance.now() - startedMs) / 1000) });
    console.log(JSON.stringify(figures, null, 2));
    return holds(figures);
  },
};

export const holds = ({ aboveSite, brokenRows, aboveBackend, passed, mostOfLimit }: RelayFigures): boolean =>
  aboveSite + brokenRows + aboveBackend + passed === 0 && mostOfLimit <= 1;
