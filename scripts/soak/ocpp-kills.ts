import { type Killed, type KillRound, playKills } from './ocpp/kill-round.ts';
import type { Soak } from './soak.ts';

const wanted = 1000;
const inARound = 100;

/**
 * A process of stations before a strict backend: 1,000 times it is killed (kill -9) or its links are cut, at random moments, while
 * sessions go on. In the end no begin and no end of a transaction is lost, all of it came in its order, and what came twice had
 * the same message id. First the stations of our own charge points, then queues alone, faster. A hundred times a round, a data
 * folder each; NETWACHT_SOAK_KILLS sets another number, NETWACHT_SOAK_KILLED (`station` or `queue`) one of the two, NETWACHT_SOAK_SEED
 * other moments. About two seconds each.
 */
export const soak: Soak = {
  async run(result) {
    const total = Number(process.env.NETWACHT_SOAK_KILLS ?? wanted);
    const seed = process.env.NETWACHT_SOAK_SEED ?? '1';
    const only = process.env.NETWACHT_SOAK_KILLED as Killed | undefined;
    let figures = (result.read() ?? {}) as Partial<Record<Killed, Figures>>;
    for (const killed of only === undefined ? (['station', 'queue'] as const) : [only])
      while (done(figures[killed]) < total) {
        const rounds = figures[killed]?.rounds ?? [];
        const count = Math.min(inARound, total - done(figures[killed]));
        const round = await playKills(killed, `ocpp-kills/${seed}/${rounds.length}`, count);
        figures = { ...figures, [killed]: summed([...rounds, round]) };
        result.write(figures);
        const { sessions, messages, repeated, faults } = round;
        console.log(
          `netwacht: ${killed} ${done(figures[killed])} of ${total}; ${sessions} sessions, ${messages} messages, ${repeated} repeated, ${faults.length} faults`,
        );
        for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
      }
    return Object.values(figures).every(({ faults }) => faults === 0);
  },
};

interface Figures extends Omit<KillRound, 'seed' | 'faults'> {
  readonly faults: number;
  readonly rounds: readonly KillRound[];
}

const done = (figures: Figures | undefined): number => (figures === undefined ? 0 : figures.kills + figures.cuts);

function summed(rounds: readonly KillRound[]): Figures {
  const sum = (of: (round: KillRound) => number) => rounds.reduce((before, round) => before + of(round), 0);
  return {
    ...{ kills: sum(({ kills }) => kills), cuts: sum(({ cuts }) => cuts) },
    ...{ sessions: sum(({ sessions }) => sessions), messages: sum(({ messages }) => messages) },
    repeated: sum(({ repeated }) => repeated),
    ...{ faults: sum(({ faults }) => faults.length), rounds },
  };
}
