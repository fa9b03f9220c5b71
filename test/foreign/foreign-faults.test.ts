import assert from 'node:assert/strict';
import { type FaultKind, rtuFaults, tcpFaults } from '../drivers/link/faults.ts';
import { hasSocat } from '../drivers/link/pty-pair.ts';
import { Random } from '../drivers/link/random.ts';
import { noFigures, type ReadFigures, readAtRandom } from '../drivers/link/random-reads.ts';
import { forceReconnects } from './forced-reconnects.ts';
import { type FaultLineKind, faultLineKinds, openForeignFaultLine } from './foreign-fault-line.ts';
import { type ForeignKind, foreignKinds, whyAbsent } from './foreign-server.ts';

const timeoutMs = 25;

for (const kind of foreignKinds)
  describe(`Lines to a server of ${kind}`, () => {
    before(function () {
      const why = whyAbsent(kind) ?? (hasSocat() ? undefined : 'socat is missing');
      if (why === undefined) return;
      console.log(`skipped: ${why}`);
      this.skip();
    });

    it('give 0 wrong values in 300 random reads with one fault in six', async () => {
      const all = await Promise.all(faultLineKinds.map((line) => readUnderFaults(kind, line, 100)));
      for (const { wrong, ok } of all) {
        assert.equal(wrong, 0);
        assert.ok(ok > 0);
      }
    });

    it('have one connection at a time through 2 x 20 forced reconnects, counted by the server and by the kernel', async () => {
      for (const figures of await Promise.all([
        forceReconnects(kind, 'tcp', 20),
        forceReconnects(kind, 'rtu-over-tcp', 20),
      ])) {
        assert.ok(figures.reconnects >= 20);
        assert.deepEqual([figures.mostAtServer, figures.mostInKernel, figures.wrong], [1, 1, 0]);
      }
    });
  });

async function readUnderFaults(kind: ForeignKind, line: FaultLineKind, count: number): Promise<ReadFigures> {
  const foreign = await openForeignFaultLine(kind, line);
  const faults: readonly [FaultKind, ...FaultKind[]] = line === 'tcp' ? tcpFaults : rtuFaults;
  const fault = (random: Random) => (random.below(6) === 0 ? random.pick(faults) : undefined);
  const under = await foreign.open({ timeoutMs, seed: 3, fault });
  const figures = noFigures();
  await readAtRandom(under.bus, { count, random: new Random(4), timeoutMs, figures });
  await under.close();
  await foreign.close();
  return figures;
}
