import assert from 'node:assert/strict';
import fc from 'fast-check';
import { counted, sessionCounter, type ToldCounter } from '../../../../firmware/control/original/told-counter.ts';

const minute = 60_000;
const fold = (values: readonly (readonly [atMin: number, rawWh: number, of?: string, fromZero?: boolean])[]) =>
  values.reduce<ToldCounter | undefined>(
    (told, [atMin, rawWh, of = 'E1', fromZero = false]) => counted(told, { rawWh, of, fromZero }, atMin * minute),
    undefined,
  )?.toldWh;

describe('a counter as it is told', () => {
  it('is that of the device as long as it rises', () => {
    assert.equal(fold([[0, 500]]), 500);
    assert.equal(
      fold([
        [0, 500],
        [1, 500],
        [2, 720],
      ]),
      720,
    );
  });

  it('stands while a device that has just started says 0, and goes on when it knows again', () => {
    assert.equal(
      fold([
        [0, 500],
        [1, 0],
        [2, 0],
      ]),
      500,
    );
    assert.equal(
      fold([
        [0, 500],
        [1, 0],
        [2, 0],
        [3, 510],
      ]),
      510,
    );
  });

  it('goes on from where it was when the device has begun anew, what it counted meanwhile included', () => {
    assert.equal(
      fold([
        [0, 500],
        [1, 0],
        [3, 40],
        [7, 70],
      ]),
      570,
    );
    assert.equal(
      fold([
        [0, 500],
        [1, 0],
        [7, 70],
        [8, 90],
      ]),
      590,
    );
  });

  it('goes on from where it was when another device counts', () => {
    assert.equal(
      fold([
        [0, 500],
        [1, 90_000, 'M4'],
        [2, 90_010, 'M4'],
      ]),
      510,
    );
  });

  it('counts nothing twice when what looked like a new beginning was none', () => {
    assert.equal(
      fold([
        [0, 500],
        [1, 0],
        [7, 0],
        [9, 520],
      ]),
      520,
    );
    // A counter that really began anew passes its old value step by step.
    assert.equal(
      fold([
        [0, 500],
        [1, 0],
        [7, 0],
        [8, 200],
        [9, 400],
        [10, 600],
      ]),
      1100,
    );
  });

  it('is that of the device from the moment it is read, after sessions stood in for it', () => {
    const first = counted(undefined, { rawWh: 700, of: sessionCounter(1), fromZero: true }, 0);
    assert.equal(counted(first, { rawWh: 571_766, of: 'E1' }, 1).toldWh, 571_766);
    assert.equal(counted(first, { rawWh: 20, of: 'E1' }, 1).toldWh, 700);
  });

  it('adds up sessions, each of which begins at 0', () => {
    assert.equal(
      fold([
        [0, 300, 's1', true],
        [1, 400, 's1', true],
        [2, 50, 's2', true],
      ]),
      450,
    );
  });

  it('never falls, whatever is read', () => {
    const reading = fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom('a', 'b'), fc.nat(20 * minute));
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 40 }), (readings) => {
        let told: ToldCounter | undefined;
        let nowMs = 0;
        for (const [rawWh, of, passedMs] of readings) {
          nowMs += passedMs;
          const before = told?.toldWh ?? 0;
          told = counted(told, { rawWh, of }, nowMs);
          assert.ok(told.toldWh >= before);
        }
      }),
    );
  });
});
