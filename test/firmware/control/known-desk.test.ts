import assert from 'node:assert/strict';
import { KnownDesk } from '../../../firmware/control/known-desk.ts';
import { type Known, nothingKnown } from '../../../firmware/domain/known.ts';

describe('what only the main thread knows', () => {
  it('is told at first, then when it has changed', () => {
    let occupants: Known['occupants'] = [];
    const sent: Known[] = [];
    const desk = new KnownDesk({
      parts: { occupants: () => occupants, prices: () => [], schedules: () => [], ceilings: () => [] },
      send: (known) => sent.push(known),
    });
    desk.look();
    desk.look();
    occupants = [{ chargePoint: 'E1', authorised: false }];
    desk.look();
    occupants = [{ chargePoint: 'E1', authorised: false }];
    desk.look();
    assert.deepEqual(sent, [nothingKnown, { ...nothingKnown, occupants }]);
  });
});
