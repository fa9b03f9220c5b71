import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../site/random.ts';
import { BackendTruth } from './backend-truth.ts';
import { CuttingRelay } from './cutting-relay.ts';
import { mostAwayMs, plantMs, speed } from './plant.ts';
import { strictBackend } from './strict-backend.ts';
import type { ToldEnd, ToldMessage } from './told.ts';
import { visitFaults } from './visit-faults.ts';

export interface KillRound {
  readonly seed: string;
  readonly kills: number;
  readonly cuts: number;
  readonly sessions: number;
  readonly messages: number;
  readonly repeated: number;
  readonly faults: readonly string[];
}

/**
 * What is killed. `queue`: four queues with their connections, whose messages are told as soon as they are taken. `station`: eight
 * stations with our own charge points as places, before cars that live twenty times faster; what must come is known of the cars.
 */
export type Killed = 'queue' | 'station';

const entries: Readonly<Record<Killed, string>> = {
  queue: fileURLToPath(new URL('queue-process.ts', import.meta.url)),
  station: fileURLToPath(new URL('station-process.ts', import.meta.url)),
};
const drainMs = 180_000;

/** A process that can be killed and started again, and what it has told last. */
class Victim {
  readonly #start: () => ChildProcess;
  readonly #told: (message: ToldMessage) => void;
  #child: ChildProcess;
  /** It is there, and opens its files now. */
  opening = false;
  alive = false;
  end: ToldEnd | undefined;

  /** The plant has stood still so long. */
  frozenMs = 0;
  /** When it was last alive, by the clock less `frozenMs`. */
  #awaySinceMs = Date.now();

  constructor(start: () => ChildProcess, told: (message: ToldMessage) => void) {
    this.#start = start;
    this.#told = told;
    this.#child = this.#begin();
  }

  /** Returns when what it told before it died is read. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.kill('SIGKILL')) return;
    if (this.alive) this.#awaySinceMs = Date.now() - this.frozenMs;
    this.alive = false;
    await once(this.#child, 'close');
  }

  restart(): void {
    this.#child = this.#begin();
  }

  finish(lastMs: number): void {
    this.#child.send({ lastMs });
  }

  #begin(): ChildProcess {
    this.alive = false;
    this.opening = false;
    const child = this.#start();
    child.on('message', (message: Told) => {
      if ('hello' in message) this.#greet(child);
      else if ('alive' in message) this.alive = true;
      else if ('dropped' in message) this.end = message;
      else this.#told(message);
    });
    return child;
  }

  #greet(child: ChildProcess): void {
    this.opening = true;
    this.frozenMs += Math.max(0, Date.now() - this.frozenMs - this.#awaySinceMs - mostAwayMs);
    // It may have been killed meanwhile.
    if (child.connected) child.send({ frozenMs: this.frozenMs }, () => undefined);
  }
}

type Told = ToldMessage | ToldEnd | { readonly alive: true } | { readonly hello: true };

/** One round on a data folder of its own: `count` times the process is killed or its links are cut; then all is drained. */
export async function playKills(killed: Killed, seed: string, count: number): Promise<KillRound> {
  const random = seededRandom(seed);
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-ocpp-kills-'));
  const truth = new BackendTruth(killed === 'queue' ? 'distinct' : 'rising');
  const backend = await strictBackend(truth, random.fork('backend'));
  const relay = await CuttingRelay.before(backend.port);
  const begunMs = Date.now();
  const given = [dir, String(relay.port), String(begunMs), seed];
  const victim = new Victim(
    () => fork(entries[killed], given, { stdio: 'inherit' }),
    (message) => truth.told(message),
  );
  const until = async (done: () => boolean, withinMs: number) => {
    for (let leftMs = withinMs; !done() && leftMs > 0; leftMs -= 10) await pause(10);
    return done();
  };
  try {
    let [kills, cuts] = [0, 0];
    let early = false;
    while (kills + cuts < count) {
      // Now and then while it opens its files and connects, never twice on end; else while it works.
      early = !early && random.chance(0.25);
      if (!(await until(() => (early ? victim.opening : victim.alive), drainMs)))
        throw new Error('the process did not come to life');
      await pause(random.between(early ? [0, 300] : [0, 1200]));
      if (random.chance(0.5)) {
        kills += 1;
        await victim.kill();
        victim.restart();
      } else if (relay.cut(random) > 0) cuts += 1;
    }
    await until(() => victim.alive, drainMs);
    const lastMs = plantMs(begunMs, victim.frozenMs) + speed * 8000;
    victim.finish(lastMs);
    const faults: string[] = [];
    await until(() => victim.end !== undefined, drainMs);
    const { dropped, running } = victim.end ?? { dropped: 0, running: 0 };
    if (victim.end === undefined) faults.push('the queues did not become empty');
    else if (dropped + running > 0) faults.push(`${dropped} messages given up, ${running} still run`);
    const figures = truth.figures();
    if (killed === 'station') faults.push(...visitFaults(truth, seed, lastMs));
    return { seed, kills, cuts, ...figures, faults: [...faults, ...figures.faults] };
  } finally {
    await victim.kill();
    relay.close();
    await backend.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
