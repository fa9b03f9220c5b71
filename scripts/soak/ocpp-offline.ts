import { playOffline } from './ocpp/replay.ts';
import type { Soak } from './soak.ts';

const goalS = 600;

/**
 * A week without a link: twenty charge points with a value a minute each and their sessions (NETWACHT_SOAK_DAYS sets another
 * number of days), written to the queues on disk; then a strict backend in another process gets it all, each station in its order,
 * within ten minutes. Two or three minutes.
 */
export const soak: Soak = {
  async run(result) {
    const figures = await playOffline(20, Number(process.env.NETWACHT_SOAK_DAYS ?? 7));
    result.write(figures);
    console.log(JSON.stringify(figures, null, 2));
    return figures.faults.length === 0 && figures.replayedS <= goalS;
  },
};
