import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lpcLimitW, lpcTake } from '../../../../firmware/grid/lpc/machine.ts';
import { lpcFromText, lpcToText } from '../../../../firmware/grid/lpc/persisted.ts';
import { free, hourS, inState, System, settings } from './support.ts';

describe('LPC, what others shipped and we must not', () => {
  it('a duration of 0, or none, is not expired: the limit does not end by itself (32839)', () => {
    for (const durationS of [0, undefined]) {
      const system = new System().heartbeat().limit(3000, durationS);
      assert.deepEqual(system.now, ['limited', 3000]);
      assert.deepEqual(system.waitWithHeartbeats(30 * hourS).now, ['limited', 3000]);
    }
  });

  it('Failsafe is left only by a heartbeat and a limit write that follows it (LPC-916, 32492)', () => {
    const system = inState.failsafe();
    assert.deepEqual(system.heartbeat().now, ['failsafe', 4200]);
    assert.deepEqual(system.waitWithHeartbeats(600).now, ['failsafe', 4200], 'heartbeats alone do not end it');
    assert.deepEqual(system.lift().now, ['unlimitedControlled', undefined]);
    const written = inState.failsafe().limit(8000);
    assert.deepEqual(written.now, ['failsafe', 4200], 'a write alone does not end it');
    assert.deepEqual(written.heartbeat().now, ['failsafe', 4200], 'nor does a write before the heartbeat');
    assert.deepEqual(written.limit(8000).now, ['limited', 8000]);
  });

  it('the building is not unlimited after an outage of 2 h: it stays at the fail-safe limit (29705)', () => {
    assert.deepEqual(inState.limited().wait(2 * hourS + 121).now, ['failsafe', 4200]);
    assert.deepEqual(inState.limited().wait(50 * hourS, true).now, ['failsafe', 4200]);
  });

  it('the building is unlimited after the fail-safe duration only where the site says so (29705)', () => {
    const system = inState.unlimitedControlled(free).wait(110);
    assert.deepEqual(system.now, ['failsafe', 4200]);
    assert.deepEqual(system.wait(2 * hourS - 1).now, ['failsafe', 4200]);
    assert.deepEqual(system.wait(1).now, ['unlimitedAutonomous', undefined]);
  });

  it('Failsafe can be left, also after its duration and many times (25545)', () => {
    const system = inState.failsafe().wait(5 * hourS, true);
    for (let round = 0; round < 3; round += 1) {
      assert.deepEqual(system.heartbeat().limit(7000).now, ['limited', 7000]);
      assert.deepEqual(system.heartbeat().lift().now, ['unlimitedControlled', undefined]);
      assert.deepEqual(system.wait(130).now, ['failsafe', 4200]);
    }
  });

  it('a negative limit, and one that is no number, is refused and changes nothing (25545)', () => {
    const system = inState.limited();
    const before = system.memory;
    for (const limitW of [-1, -0.001, Number.NaN, Number.POSITIVE_INFINITY, 1e9]) {
      assert.equal(system.refusal({ heartbeat: true, limit: { active: true, limitW } }), 'badLimit');
      system.tell({ heartbeat: true, limit: { active: true, limitW } });
    }
    assert.equal(system.refusal({ limit: { active: true } }), 'badLimit', 'an active limit has a value');
    assert.equal(system.refusal({ limit: { active: true, limitW: 1, durationS: -1 } }), 'badDuration');
    assert.deepEqual(system.memory, before);
    assert.deepEqual(system.limit(0).now, ['limited', 0], 'zero is zero');
  });

  it('a fail-safe limit below the minimum power is refused, a command below it is obeyed (25545)', () => {
    const system = inState.limited();
    assert.equal(system.refusal({ failsafe: { limitW: 4199 } }), 'belowMinimum');
    assert.equal(system.refusal({ failsafe: { limitW: 4200 } }), undefined);
    assert.deepEqual(system.limit(1000).now, ['limited', 1000]);
    const five = new System({ ...settings, failsafeW: 15_120, minimumW: 15_120 });
    assert.equal(five.refusal({ failsafe: { limitW: 15_000 } }), 'belowMinimum');
    assert.deepEqual(five.now, ['init', 15_120]);
  });

  it('a fail-safe limit that was written before the minimum rose is not below it', () => {
    const system = inState.failsafe().tell({ failsafe: { limitW: 5000 } });
    assert.equal(lpcLimitW(system.memory, { ...settings, minimumW: 7560 }), 7560);
  });

  it('the fail-safe duration is 2 to 24 h', () => {
    const system = inState.limited();
    for (const durationS of [0, 7199, 86_401, Number.NaN])
      assert.equal(system.refusal({ failsafe: { durationS } }), 'badDuration', `${durationS}`);
    for (const durationS of [7200, 86_400]) assert.equal(system.refusal({ failsafe: { durationS } }), undefined);
  });

  it('no Failsafe 10 s after the start: the guard has its 120 s, at the fail-safe limit (21675)', () => {
    const system = new System();
    for (let s = 0; s < 119; s += 1) {
      assert.deepEqual(system.now, ['init', 4200]);
      system.wait(1);
    }
    assert.deepEqual(system.heartbeat().limit(9000).now, ['limited', 9000], 'and in time is in time');
  });

  it('in Init it may go unlimited after 120 s, where the site says so (LPC-906)', () => {
    assert.deepEqual(new System(free).wait(119).now, ['init', 4200]);
    assert.deepEqual(new System(free).wait(120).now, ['unlimitedAutonomous', undefined]);
    assert.deepEqual(new System().wait(120).now, ['failsafe', 4200]);
  });

  it('a guard that speaks within 60 s of its connection is followed at once (LPC-913)', () => {
    for (const begin of [new System().wait(60), inState.failsafe().wait(60), new System(free).wait(200)])
      assert.deepEqual(begin.heartbeat().limit(5000).now, ['limited', 5000]);
  });

  it('when the heartbeat returns the guard has 120 s, else the fail-safe duration counts (LPC-921, LPC-TS-012)', () => {
    const early = inState.unlimitedControlled(free).wait(110);
    assert.deepEqual(
      early.waitWithHeartbeats(hourS).now,
      ['failsafe', 4200],
      'its 120 s are over, the duration is not',
    );
    assert.deepEqual(early.waitWithHeartbeats(hourS).now, ['unlimitedAutonomous', undefined]);

    const late = inState.unlimitedControlled(free).wait(110 + 2 * hourS - 30);
    assert.deepEqual(late.heartbeat().wait(31).now, ['failsafe', 4200], 'the duration is over, its 120 s are not');
    assert.deepEqual(late.heartbeat().wait(88).now, ['failsafe', 4200]);
    assert.deepEqual(late.wait(1).now, ['unlimitedAutonomous', undefined]);

    const inTime = inState
      .unlimitedControlled(free)
      .wait(110 + 2 * hourS - 30)
      .heartbeat()
      .wait(100);
    assert.deepEqual(inTime.limit(6000).now, ['limited', 6000]);
  });

  it('a limit with a duration ends by itself, on the second, and in Failsafe too', () => {
    const system = new System().heartbeat().limit(3000, 300);
    assert.deepEqual(system.waitWithHeartbeats(299).now, ['limited', 3000]);
    assert.deepEqual(system.wait(1).now, ['unlimitedControlled', undefined]);
    const silent = new System().heartbeat().limit(3000, 300);
    assert.deepEqual(silent.wait(299).now, ['failsafe', 3000], 'silence raises nothing');
    assert.deepEqual(silent.wait(1).now, ['failsafe', 4200]);
  });
});

describe('LPC over a restart', () => {
  it('S25 a limit survives the restart of the program and holds in the first moment', () => {
    const system = inState.limited().limit(3000, hourS).restart({ offS: 600 });
    assert.deepEqual(system.now, ['init', 3000]);
    assert.deepEqual(system.wait(130).now, ['failsafe', 3000], 'nobody came back: it holds on');
    assert.deepEqual(system.wait(hourS).now, ['failsafe', 4200]);
  });

  it('S25 a limit that was in force keeps a free site from running free after a restart', () => {
    assert.deepEqual(inState.limited(free).restart().wait(130).now, ['failsafe', 4200]);
    const low = inState.limited(free).limit(2000).restart().wait(130);
    assert.deepEqual(low.now, ['failsafe', 2000]);
    assert.deepEqual(low.wait(2 * hourS).now, ['unlimitedAutonomous', undefined]);
  });

  it('S25 Failsafe goes on over a restart, its duration too', () => {
    const system = inState.failsafe(free).wait(hourS).restart({ offS: 60 });
    assert.deepEqual(system.now, ['failsafe', 4200]);
    assert.deepEqual(system.wait(hourS - 200).now, ['failsafe', 4200]);
    assert.deepEqual(system.wait(200).now, ['unlimitedAutonomous', undefined]);
  });

  it('S25 the guard has its 120 s after a start also when the fail-safe duration ran out while the box was off', () => {
    const system = inState.failsafe(free).restart({ offS: 10 * hourS });
    assert.deepEqual(system.wait(119).now, ['failsafe', 4200]);
    assert.deepEqual(system.heartbeat().limit(5000).now, ['limited', 5000]);
  });

  it('S25 a wall clock that jumps ends no limit that has no end, and lets none go on for ever', () => {
    for (const wallStepS of [-50 * 365 * 24 * hourS, 50 * 365 * 24 * hourS]) {
      assert.deepEqual(inState.limited().limit(3000).restart({ wallStepS }).now, ['init', 3000]);
      assert.deepEqual(inState.failsafe().restart({ wallStepS }).now, ['failsafe', 4200]);
    }
    const back = inState
      .limited()
      .limit(3000, hourS)
      .restart({ wallStepS: -50 * 365 * 24 * hourS });
    assert.deepEqual(back.wait(hourS - 1).now, ['failsafe', 3000]);
    assert.deepEqual(back.wait(1).now, ['failsafe', 4200]);
    const ahead = inState
      .limited()
      .limit(3000, hourS)
      .restart({ wallStepS: 50 * 365 * 24 * hourS });
    assert.deepEqual(ahead.now, ['init', 4200], 'ended early, and still not unlimited');
  });

  it('S25 a wall clock that is set while it runs changes nothing', () => {
    const system = inState.limited().limit(3000, 600);
    system.wallMs = 0;
    assert.deepEqual(system.waitWithHeartbeats(599).now, ['limited', 3000]);
    assert.deepEqual(system.wait(1).now, ['unlimitedControlled', undefined]);
  });

  it('a text that is none of ours is not read as a state', () => {
    for (const text of [
      '',
      '{}',
      'null',
      '[]',
      '{"state":"free","sinceMs":0}',
      '{"state":"limited","sinceMs":0,"limitW":-1}',
      '{"state":"limited","sinceMs":0,"limitW":1,"untilMs":1e300,"durationMs":1000}',
      '{"state":"failsafe","sinceMs":-1e300}',
    ])
      assert.equal(lpcFromText(text, settings, 0, 0), undefined, text);
  });
});

describe('LPC, whatever happens', () => {
  const command = fc.oneof(
    fc.constant({ heartbeat: true }),
    fc.record({
      limit: fc.record({
        active: fc.boolean(),
        limitW: fc.integer({ min: -10, max: 30_000 }),
        durationS: fc.nat(20_000),
      }),
    }),
    fc.record({ failsafe: fc.record({ limitW: fc.nat(20_000), durationS: fc.nat(100_000) }) }),
  );
  const happening = fc.oneof(
    fc.record({ kind: fc.constant('tell' as const), command }),
    fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat(10_000) }),
    fc.record({
      kind: fc.constant('restart' as const),
      offS: fc.nat(10_000),
      wallStepS: fc.integer({ min: -1e9, max: 1e9 }),
    }),
  );

  it('S25 silence, time and restarts never make a site that stays unlimited, and never raise a limit without an end', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const system = new System();
        for (const what of happenings) {
          const before = lpcLimitW(system.memory, settings);
          const ends = system.memory.limit?.untilMs !== undefined;
          if (what.kind === 'tell') system.tell(what.command);
          else if (what.kind === 'wait') system.wait(what.seconds, true);
          else system.restart(what);
          const after = lpcLimitW(system.memory, settings);
          const { state } = system.memory;
          assert.ok(state !== 'unlimitedAutonomous');
          assert.ok(after !== undefined || state === 'unlimitedControlled', 'unlimited only by the word of a guard');
          assert.equal(state === 'limited', state === 'limited' && system.memory.limit !== undefined);
          if (what.kind !== 'tell' && !ends && before !== undefined) assert.ok(after !== undefined && after <= before);
          assert.ok(after === undefined || after >= 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what is kept comes back as it was, and a refused command changes nothing', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 10 }), command, (commands, last) => {
        const system = new System();
        for (const one of commands) system.tell(one);
        const { memory, refused } = lpcTake(system.memory, last, settings, system.nowMs);
        if (refused !== undefined) assert.deepEqual(memory, system.memory);
        const text = lpcToText(system.memory, system.nowMs, system.wallMs);
        const back = lpcFromText(text, settings, system.nowMs, system.wallMs);
        assert.deepEqual([back?.limit, back?.failsafe], [system.memory.limit, system.memory.failsafe]);
      }),
    );
  });
});
