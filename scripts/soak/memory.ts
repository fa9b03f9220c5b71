import { setTimeout as pause } from 'node:timers/promises';
import { usageOf } from '../bench/measure/process-usage.ts';
import { compileProgram } from '../compile.ts';
import { startDemo } from '../demo/running.ts';
import type { Soak } from './soak.ts';

const points = 64;
/** Until then caches and just-in-time code have come to rest, and all cars charge. */
const settlesForS = 300;
const lastsForS = 1800;
const lookEveryS = 10;
const mostMb = 180;
const flatWithinMb = 5;
/** Means over this long are compared: between two collections the heap swings. */
const meanOverS = 300;

interface Look {
  readonly atS: number;
  readonly pssMb: number;
}

/**
 * The whole program, compiled, with 64 charge points that charge, for 30 minutes after the first 5: the memory of all its
 * processes (PSS) is 180 MB at most, and at the end within 5 MB of that at the beginning.
 */
export const soak: Soak = {
  async run(result) {
    const running = await startDemo({
      ...{ port: 0, scenario: `many:${points}`, seed: 1, program: compileProgram() },
      say: (sentence) => console.error(`netwacht: ${sentence}`),
    });
    try {
      await pause(settlesForS * 1000);
      const looks: Look[] = [];
      for (let atS = 0; atS <= lastsForS; atS += lookEveryS) {
        const { pid } = running.firmware;
        if (pid === undefined) throw new Error('the firmware ended');
        looks.push({ atS, pssMb: usageOf(pid).pssMb });
        result.write(looks);
        await pause(lookEveryS * 1000);
      }
      const atFirstMb = meanMb(looks.filter(({ atS }) => atS < meanOverS));
      const atLastMb = meanMb(looks.filter(({ atS }) => atS > lastsForS - meanOverS));
      const highestMb = Math.max(...looks.map(({ pssMb }) => pssMb));
      console.log(
        `PSS with ${points} charge points: ${atFirstMb.toFixed(1)} MB at first, ${atLastMb.toFixed(1)} MB at last, ` +
          `highest ${highestMb.toFixed(1)} MB`,
      );
      return highestMb <= mostMb && Math.abs(atLastMb - atFirstMb) <= flatWithinMb;
    } finally {
      await running.stop();
    }
  },
};

const meanMb = (looks: readonly Look[]): number => looks.reduce((sum, { pssMb }) => sum + pssMb, 0) / looks.length;
