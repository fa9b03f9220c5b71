import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Candidate, toCandidate } from '../../../firmware/allocation/candidate.ts';
import { LowestFirst } from '../../../firmware/allocation/lowest-first.ts';
import { chargePoint } from './building.ts';

const at = (targetMa: number, tie: number): Candidate => ({ ...toCandidate(chargePoint(`E${tie}`)), targetMa, tie });

describe('the queue of those who are rising', () => {
  it('always shows the one with the lowest current, of equals the first of the slot', () => {
    const moves = fc.array(fc.constantFrom('rise', 'remove'), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 20 }), moves, fc.nat(3), (currents, steps, rise) => {
        const queue = new LowestFirst();
        let rest = currents.map((current, tie) => at(current, tie));
        for (const candidate of rest) queue.add(candidate);
        for (const step of steps) {
          const [lowest] = [...rest].sort((a, b) => a.targetMa - b.targetMa || a.tie - b.tie);
          assert.equal(queue.lowest, lowest);
          if (lowest === undefined) return;
          if (step === 'rise') {
            lowest.targetMa += rise;
            queue.lowestHasRisen();
          } else {
            rest = rest.filter((candidate) => candidate !== lowest);
            queue.removeLowest();
          }
        }
      }),
    );
  });
});
