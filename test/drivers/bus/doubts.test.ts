import assert from 'node:assert/strict';
import { Doubts, repetitionMs } from '../../../drivers/bus/doubts.ts';

const timeoutMs = 100;
const exchanged = (signature: string, sentAtMs: number, unitId = 1, functionCode = 3) => ({
  unitId,
  functionCode,
  signature,
  sentAtMs,
});

describe('doubts about a reply', () => {
  it('that came: it may come again until a later exchange is answered', () => {
    const doubts = new Doubts();
    doubts.replied(exchanged('a', 0), 5);
    assert.ok(doubts.has('a', 6));
    assert.equal(doubts.has('b', 6), false);
    doubts.replied(exchanged('b', 6), 11);
    assert.ok(doubts.has('a', 12), 'that one went out too early to be a proof');
    doubts.replied(exchanged('c', 5 + repetitionMs), 20);
    assert.equal(doubts.has('a', 20), false);
    assert.ok(doubts.has('c', 20));
  });

  it('that came: another unit of the line proves as well, silence for long enough too', () => {
    const doubts = new Doubts();
    doubts.replied(exchanged('a', 0), 5);
    doubts.replied(exchanged('other unit', 40, 2), 45);
    assert.equal(doubts.has('a', 45), false);
    assert.ok(doubts.has('other unit', 45 + 400));
    assert.equal(doubts.has('other unit', 45 + 600), false);
  });

  it('that did not come: the barrier must be of the same unit, and time must pass', () => {
    const doubts = new Doubts();
    doubts.unanswered(exchanged('a', 0), timeoutMs);
    doubts.replied(exchanged('other unit', 110, 2), 115);
    assert.ok(doubts.has('a', 1_000), 'another unit proves nothing');
    doubts.replied(exchanged('b', 120), 125);
    assert.ok(doubts.has('a', 130), 'it may have been overtaken');
    assert.equal(doubts.heldUntilMs('a'), 3 * timeoutMs);
    assert.equal(doubts.has('a', 3 * timeoutMs), false);
  });

  it('that did not come: with no barrier it stays for long, but a dead device is forgotten', () => {
    const doubts = new Doubts();
    doubts.unanswered(exchanged('a', 0), timeoutMs);
    assert.ok(doubts.has('a', 9_000));
    assert.equal(doubts.has('a', 10_001), false);
  });

  it('that did not come: the unit owes it until a later request was answered', () => {
    const doubts = new Doubts();
    doubts.unanswered(exchanged('a', 0), timeoutMs);
    assert.deepEqual([doubts.owes(1, 100), doubts.owes(2, 100)], [true, false]);
    doubts.replied(exchanged('b', 110), 115);
    assert.equal(doubts.owes(1, 116), false);
  });

  it('to a write: a set-point does not wait for time to pass', () => {
    const doubts = new Doubts();
    doubts.unanswered(exchanged('w', 0, 1, 6), timeoutMs);
    assert.ok(doubts.heldUntilMs('w') <= 0);
    doubts.replied(exchanged('b', 110), 115);
    assert.equal(doubts.has('w', 116), false);
  });

  it('after an exception: it answers the oldest, so the asked one stays open', () => {
    const doubts = new Doubts();
    doubts.unanswered(exchanged('a', 0), timeoutMs);
    doubts.excepted(exchanged('b', 110), 115, timeoutMs);
    assert.equal(doubts.has('a', 500), false, 'done: before or by this exception');
    assert.ok(doubts.has('b', 500), 'its own reply may still come');
  });

  it('after an exception of another function: it is its own, and proves the order', () => {
    const doubts = new Doubts();
    doubts.unanswered(exchanged('a', 0), timeoutMs);
    doubts.excepted(exchanged('b', 110, 1, 4), 115, timeoutMs);
    assert.equal(doubts.has('a', 500), false);
    assert.equal(doubts.has('b', 500), false);
  });

  it('about repetitions end with an exception only when that is no repetition itself', () => {
    const doubts = new Doubts();
    doubts.replied(exchanged('a', 0), 5);
    doubts.excepted(exchanged('b', 20, 2), 25, timeoutMs);
    assert.equal(doubts.has('a', 26), false);
    doubts.replied(exchanged('a', 26), 27);
    doubts.excepted(exchanged('c', 27, 2), 28, timeoutMs);
    assert.ok(doubts.has('a', 29));
    assert.equal(doubts.exceptionsOverAtMs(2, 3), 28 + repetitionMs);
  });
});
