import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MeterValue, Sample } from '../../../../firmware/ocpp/ports.ts';
import { Thinning } from '../../../../firmware/ocpp/relay/thinning.ts';

const at = (s: number, more: Partial<Sample> = {}): MeterValue => ({
  atMs: s * 1000,
  samples: [{ value: '1', ...more }],
});

describe('values of a charge point, as often as a backend wants them', () => {
  it('are told once an interval, for each transaction', () => {
    const thinning = new Thinning();
    const told = (of: string) =>
      Array.from({ length: 25 }, (_, k) => k * 5).filter((s) => thinning.take(of, [at(s)], 60).length > 0);
    assert.deepEqual(told('tx-1'), [0, 60, 120]);
    assert.deepEqual(told('tx-2'), [0, 60, 120]);
  });

  it('follow an interval that is changed, and a clock that is set back', () => {
    const thinning = new Thinning();
    assert.equal(thinning.take('tx', [at(100)], 60).length, 1);
    assert.equal(thinning.take('tx', [at(110)], 60).length, 0);
    assert.equal(thinning.take('tx', [at(110)], 10).length, 1);
    assert.equal(thinning.take('tx', [at(50)], 60).length, 1);
    assert.equal(thinning.take('tx', [at(500)], 0).length, 0);
  });

  it('are always told where they are signed, asked for, or of a begin or end', () => {
    const always = fc.constantFrom<Partial<Sample>>(
      { format: 'SignedData' },
      { context: 'Trigger' },
      { context: 'Transaction.Begin' },
      { context: 'Transaction.End', format: 'SignedData' },
      { context: 'Sample.Clock' },
    );
    fc.assert(
      fc.property(fc.array(always), fc.nat({ max: 100 }), (kinds, everyS) => {
        const thinning = new Thinning();
        const values = kinds.map((kind) => at(1, kind));
        assert.deepEqual(thinning.take('tx', values, everyS), values);
      }),
    );
  });
});
