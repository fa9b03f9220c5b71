import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { placesOf } from '../../../../firmware/control/commissioning/places.ts';

describe('The places of the phases of a device', () => {
  it('are known for L1 only after a one-phase car, and the rest follows from the rotating field', () => {
    const places = placesOf([0, 1, 2], [{ own: [0], building: [1] }]);
    assert.deepEqual(places.known, [1, undefined, undefined]);
    assert.equal(places.fits, false);
    assert.equal(places.only, undefined);
    assert.deepEqual(places.onlyRotation, [1, 2, 0]);
  });

  it('are known for the phase a two-phase car leaves out', () => {
    const places = placesOf([2, 0, 1], [{ own: [0, 1], building: [0, 2] }]);
    assert.deepEqual(places.known, [undefined, undefined, 1]);
    assert.equal(places.fits, true);
  });

  it('are not told by a load on all three phases', () => {
    const places = placesOf([0, 1, 2], [{ own: [0, 1, 2], building: [0, 1, 2] }]);
    assert.deepEqual(places.known, [undefined, undefined, undefined]);
    assert.equal(places.fits, true);
  });

  it('are all known after two loads on one phase each', () => {
    const places = placesOf(
      [0, 1, 2],
      [
        { own: [1], building: [0] },
        { own: [0], building: [1] },
      ],
    );
    assert.deepEqual(places.only, [1, 0, 2]);
    assert.deepEqual(places.known, [1, 0, 2]);
  });

  it('are those of a one-phase device as soon as it was seen once', () => {
    assert.deepEqual(placesOf([1], [{ own: [0], building: [2] }]).only, [2]);
  });

  it('are impossible when two looks contradict each other', () => {
    const places = placesOf(
      [0, 1, 2],
      [
        { own: [0], building: [0] },
        { own: [0], building: [1] },
      ],
    );
    assert.equal(places.fits, false);
    assert.deepEqual(places.known, [undefined, undefined, undefined]);
  });
});
