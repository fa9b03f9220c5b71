import { fileURLToPath } from 'node:url';
import { type KillRound, playKills } from './ocpp/kill-round.ts';
import type { Soak } from './soak.ts';

const wanted = 1000;
const inARound = 100;
const entry = fileURLToPath(new URL('ocpp/queue-process.ts', import.meta.url));

/**
 * A process with four stations (queue, connection) before a strict backend: 1,000 times it is killed (kill -9) or its links are cut,
 * at random moments, while sessions go on. In the end nothing that a queue had taken is lost, all of it came in its order, and what came
 * twice had the same message id. A hundred times a round, a data folder each; NETWACHT_SOAK_KILLS sets another number,
 * NETWACHT_SOAK_SEED other moments. About a second each.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_KILLS ?? wanted);
    const seed = process.env.NETWACHT_SOAK_SEED ?? '1';
    let { rounds } = (result.read() as { readonly rounds: readonly KillRound[] } | undefined) ?? { rounds: [] };
    const sum = (of: (round: KillRound) => number) => rounds.reduce((before, round) => before + of(round), 0);
    const done = () => sum(({ kills, cuts }) => kills + cuts);
    while (done() < total) {
      const round = await playKills(entry, `ocpp-kills/${seed}/${rounds.length}`, Math.min(inARound, total - done()));
      rounds = [...rounds, round];
      const totals = {
        ...{ kills: sum(({ kills }) => kills), cuts: sum(({ cuts }) => cuts) },
        ...{ sessions: sum(({ sessions }) => sessions), messages: sum(({ messages }) => messages) },
        ...{ repeated: sum(({ repeated }) => repeated), faults: sum(({ faults }) => faults.length) },
      };
      result.write({ totals, rounds });
      const { sessions, messages, repeated, faults } = round;
      console.log(
        `netwacht: ${done()} of ${total}; ${sessions} sessions, ${messages} messages, ${repeated} repeated, ${faults.length} faults`,
      );
      for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
    }
    return rounds.every(({ faults }) => faults.length === 0);
  },
};
