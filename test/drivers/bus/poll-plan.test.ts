import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PlannedRegister, planReads, readLimitsForWire, splitBlock } from '../../../drivers/bus/poll-plan.ts';

const at = (address: number, words = 2, functionCode: 1 | 3 | 4 = 3): PlannedRegister => ({
  ...{ name: `r${functionCode}-${address}`, functionCode, address, words },
});
const limits = { noMerge: false, maxGap: 4, maxWords: 20 };
const shape = (blocks: readonly { address: number; quantity: number; spare: number }[]) =>
  blocks.map((b) => [b.address, b.quantity, b.spare]);

describe('Poll plan', () => {
  it('merges what lies within the gap, and nothing beyond it', () => {
    const wanted = [at(0), at(2), at(8), at(15)];
    assert.deepEqual(shape(planReads(wanted, wanted, limits)), [
      [0, 10, 0],
      [15, 2, 0],
    ]);
  });

  it('keeps functions apart', () => {
    const wanted = [at(0, 2, 3), at(2, 2, 4)];
    assert.equal(planReads(wanted, wanted, limits).length, 2);
  });

  it('starts a new block where one would be too long', () => {
    const wanted = Array.from({ length: 15 }, (_, k) => at(2 * k));
    assert.deepEqual(shape(planReads(wanted, wanted, limits)), [
      [0, 20, 0],
      [20, 10, 0],
    ]);
  });

  it('reads each value alone where the product wants it, without a spare', () => {
    const wanted = [at(0), at(2)];
    assert.deepEqual(shape(planReads(wanted, wanted, { ...limits, noMerge: true })), [
      [0, 2, 0],
      [2, 2, 0],
    ]);
  });

  it('names as spare the whole value that follows the block, if it is known and fits', () => {
    const known = [at(0), at(2, 4), at(30, 18), at(48, 4)];
    assert.deepEqual(shape(planReads([at(0)], known, limits)), [[0, 2, 4]]);
    assert.deepEqual(shape(planReads([at(30, 18)], known, limits)), [[30, 18, 0]]);
    assert.deepEqual(shape(planReads([at(2, 4)], known, limits)), [[2, 4, 0]]);
  });

  it('divides a refused block at its gaps first, then into single values, then no further', () => {
    const known = [at(0), at(2), at(6)];
    const [block] = planReads(known, known, limits);
    assert.ok(block);
    const parts = splitBlock(block, known, limits);
    assert.deepEqual(shape(parts), [
      [0, 4, 0],
      [6, 2, 0],
    ]);
    const [contiguous] = parts;
    assert.ok(contiguous);
    const single = splitBlock(contiguous, known, limits);
    assert.deepEqual(
      single.map((b) => [b.address, b.quantity]),
      [
        [0, 2],
        [2, 2],
      ],
    );
    assert.deepEqual(
      single.flatMap((b) => splitBlock(b, known, limits)),
      [],
    );
  });

  const rates: [number, 10 | 11, number, number][] = [
    [9_600, 10, 14, 33],
    [19_200, 10, 19, 76],
    [38_400, 10, 32, 125],
    [115_200, 10, 84, 125],
  ];
  for (const [baudRate, bitsPerCharacter, maxGap, maxWords] of rates)
    it(`keeps one transaction within 100 ms at ${baudRate} baud`, () => {
      assert.deepEqual(readLimitsForWire({ baudRate, bitsPerCharacter, turnaroundMs: 10 }), { maxGap, maxWords });
    });

  it('brings every wanted value once, whole, in a block within the limits', () => {
    const registers = fc.uniqueArray(
      fc.record({ address: fc.integer({ min: 0, max: 300 }), functionCode: fc.constantFrom(3 as const, 4 as const) }),
      { selector: (r) => `${r.functionCode} ${r.address}`, maxLength: 40 },
    );
    const anyLimits = fc.record({
      noMerge: fc.boolean(),
      maxGap: fc.integer({ min: 0, max: 30 }),
      maxWords: fc.integer({ min: 2, max: 125 }),
    });
    fc.assert(
      fc.property(registers, anyLimits, (some, l) => {
        const wanted = some.map((r) => at(r.address * 2, 2, r.functionCode));
        const blocks = planReads(wanted, wanted, l);
        assert.deepEqual(
          blocks.flatMap((b) => b.registers.map((r) => r.name)).sort(),
          wanted.map((r) => r.name).sort(),
        );
        for (const b of blocks) {
          assert.ok(b.quantity + b.spare <= l.maxWords);
          for (const r of b.registers)
            assert.ok(r.address >= b.address && r.address + r.words <= b.address + b.quantity);
        }
      }),
    );
  });
});
