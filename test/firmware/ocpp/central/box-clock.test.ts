import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BoxClock } from '../../../../firmware/ocpp/central/box-clock.ts';

const nowMs = Date.UTC(2026, 10, 28, 12);

describe('the clock of a charge point', () => {
  it('is ours until it shows another', () => {
    const clock = new BoxClock();
    clock.connected(nowMs);
    assert.equal(clock.nowMs(nowMs), nowMs);
    assert.equal(clock.ageMs(nowMs - 800, nowMs), 0, 'the way of a message is no age');
    assert.equal(clock.nowMs(nowMs), nowMs, 'some seconds are no other clock');
  });

  it('an hour behind: by its clock a message is new, and a limit begins then', () => {
    const clock = new BoxClock();
    clock.connected(nowMs - 60_000);
    assert.equal(clock.ageMs(nowMs - 3_600_000, nowMs), 0);
    assert.equal(clock.nowMs(nowMs), nowMs - 3_600_000);
  });

  it('an hour ahead is known at once', () => {
    const clock = new BoxClock();
    clock.connected(nowMs);
    assert.equal(clock.ageMs(nowMs + 3_600_000, nowMs), 0);
    assert.equal(clock.nowMs(nowMs), nowMs + 3_600_000);
  });

  it('what waited for a connection is old and moves no clock', () => {
    const clock = new BoxClock();
    clock.connected(nowMs);
    assert.equal(clock.ageMs(nowMs - 7_200_000, nowMs + 500), 7_200_500);
    assert.equal(clock.nowMs(nowMs), nowMs);
    assert.equal(clock.ageMs(nowMs + 900, nowMs + 1000), 0);
    assert.equal(clock.ageMs(nowMs - 600_000, nowMs + 30_000), 629_900, 'later too');
    assert.equal(clock.nowMs(nowMs), nowMs);
  });

  it('no message has an age below zero, and the youngest counts', () => {
    const message = fc.record({
      offsetMs: fc.integer({ min: -1e8, max: 1e8 }),
      afterMs: fc.integer({ min: 0, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 20 }), (messages) => {
        const clock = new BoxClock();
        clock.connected(nowMs);
        let wallMs = nowMs;
        for (const { offsetMs, afterMs } of messages) {
          wallMs += afterMs;
          assert.ok(clock.ageMs(wallMs + offsetMs, wallMs) >= 0);
        }
        assert.ok((clock.offsetMs ?? -1e9) <= Math.max(...messages.map(({ offsetMs }) => offsetMs)));
      }),
    );
  });
});
