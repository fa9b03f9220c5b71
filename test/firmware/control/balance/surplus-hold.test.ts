import assert from 'node:assert/strict';
import { SurplusHold, surplusTurns } from '../../../../firmware/control/balance/surplus-hold.ts';

const pauseMs = 300_000;
/** Three phases of 230 V: 4140 W to stay, 4485 W to start. */
const minW = 4140;
const startW = 4485;

describe('a charge point that charges from surplus only', () => {
  const at = (hold: SurplusHold, s: number, leftW: number | undefined, offered: boolean) =>
    hold.turn({ leftW, minW, startW, offered, pauseMs, nowMs: s * 1000 });

  it('starts at half an ampere above its minimum on each used phase', () => {
    const hold = new SurplusHold();
    assert.equal(at(hold, 0, 4484, false).kind, 'wait');
    assert.equal(at(hold, 1, 4485, false).kind, 'run');
  });

  it('stays at its minimum through a cloud of up to 300 s, then stops', () => {
    const hold = new SurplusHold();
    at(hold, 0, 5000, false);
    assert.equal(at(hold, 1, 5000, true).kind, 'run');
    assert.deepEqual(at(hold, 10, 500, true), { kind: 'hold', untilMs: 310_000 });
    assert.equal(at(hold, 309, -2000, true).kind, 'hold');
    assert.deepEqual(at(hold, 310, 500, true), { kind: 'wait', untilMs: 610_000 });
  });

  it('counts every cloud anew', () => {
    const hold = new SurplusHold();
    at(hold, 0, 5000, false);
    at(hold, 10, 500, true);
    assert.equal(at(hold, 200, 4140, true).kind, 'run');
    assert.deepEqual(at(hold, 201, 0, true), { kind: 'hold', untilMs: 501_000 });
  });

  it('holds as long as its rules say, where they say it', () => {
    const hold = new SurplusHold();
    at(hold, 0, 5000, false);
    const cloud = (s: number) =>
      hold.turn({ leftW: 500, minW, startW, offered: true, pauseMs, holdMs: 60_000, nowMs: s * 1000 });
    assert.deepEqual(cloud(10), { kind: 'hold', untilMs: 70_000 });
    assert.equal(cloud(69).kind, 'hold');
    assert.equal(cloud(70).kind, 'wait');
  });

  it('is held by its rules until they say so; that starts no car', () => {
    const hold = new SurplusHold();
    assert.deepEqual(hold.heldByRules(true, 5000), { kind: 'hold', untilMs: 5000 });
    assert.equal(hold.running, true);
    assert.deepEqual(hold.heldByRules(true, undefined), { kind: 'hold' });
    assert.deepEqual(hold.heldByRules(false, 5000), { kind: 'wait' });
    assert.equal(hold.running, false);
  });

  it('with rules starts at its minimum: the rules have said what they start with', () => {
    const asker = (rules?: object) => ({
      ...{ hold: new SurplusHold(), minMa: 6000, volts: 690, offered: false },
      ...(rules === undefined ? {} : { rules: { held: false, holdMs: 0, ...rules } }),
    });
    const kinds = (askers: readonly ReturnType<typeof asker>[], leftW: number) =>
      surplusTurns(askers, leftW, pauseMs, 1_000_000).map(({ kind }) => kind);
    assert.deepEqual(kinds([asker()], 4200), ['wait']);
    assert.deepEqual(kinds([asker({})], 4200), ['run']);
    assert.deepEqual(kinds([asker({}), asker({})], 8000), ['run', 'wait']);
    assert.deepEqual(kinds([{ ...asker({ held: true }), offered: true }, asker({})], 4200), ['hold', 'wait']);
  });

  it('waits for the pause after surplus, whatever the sun does', () => {
    const hold = new SurplusHold();
    at(hold, 0, 5000, false);
    at(hold, 10, 500, true);
    at(hold, 310, 500, true);
    assert.deepEqual(at(hold, 609, 9000, false), { kind: 'wait', untilMs: 610_000 });
    assert.equal(at(hold, 610, 9000, false).kind, 'run');
  });

  it('takes an unknown surplus for none', () => {
    const hold = new SurplusHold();
    assert.equal(at(hold, 0, undefined, false).kind, 'wait');
    at(hold, 1, 5000, false);
    assert.equal(at(hold, 2, undefined, true).kind, 'hold');
  });
});

describe('several charge points on one surplus', () => {
  const asker = (offered: boolean) => ({ hold: new SurplusHold(), minMa: 6000, volts: 690, offered });
  const kinds = (offered: readonly boolean[], surplusW: number) =>
    surplusTurns(offered.map(asker), surplusW, pauseMs, 0).map(({ kind }) => kind);

  it('start one after the other, each when its own start is left over', () => {
    assert.deepEqual(kinds([false, false], 8969), ['run', 'run']);
    assert.deepEqual(kinds([false, false], 8600), ['run', 'wait']);
  });

  it('keep the minimum of those that charge before another starts', () => {
    assert.deepEqual(kinds([false, true], 8000), ['wait', 'run']);
    assert.deepEqual(kinds([false, true], 8700), ['run', 'run']);
  });

  it('hold the last ones when the surplus falls', () => {
    assert.deepEqual(kinds([true, true, true], 8500), ['run', 'run', 'hold']);
  });
});
