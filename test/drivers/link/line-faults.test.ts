import assert from 'node:assert/strict';
import { asciiFaults, type FaultKind, rtuFaults, tcpFaults } from './faults.ts';
import { type LineKind, type LineUnderTest, lineKinds, openLineUnderTest } from './line-under-test.ts';
import { hasSocat } from './pty-pair.ts';
import { Random } from './random.ts';
import { noFigures, readAtRandom } from './random-reads.ts';
import { imageWord } from './register-image.ts';

const timeoutMs = 50;
const isAscii = (kind: LineKind): boolean => kind === 'ascii' || kind === 'ascii-over-tcp';
const isPty = (kind: LineKind): boolean => kind === 'serial' || kind === 'ascii';
const faultsOf = (kind: LineKind): readonly [FaultKind, ...FaultKind[]] =>
  kind === 'tcp' ? tcpFaults : isAscii(kind) ? asciiFaults : rtuFaults;
/** Whether they come out right depends on a machine that is not stalled, so only wrong values are counted. */
const block = {
  unitId: 1,
  functionCode: 3,
  address: 100,
  quantity: 6,
  priority: 'fast',
  timeoutMs,
  queueMs: 2_000,
} as const;

async function isRight(line: LineUnderTest, spare: number): Promise<boolean | undefined> {
  const reply = await line.bus.read({ ...block, spare }).catch(() => undefined);
  if (reply === undefined) return undefined;
  return reply.values.length === 6 && reply.values.every((value, i) => value === imageWord(1, 3, 100 + i));
}

for (const kind of lineKinds) {
  describe(`a ${kind} line`, () => {
    before(function () {
      if (isPty(kind) && !hasSocat()) {
        console.log('skipped: socat is missing, and with it the pseudo terminals');
        this.skip();
      }
    });

    for (const fault of faultsOf(kind)) {
      it(`gives no wrong value with "${fault}", and right ones when it is over`, async () => {
        let requests = 0;
        let isOver = false;
        const faulty = (): FaultKind | undefined => (!isOver && requests++ % 4 === 2 ? fault : undefined);
        const line = await openLineUnderTest({ kind, timeoutMs, seed: 1, fault: faulty });
        for (let i = 0; i < 10; i++) assert.notEqual(await isRight(line, i % 3 === 0 ? 0 : 1), false);
        isOver = true;
        let right: boolean | undefined;
        for (let tries = 0; tries < 10 && right === undefined; tries++) right = await isRight(line, 1);
        assert.equal(right, true);
        await line.close();
      });
    }
  });
}

describe('all kinds of line', () => {
  it('give 0 wrong values in 2,000 random reads with one fault in six', async () => {
    const kinds = lineKinds.filter((kind) => !isPty(kind) || hasSocat());
    const all = await Promise.all(kinds.map((kind) => readUnderFaults(kind, Math.ceil(2_000 / kinds.length))));
    for (const { wrong, ok } of all) {
      assert.equal(wrong, 0);
      assert.ok(ok > 0);
    }
  });
});

async function readUnderFaults(kind: LineKind, count: number): Promise<{ ok: number; wrong: number }> {
  const faults = faultsOf(kind);
  const figures = noFigures();
  // Half of the reads at a device that answers in order, half at one that lets late replies be overtaken.
  for (const inOrder of [true, false]) {
    const fault = (random: Random) => (random.below(6) === 0 ? random.pick(faults) : undefined);
    const line = await openLineUnderTest({ kind, timeoutMs, seed: 5, inOrder, fault });
    await readAtRandom(line.bus, { count: count / 2, random: new Random(6), timeoutMs, figures });
    assert.ok((line.server?.mostOpen ?? 1) <= 1);
    await line.close();
  }
  return figures;
}
