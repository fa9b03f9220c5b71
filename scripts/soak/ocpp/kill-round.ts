import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Random, seededRandom } from '../../site/random.ts';
import { BackendTruth } from './backend-truth.ts';
import { CuttingRelay } from './cutting-relay.ts';
import { strictBackend } from './strict-backend.ts';
import type { ToldEnd, ToldMessage } from './told.ts';

export interface KillRound {
  readonly seed: string;
  readonly kills: number;
  readonly cuts: number;
  readonly sessions: number;
  readonly messages: number;
  readonly untold: number;
  readonly repeated: number;
  readonly faults: readonly string[];
}

const drainMs = 120_000;

/** One round on a data folder of its own: `count` times the process is killed or its links are cut; then all is drained. */
export async function playKills(entry: string, seed: string, count: number): Promise<KillRound> {
  const random = seededRandom(seed);
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-ocpp-kills-'));
  const truth = new BackendTruth();
  const backend = await strictBackend(truth, random.fork('backend'));
  const relay = await CuttingRelay.before(backend.port);
  const begunMs = Date.now();
  let child: ChildProcess | undefined;
  let end: ToldEnd | undefined;
  const start = () => {
    child = fork(entry, [dir, String(relay.port), String(begunMs)], { stdio: 'inherit' });
    child.on('message', (message) => {
      if ('dropped' in (message as ToldEnd)) end = message as ToldEnd;
      else truth.told(message as ToldMessage);
    });
    return child;
  };
  try {
    let running = start();
    let [kills, cuts] = [0, 0];
    while (kills + cuts < count) {
      await pause(random.between(momentsMs(random)));
      if (random.chance(0.5)) {
        kills += 1;
        running.kill('SIGKILL');
        // What it told before it died is read by then.
        await once(running, 'close');
        running = start();
      } else if (relay.cut(random) > 0) cuts += 1;
    }
    running.send('finish');
    const faults: string[] = [];
    for (let leftMs = drainMs; end === undefined && leftMs > 0; leftMs -= 50) await pause(50);
    if (end === undefined) faults.push('the queues did not become empty');
    else if (end.dropped + end.running > 0) faults.push(`${end.dropped} messages given up, ${end.running} still run`);
    const figures = truth.figures();
    return { seed, kills, cuts, ...figures, faults: [...faults, ...figures.faults] };
  } finally {
    if (child?.exitCode === null && child.kill('SIGKILL')) await once(child, 'close');
    relay.close();
    await backend.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Now and then while it starts, else while it works. */
const momentsMs = (random: Random): readonly [number, number] => (random.chance(0.3) ? [0, 700] : [200, 2000]);
