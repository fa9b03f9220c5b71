import assert from 'node:assert/strict';
import { parseWiring, toBuilding } from '../../../firmware/domain/phases.ts';

describe('phase rotation', () => {
  for (const [text, wiring] of [
    ['L1L2L3', [0, 1, 2]],
    ['L2L3L1', [1, 2, 0]],
    ['L2', [1]],
    ['L3L1', [2, 0]],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parseWiring(text), wiring));
  }
  for (const text of ['', 'L4', 'L1L1', 'L1L2L3L1', 'l1', 'L1 L2']) {
    it(`refuses "${text}"`, () => assert.equal(parseWiring(text), undefined));
  }
  it('puts the own phases of a turned box on the phases of the building', () => {
    assert.deepEqual(toBuilding([10, 11, 12], [1, 2, 0], 0), [12, 10, 11]);
  });
  it('leaves phases that a box does not have as missing', () => {
    assert.deepEqual(toBuilding([16], [1], undefined), [undefined, 16, undefined]);
  });
});
