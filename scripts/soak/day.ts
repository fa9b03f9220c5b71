import { DayFaults } from './day/day-faults.ts';
import { daySite } from './day/day-site.ts';
import { type DayFigures, DayWatch, limitOf } from './day/day-watch.ts';
import type { Soak } from './soak.ts';

const days = 3;
const dayS = 86_400;
/** A meter 3 s late, a cycle, a box 1.5 s late, a car that takes 5 s to notice and 6 s to come down, and once more for a second rise. */
const explainedS = 30;

/**
 * Days of the closed loop against the plant, in process, with something going wrong every minute or two: charge points,
 * lines and meters fall silent, the operator's share jumps, boxes and the controller restart, cars come and go. In every
 * cycle the offers in force keep their rows (I1), and no raise goes out that a row does not bear beside what the boxes
 * hold (I16); nothing flows above the limit for longer than late cars, boxes and meters explain. One result a day.
 */
export const soak: Soak = {
  async run(result) {
    const done = (result.read() ?? []) as (DayFigures & { readonly seed: number })[];
    while (done.length < days) {
      const seed = done.length + 1;
      done.push({ seed, ...runDay(seed) });
      result.write(done);
    }
    console.log(JSON.stringify(done, null, 2));
    return done.every(
      ({ brokenI1, brokenI16, trips, lateOver }) =>
        brokenI1 + brokenI16 + trips === 0 && lateOver.longestS <= explainedS,
    );
  },
};

function runDay(seed: number) {
  const watch = new DayWatch();
  const site = daySite(seed, (of, output) => watch.cycle(of, output));
  const faults = new DayFaults(site, seed);
  for (let s = 0; s < dayS; s += 1) {
    faults.happen(s);
    site.step(1, () => watch.step(site, limitOf(faults.allowedPercent)));
  }
  watch.figures.energyWh = [...site.plant.boxes.values()].reduce((sum, box) => sum + box.energyWh, 0);
  return { ...watch.figures, faults: faults.counts };
}
