import assert from 'node:assert/strict';
import type { LeaderAnswer } from '../../../../firmware/domain/leader.ts';
import type { PerPhase } from '../../../../firmware/domain/phases.ts';
import {
  bookAtStart,
  bookGrants,
  bookHears,
  bookHeldMa,
  bookRefused,
  leaseMs,
  type MemberBook,
  windowMs,
} from '../../../../firmware/grid/leader/book.ts';

const a = (amperes: number): PerPhase => [amperes, amperes, amperes];
const answer = (seq: number, limitA: number, more: Partial<LeaderAnswer> = {}): LeaderAnswer => ({
  ...{ circuit: 'house', state: 'granted', since: '', leader: { id: 'boss', name: 'boss' }, seq, limitA: a(limitA) },
  ...{ leaseLeftS: leaseMs / 1000, failsafeA: a(10), confirmed: true, atMostA: a(0), drawnA: a(0), wantedA: a(0) },
  ...{ houseA: a(0), cars: 0, box: 'm', leads: [], at: '', ageMs: 0, stamp: `s.${seq}` },
  ...more,
});
const held = (book: MemberBook, nowMs: number): number =>
  bookHeldMa(book, [10_000, 10_000, 10_000], 63_000, 'boss', nowMs)[0];
const hears = (book: MemberBook, atMs: number, said: LeaderAnswer) =>
  bookHears(book, { askedMs: atMs - 20, gotMs: atMs, answer: said }, 'boss');
const none = { leader: null, state: 'init', leaseLeftS: 0 } as const;

/** A member that was granted 6 A, which it has confirmed at 1000 ms. */
const granted = (amperes: number): MemberBook =>
  hears(
    bookGrants(hears(bookAtStart(0), 0, answer(0, 10, none)), [amperes * 1000, amperes * 1000, amperes * 1000], 0),
    1000,
    answer(1, amperes),
  );

describe('the room that a leader keeps for a member', () => {
  it('is the fuse until a grant of this program has come into force there, or all before are over', () => {
    const start = bookAtStart(0);
    assert.equal(held(start, 0), 63_000);
    assert.equal(held(hears(start, 100, answer(500, 10, none)), 200), 63_000);
    assert.equal(held(start, windowMs - 1), 63_000);
    assert.equal(held(start, windowMs), 10_000);
  });

  it('is a confirmed lower grant while that is young, then its share', () => {
    const book = granted(6);
    assert.equal(held(book, 1000), 6000);
    assert.equal(held(book, 15_000), 6000);
    assert.equal(held(book, 40_000), 10_000);
  });

  it('is a higher grant from when it is sent until it is surely over', () => {
    const book = bookGrants(granted(6), [20_000, 20_000, 20_000], 2000);
    assert.equal(held(book, 2000), 20_000);
    assert.equal(held(book, 1000 + windowMs - 1), 20_000);
    assert.equal(held(book, 1000 + windowMs), 10_000);
  });

  it('is the higher grant too until the lower one is confirmed, and what it could draw after that', () => {
    const high = granted(20);
    const lowered = bookGrants(high, [6000, 6000, 6000], 2000);
    assert.equal(held(lowered, 2000), 20_000);
    assert.equal(held(hears(lowered, 3000, answer(2, 6, { atMostA: a(14) })), 3000), 14_000);
    assert.equal(held(hears(lowered, 3000, answer(2, 6)), 3000), 6000);
  });

  it('is not what another box granted it', () => {
    const book = hears(granted(6), 2000, answer(9, 3, { leader: { id: 'other', name: 'other' } }));
    assert.equal(held(book, 2000), 10_000);
  });

  it('goes on above every seq that it hears of, with a gap for what may still be on its way', () => {
    const seqAfter = (book: MemberBook) => bookGrants(book, [0, 0, 0], 5000).seq;
    assert.equal(seqAfter(granted(6)), 2);
    assert.ok(seqAfter(hears(granted(6), 2000, answer(700, 6))) > 1699);
    assert.ok(seqAfter(bookRefused(granted(6), 700)) > 1699);
  });
});
