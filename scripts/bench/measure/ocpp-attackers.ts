import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { attacks, holds } from '../../site/ocpp/hostile/attacks.ts';

/** Which attack, by how many at a time; ends with the thread. Posts how many rounds there were, every 100 ms. */
export interface Attackers {
  readonly name: string;
  readonly atOnce: number;
  readonly port: number;
}

const { name, atOnce, port } = workerData as Attackers;
const attack = [...attacks, ...holds].find((one) => one.name === name);
if (attack === undefined) throw new Error(`there is no attack ${name}`);
const { signal } = new AbortController();
let rounds = 0;
setInterval(() => parentPort?.postMessage(rounds), 100);
await Promise.all(
  Array.from({ length: atOnce }, async (_, k) => {
    for (;;) {
      // Four addresses, so that the bounds of one source do not do all the work.
      await attack.round({ port, id: 'bad', password: 'bad', source: `127.0.0.${2 + (k % 4)}`, signal });
      rounds += 1;
      await pause(1);
    }
  }),
);
