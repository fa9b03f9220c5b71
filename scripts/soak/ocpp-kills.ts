import { type Killed, type KillRound, playKills } from './ocpp/kill-round.ts';
import type { Soak } from './soak.ts';

const wanted = 1000;
const inARound = 50;
/** Rounds at the same time: a process that is killed mostly waits. */
const lanes = 2;

/**
 * A process of stations before a strict backend: 1,000 times it is killed (kill -9) or its links are cut, at random moments, while
 * sessions go on. In the end no begin and no end of a transaction is lost, all of it came in its order, and what came twice had
 * the same message id. First the stations of our own charge points, then queues alone, faster. Fifty times a round, a data
 * folder each, two rounds at a time; NETWACHT_SOAK_KILLS sets another number, NETWACHT_SOAK_KILLED (`station` or `queue`) one of the two, NETWACHT_SOAK_SEED
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
        const left = total - done(figures[killed]);
        const counts =
          left <= inARound ? [left] : Array.from({ length: lanes }, () => Math.ceil(Math.min(inARound, left / lanes)));
        const played = counts.map((count, k) => playKills(killed, `ocpp-kills/${seed}/${rounds.length + k}`, count));
        const now = summed([...rounds, ...(await Promise.all(played))]);
        figures = { ...figures, [killed]: now };
        result.write(figures);
        const { sessions, messages, repeated } = now;
        console.log(
          `netwacht: ${killed} ${done(now)} of ${total}; ${sessions} sessions, ${messages} messages, ${repeated} repeated, ${now.faults} faults`,
        );
        for (const { faults } of now.rounds.slice(rounds.length))
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
