import { SessionTruth } from '../../test/site/session-truth.ts';
import { seededRandom } from '../site/random.ts';
import type { Soak } from './soak.ts';

const wantedKills = 200;
const killsInARound = 20;
const firstSeed = Number(process.env.NETWACHT_SOAK_SEED ?? 1);

interface Round {
  readonly seed: number;
  readonly kills: number;
  readonly sessions: number;
  readonly energyWh: number;
  readonly faults: readonly string[];
}
interface Figures {
  readonly rounds: readonly Round[];
}

/**
 * The whole product against a simulated site with four makes of charge point; cars come and go, also while the firmware is
 * away, which is killed (kill -9) 200 times at random moments, also while it starts. In the end every session has to be
 * there once, its energy off by at most one step of its meter, its quarter hours adding up. Twenty kills a round, a box each;
 * NETWACHT_SOAK_KILLS sets another number, NETWACHT_SOAK_SEED other moments. About 15 s a kill.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_KILLS ?? wantedKills);
    let { rounds } = (result.read() as Figures | undefined) ?? { rounds: [] };
    const done = () => rounds.reduce((sum, { kills }) => sum + kills, 0);
    while (done() < total) {
      const round = await play(firstSeed + rounds.length, Math.min(killsInARound, total - done()));
      rounds = [...rounds, round];
      result.write({ rounds } satisfies Figures);
      console.log(`netwacht: ${done()} of ${total} kills; ${round.sessions} sessions, ${round.faults.length} faults`);
      for (const fault of round.faults) console.log(`  ${fault}`);
    }
    return rounds.every(({ faults }) => faults.length === 0);
  },
};

async function play(seed: number, kills: number): Promise<Round> {
  const random = seededRandom(`session-kills/${seed}`);
  const { box, truth } = await SessionTruth.begin(random);
  try {
    await box.start({ withSite: true });
    await box.claim();
    await truth.settle();
    await truth.move(1);
    for (let kill = 0; kill < kills; kill += 1) {
      // Every third time it is killed while it starts, else while cars charge; now and then they come and go first.
      if (kill % 3 !== 0) await truth.settle();
      if (kill % 3 === 2) await truth.move(0.5);
      await truth.run(random.between([0, 5000]));
      await box.kill('SIGKILL');
      if (random.chance(0.5)) await truth.move(0.4);
      await box.start();
    }
    const faults = await truth.faults({});
    const energyWh = truth.sessions.reduce((sum, one) => sum + one.energyWh, 0);
    return { seed, kills, sessions: truth.sessions.length, energyWh: Math.round(energyWh), faults };
  } finally {
    await box.close();
  }
}
