import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineBudget, nextPollAtMs } from '../../../drivers/bus/line-budget.ts';
import { readMs, transactionMs, wireRateOf, writeMs } from '../../../drivers/bus/wire-time.ts';

const serial = { id: 'L', kind: 'serial', path: '/dev/ttyS0', baudRate: 19_200, dataBits: 8 } as const;

describe('Time on the wire', () => {
  /** ms per poll, from the table of field/modbus.md §5; the turnaround is 10 ms. */
  const table = [
    [9_600, 6, 43.3],
    [19_200, 6, 26.7],
    [38_400, 6, 20.0],
    [115_200, 6, 15.7],
    [9_600, 24, 80.8],
    [115_200, 24, 18.8],
  ] as const;
  for (const [baudRate, words, ms] of table)
    it(`of ${words} registers at ${baudRate} baud is ${ms} ms`, () => {
      const wire = wireRateOf({ ...serial, baudRate, parity: 'none', stopBits: 1 });
      assert.ok(wire);
      assert.equal(readMs(wire, { functionCode: 3, quantity: words, spare: 0 }).toFixed(1), ms.toFixed(1));
    });

  it('counts parity and stop bits, bits in bytes, what is written, and the longer of two silences', () => {
    const even = wireRateOf({ ...serial, parity: 'even', stopBits: 1 });
    assert.equal(even?.bitsPerCharacter, 11);
    const wire = wireRateOf({ ...serial, parity: 'none', stopBits: 1 });
    assert.ok(wire);
    assert.equal(readMs(wire, { functionCode: 1, quantity: 9, spare: 0 }), transactionMs(wire, 15));
    assert.equal(writeMs(wire, 6, 1), transactionMs(wire, 16));
    assert.equal(writeMs(wire, 16, 3), transactionMs(wire, 23));
    const silence = 35_000 / 19_200;
    assert.ok(Math.abs(transactionMs(wire, 16, 100) - transactionMs(wire, 16) - (100 - silence)) < 1e-9);
    assert.equal(wireRateOf({ id: 'g', kind: 'rtu-over-tcp', address: '10.0.0.1:4001' }), undefined);
  });
});

describe('The budget of a line', () => {
  it('leaves all as it is up to 80 %', () => {
    const budget = new LineBudget();
    assert.equal(budget.plannedShare, undefined);
    budget.takeSeat().plan({ fastMsPerS: 500, mediumMs: 1500 });
    assert.equal(budget.mediumEveryMs, 5000);
    assert.equal(budget.plannedShare, 0.8);
  });

  it('stretches the medium tier until the plan fits, never the fast one', () => {
    const budget = new LineBudget();
    const seats = [budget.takeSeat(), budget.takeSeat()];
    for (const seat of seats) seat.plan({ fastMsPerS: 350, mediumMs: 1000 });
    assert.ok(Math.abs(budget.mediumEveryMs - 20_000) < 1e-6);
    assert.ok(Math.abs((budget.plannedShare ?? 0) - 0.8) < 1e-9);
    assert.ok(Math.abs(budget.unstretchedShare - 1.1) < 1e-9);
    seats[0]?.leave();
    assert.equal(budget.mediumEveryMs, 5000);
  });

  it('has an end to the stretching: what does not fit shows', () => {
    const budget = new LineBudget();
    budget.takeSeat().plan({ fastMsPerS: 900, mediumMs: 600 });
    assert.equal(budget.mediumEveryMs, 60_000);
    assert.equal(budget.plannedShare, 0.91);
  });

  it('spreads up to 32 devices over the second', () => {
    for (let count = 1; count <= 32; count++) {
      const budget = new LineBudget();
      const phases = Array.from({ length: count }, () => budget.takeSeat().phase).sort((a, b) => a - b);
      const gaps = phases.map((phase, k) => (phases[k + 1] ?? 1 + (phases[0] ?? 0)) - phase);
      assert.ok(Math.min(...gaps) >= 1 / (3 * count), `${count} devices: ${Math.min(...gaps)}`);
    }
  });
});

describe('The next poll', () => {
  it('comes at the turn of its seat, at most a period after the last one', () => {
    assert.equal(nextPollAtMs(10_000, 10_020, 1000, 0.25), 10_250);
    assert.equal(nextPollAtMs(10_250, 10_270, 1000, 0.25), 11_250);
    assert.equal(nextPollAtMs(10_249, 10_270, 1000, 0.25), 11_250, 'a timer that came early makes no second poll');
    assert.equal(nextPollAtMs(10_253, 10_270, 1000, 0.25), 11_250);
  });

  it('comes at once on a line that has no time', () => {
    assert.equal(nextPollAtMs(10_000, 11_900, 1000, 0.25), 11_900);
  });

  it('keeps its period whenever it began', () => {
    const phase = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), phase, (begunMs, at) => {
        const next = nextPollAtMs(begunMs, begunMs, 1000, at);
        const after = nextPollAtMs(next, next, 1000, at);
        assert.ok(next >= begunMs && next <= begunMs + 1050);
        assert.ok(Math.abs(after - next - 1000) < 51);
      }),
    );
  });
});
