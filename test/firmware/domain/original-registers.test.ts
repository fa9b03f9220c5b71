import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ChargePointWords,
  chargePointWords,
  firstRegister,
  joined,
  lastRegister,
  meterWords,
  readWords,
} from '../../../firmware/domain/original-registers.ts';

const point: ChargePointWords = {
  ...{ usedPhases: 7, voltageV: [230.4, 229.6, 231], currentA: [9.96, 10, 10.04], powerW: 6900, energyWh: 571_766 },
  ...{ state: 'C', limitA: 16, isOn: true, offeredA: 10.5, usesOnePhase: false, switchesPhases: true },
};
const number = (words: ReturnType<typeof chargePointWords>, address: number, count = 1): number =>
  joined(readWords(words, address, count) ?? []);

describe('the register map of the original', () => {
  it('has what its clients read, in their units', () => {
    const words = chargePointWords(point);
    const read = (address: number, count?: number) => number(words, address, count);
    assert.deepEqual([read(8044), read(8045), read(8046), read(8047)], [7, 230, 230, 231]);
    assert.deepEqual([read(8057), read(8058, 4), read(8062, 2)], [1, 571_766, 6900]);
    assert.deepEqual([read(8064, 2), read(8066, 2), read(8068, 2)], [100, 100, 100]);
    assert.deepEqual([read(8087), read(8092), read(8093), read(8094), read(8095)], [0, 2, 160, 1, 105]);
    assert.deepEqual([read(8112), read(8113)], [1, 256]);
  });

  it('serves a meter block in one go, and nothing beyond the map', () => {
    const words = chargePointWords(point);
    assert.equal(readWords(words, 8057, 13)?.length, 13);
    assert.equal(readWords(words, firstRegister, lastRegister - firstRegister + 1)?.length, 70);
    for (const [address, count] of [
      [8043, 1],
      [8113, 2],
      [8044, 0],
      [0, 1],
      [65_535, 1],
    ] as const)
      assert.equal(readWords(words, address, count), undefined);
  });

  it('shows only states that clients know; what is not known is a fault', () => {
    const states = (['A', 'B', 'C', 'D', 'E', 'F', null] as const).map((state) =>
      number(chargePointWords({ ...point, state }), 8092),
    );
    assert.deepEqual(states, [0, 1, 2, 2, 5, 5, 5]);
  });

  it('never says 0 Wh where something is known, and says 0 where nothing is', () => {
    assert.equal(number(meterWords({ ...point, energyWh: 0.2 }), 8058, 4), 1);
    assert.equal(number(meterWords({ ...point, energyWh: null }), 8058, 4), 0);
  });

  it('carries any value there and back', () => {
    const watts = fc.integer({ min: -2_000_000, max: 2_000_000 });
    const wattHours = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(watts, wattHours, (powerW, energyWh) => {
        const words = meterWords({ ...point, powerW, energyWh });
        assert.equal(number(words, 8062, 2), powerW);
        assert.equal(number(words, 8058, 4), energyWh);
        assert.ok([...words.values()].every((one) => Number.isInteger(one) && one >= 0 && one <= 0xffff));
      }),
    );
  });
});
