import { seededRandom } from '../../site/random.ts';
import { readAll, setOne } from '../../smgw-sim/emt/calls.ts';
import { pause } from '../measure/turn-down.ts';
import type { BoxCalls } from './box-calls.ts';
import type { BenchGateway } from './gateways.ts';

/** What became of a command, as the EMT was told and as the box has it. */
export type Fate =
  /** Answered with 200, and the value stands. */
  | 'applied'
  /** The EMT knows that it was not taken, and it was not. */
  | 'clearFailure'
  /** Taken, but the stream ended before the answer: the EMT must ask again. */
  | 'unanswered'
  /** Answered with 200, but the value does not stand. */
  | 'lie';

export interface IdleWish {
  readonly commands: number;
  /** The gateway closes after so long without traffic, real time. */
  readonly idleMs: number;
  /** Share of commands that come about when the gateway closes; the others follow each other fast. */
  readonly gapShare: number;
  readonly seed: number;
}

/** Sends commands in an uneven rhythm, so that many meet a stream that is just being closed, or none at all. */
export async function tryIdleCloses(
  gateway: BenchGateway,
  box: BoxCalls,
  { commands, idleMs, gapShare, seed }: IdleWish,
  onFate: (number: number, fate: Fate, why: string) => void,
): Promise<Readonly<Record<Fate, number>>> {
  const chance = seededRandom(seed);
  const fates: Record<Fate, number> = { applied: 0, clearFailure: 0, unanswered: 0, lie: 0 };
  for (let k = 1; k <= commands; k += 1) {
    // From just before the gateway closes to when the box has dialled again.
    await pause(chance.chance(gapShare) ? idleMs * chance.between([0.95, 1.25]) : chance.between([60, 140]));
    // Each value once, so that what stands tells which command put it there.
    const value = Math.round(6000 + (k % 4000)) / 100;
    const answer = await gateway
      .request(setOne('AVAIL', value))
      .catch((error: unknown) => ({ status: 0, body: error instanceof Error ? error.message : String(error) }));
    const stands = (await box.ask('GET', readAll.path)).AVAIL === value;
    const took = answer.status === 200;
    const fate: Fate = took ? (stands ? 'applied' : 'lie') : stands ? 'unanswered' : 'clearFailure';
    fates[fate] += 1;
    onFate(k, fate, `${answer.status} ${answer.body}`);
    if (answer.status === 0) await gateway.ready();
  }
  return fates;
}
