import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { scenarioSite } from '../site/in-process/scenario-site.ts';
import { scenarioByName } from '../site/scenarios/all.ts';
import type { Soak } from './soak.ts';

const cycles = 86_400;
const warmUpCycles = 7200;
const lookEvery = 7200;
const flatWithinMb = 1;

/** A day of cycles of the real controller against the plant, on the virtual clock: its heap does not grow. */
export const soak: Soak = {
  async run(result) {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heapMb = (): number => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const site = scenarioSite(scenarioByName('mix', { seed: 1 }));
    site.step(warmUpCycles);
    const looks = [heapMb()];
    for (let done = 0; done < cycles; done += lookEvery) {
      site.step(lookEvery);
      looks.push(heapMb());
      result.write(looks);
    }
    const [first = 0, last = 0] = [looks[0], looks.at(-1)];
    console.log(`heap after ${warmUpCycles} cycles ${first.toFixed(2)} MB, ${cycles} later ${last.toFixed(2)} MB`);
    return Math.abs(last - first) <= flatWithinMb;
  },
};
