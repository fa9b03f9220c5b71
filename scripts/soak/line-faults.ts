import { asciiFaults, rtuFaults, tcpFaults } from '../../test/drivers/link/faults.ts';
import { type LineKind, lineKinds, openLineUnderTest } from '../../test/drivers/link/line-under-test.ts';
import { hasSocat } from '../../test/drivers/link/pty-pair.ts';
import { Random } from '../../test/drivers/link/random.ts';
import { noFigures, type ReadFigures, readAtRandom } from '../../test/drivers/link/random-reads.ts';
import type { ResultFile, Soak } from './soak.ts';

const readsPerKind = 20_000;
/** One line, one server and one saved result per part. */
const readsPerPart = 500;
const timeoutMs = 50;

interface KindResult extends ReadFigures {
  parts: number;
  requests: number;
  reconnects: number;
  mostConnections: number;
}

type LineFaults = Partial<Record<LineKind, KindResult>>;

/**
 * 20,000 random reads on each kind of line, one request in six hit by a random fault of field/modbus.md §7. In every
 * second part the device lets late replies be overtaken. Not one value may be wrong.
 */
export const soak: Soak = {
  async run(result) {
    const figures = (result.read() ?? {}) as LineFaults;
    const kinds = lineKinds.filter((kind) => (kind !== 'serial' && kind !== 'ascii') || hasSocat());
    if (kinds.length < lineKinds.length) console.log('netwacht: socat is missing, the serial lines are left out');
    await Promise.all(kinds.map((kind) => runKind(kind, figures, result)));
    console.log(JSON.stringify(figures, null, 2));
    return kinds.length === lineKinds.length && kinds.every((kind) => figures[kind]?.wrong === 0);
  },
};

async function runKind(kind: LineKind, figures: LineFaults, result: ResultFile): Promise<void> {
  const mine = figures[kind] ?? { ...noFigures(), parts: 0, requests: 0, reconnects: 0, mostConnections: 0 };
  figures[kind] = mine;
  const faults = kind === 'tcp' ? tcpFaults : kind.startsWith('ascii') ? asciiFaults : rtuFaults;
  while (mine.parts * readsPerPart < readsPerKind) {
    const seed = 1 + mine.parts;
    const line = await openLineUnderTest({
      kind,
      timeoutMs,
      seed,
      inOrder: mine.parts % 2 === 0,
      fault: (random) => (random.below(6) === 0 ? random.pick(faults) : undefined),
    });
    const part = noFigures();
    await readAtRandom(line.bus, { count: readsPerPart, random: new Random(1_000 + seed), timeoutMs, figures: part });
    const { requests, reconnects } = line.bus.health;
    mine.requests += requests;
    mine.reconnects += reconnects;
    mine.mostConnections = Math.max(mine.mostConnections, line.server?.mostOpen ?? 0);
    await line.close();
    add(mine, part);
    mine.parts += 1;
    result.write(figures);
    console.log(`netwacht: ${kind} ${mine.parts * readsPerPart}/${readsPerKind}, wrong ${mine.wrong}`);
  }
}

function add(sum: ReadFigures, part: ReadFigures): void {
  sum.ok += part.ok;
  sum.errors += part.errors;
  sum.wrong += part.wrong;
  for (const [fault, count] of Object.entries(part.byFault)) sum.byFault[fault] = (sum.byFault[fault] ?? 0) + count;
}
