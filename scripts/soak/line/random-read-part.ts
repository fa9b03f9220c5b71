import type { LineUnderTest } from '../../../test/drivers/link/line-under-test.ts';
import { Random } from '../../../test/drivers/link/random.ts';
import { noFigures, type ReadFigures, readAtRandom } from '../../../test/drivers/link/random-reads.ts';
import { WatchedBus } from './watched-bus.ts';

export interface PartFigures extends ReadFigures {
  parts: number;
  requests: number;
  reconnects: number;
  mostConnections: number;
  /** Promises that were not settled some time after their deadline, or after the line was closed. */
  unsettled: number;
}

export const noPartFigures = (): PartFigures => ({
  ...noFigures(),
  ...{ parts: 0, requests: 0, reconnects: 0, mostConnections: 0, unsettled: 0 },
});

const closeMs = 5_000;

/** Reads at random from a line, closes it with requests outstanding, and adds what came to `sum`. */
export async function readPart(
  line: LineUnderTest,
  options: { readonly count: number; readonly seed: number; readonly timeoutMs: number },
  sum: PartFigures,
): Promise<void> {
  const { count, seed, timeoutMs } = options;
  const bus = new WatchedBus(line.bus);
  const figures = noFigures();
  await readAtRandom(bus, { count, random: new Random(seed), timeoutMs, figures });
  const { requests, reconnects } = bus.health;
  const left = [0, 1, 2].map((k) =>
    bus.read({
      ...{ unitId: 1, functionCode: 3, address: k, quantity: 2 },
      priority: 'fast',
      timeoutMs,
      queueMs: 1_000,
    }),
  );
  const ended = Promise.allSettled(left);
  await line.close();
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, closeMs).unref())]);
  sum.ok += figures.ok;
  sum.errors += figures.errors;
  sum.wrong += figures.wrong;
  for (const [fault, n] of Object.entries(figures.byFault)) sum.byFault[fault] = (sum.byFault[fault] ?? 0) + n;
  sum.parts += 1;
  sum.requests += requests;
  sum.reconnects += reconnects;
  sum.mostConnections = Math.max(sum.mostConnections, line.server?.mostOpen ?? 0);
  sum.unsettled += bus.open + bus.overdue;
}
