import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Lasting, OpenEvents, type Told } from '../../../../firmware/interfaces/events/open-events.ts';

const thing = (code: Lasting['code'] = 'deviceLost', subject = 'E1'): Lasting => ({
  ...{ code, severity: 'fault', subject, sinceMs: 0, facts: { what: subject } },
});
const said = (told: readonly Told[]) =>
  told.map(({ event, mute }) => `${event.stage}${mute ? ' mute' : ''} ${event.code}:${event.subject}`);

/** What is told when `lasts` says at each second whether the thing is there. */
function tell(lasts: readonly boolean[], code: Lasting['code'] = 'deviceLost') {
  const open = new OpenEvents(undefined, 0);
  return lasts.flatMap((is, s) => said(open.look(is ? [thing(code)] : [], s * 1000)).map((each) => `${s} ${each}`));
}
const spans = (...parts: readonly (readonly [boolean, number])[]) =>
  parts.flatMap(([is, seconds]) => Array.from({ length: seconds }, () => is));

describe('events that begin and end', () => {
  it('tells a limit at once and a trouble after it has lasted', () => {
    assert.deepEqual(tell(spans([true, 100]), 'gridLimit'), ['0 begins gridLimit:E1']);
    assert.deepEqual(tell(spans([true, 100])), ['30 begins deviceLost:E1']);
    assert.deepEqual(tell(spans([true, 29], [false, 300])), []);
  });

  it('tells the end once it has stayed away, and not when it comes back before', () => {
    assert.deepEqual(tell(spans([true, 40], [false, 300])), ['30 begins deviceLost:E1', '159 over deviceLost:E1']);
    assert.deepEqual(tell(spans([true, 40], [false, 119], [true, 200])), ['30 begins deviceLost:E1']);
  });

  it('keeps back what comes and goes more than three times an hour, with its ends', () => {
    const flaps = Array.from({ length: 6 }, () => [[true, 40] as const, [false, 130] as const]).flat();
    const told = tell(spans(...flaps));
    assert.equal(told.filter((each) => / begins deviceLost/.test(each)).length, 3, told.join('\n'));
    assert.equal(told.filter((each) => / over deviceLost/.test(each)).length, 3);
    assert.equal(told.filter((each) => / begins mute/.test(each)).length, 3);
  });

  it('goes on over a restart: what still lasts is not told again, what is gone ends only when it could have been found', () => {
    const before = new OpenEvents(undefined, 0);
    before.look([thing('gridLimit')], 0);
    assert.equal(before.takeChanged(), true);
    const kept = JSON.parse(JSON.stringify(before.kept()));
    const still = new OpenEvents(kept, 10_000);
    assert.deepEqual(said(still.look([], 11_000)), []);
    assert.deepEqual(said(still.look([thing('gridLimit')], 200_000)), []);
    const gone = new OpenEvents(kept, 10_000);
    assert.deepEqual(said(gone.look([], 240_000)), []);
    assert.deepEqual(said(gone.look([], 400_000)), ['over gridLimit:E1']);
  });

  it('any coming and going tells begin and end in turn, and never the same twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 400 })), { maxLength: 25 }), (parts) => {
        let last = 'over';
        for (const each of tell(spans(...parts))) {
          const stage = each.includes(' over') ? 'over' : 'begins';
          assert.notEqual(stage, last);
          last = stage;
        }
      }),
      { numRuns: 60 },
    );
  });
});
