import assert from 'node:assert/strict';
import { MemberRoom } from '../../../../firmware/control/several-boxes/member-room.ts';
import { threadsMs } from '../../../../firmware/domain/clock.ts';
import type { LeaderAnswer } from '../../../../firmware/domain/leader.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import { windowMs } from '../../../../firmware/grid/leader/book.ts';

const siteOf = (keys: object) =>
  siteSchema.parse({
    ...{ name: 'Car park', timezone: 'Europe/Berlin', circuits: [{ id: 'house', fuseA: 63 }] },
    ...keys,
  });
const members = [{ id: 'row1', address: 'http://10.0.0.7', token: 'member-1', failsafeA: 10 }];
const answer = (seq: number, amperes: number): LeaderAnswer => ({
  ...{ circuit: 'house', state: 'granted', since: '', leader: { id: 'me', name: 'me' }, seq, leaseLeftS: 15 },
  ...{ limitA: [amperes, amperes, amperes], failsafeA: [10, 10, 10], confirmed: true, atMostA: [0, 0, 0] },
  ...{ drawnA: [0, 0, 0], wantedA: [16, 16, 16], houseA: [0, 0, 0], cars: 1, box: 'm', leads: [], at: '', ageMs: 0 },
  stamp: `s.${seq}`,
});
const moment = (nowMs: number) => ({ nowMs, wallMs: nowMs });

/** A member that was granted 30 A at 1000 ms and has said so. */
function ledRoom(): MemberRoom {
  const room = new MemberRoom('me');
  room.use(siteOf({ members }), moment(0));
  const hears = (said: LeaderAnswer, nowMs: number) => {
    const at = threadsMs();
    room.take([{ id: 'row1', askedMs: at, gotMs: at, answer: said }], moment(nowMs));
  };
  hears({ ...answer(0, 10), leader: null, state: 'init' }, 900);
  assert.deepEqual(
    room.grant([[30_000, 30_000, 30_000]], moment(1000)).map(({ seq, stamp }) => [seq, stamp]),
    [[1, 's.0']],
  );
  hears(answer(1, 30), 1100);
  return room;
}
const heldOf = (room: MemberRoom, nowMs: number) => room.views(moment(nowMs)).map(({ heldMa }) => heldMa[0]);

describe('the boxes that are led, in the worker', () => {
  it('keep room for one that was taken out for as long as its grant may hold, and tell nobody of it', () => {
    const room = ledRoom();
    assert.deepEqual(heldOf(room, 1200), [30_000]);
    room.use(siteOf({}), moment(1300));
    assert.deepEqual(heldOf(room, 1400), [30_000]);
    assert.deepEqual(room.states(moment(1400)), []);
    assert.deepEqual(room.grant([[0, 0, 0]], moment(1400)), []);
    assert.deepEqual(heldOf(room, 1100 + windowMs), []);
  });

  it('are led on by other settings, and go on where they were when they come back', () => {
    const room = ledRoom();
    room.use(siteOf({ members: [{ ...members[0], failsafeA: 12 }] }), moment(1300));
    assert.deepEqual(heldOf(room, 1400), [30_000]);
    room.use(siteOf({}), moment(1500));
    room.use(siteOf({ members }), moment(1600));
    assert.deepEqual(heldOf(room, 1700), [30_000]);
    assert.equal(room.grant([[20_000, 20_000, 20_000]], moment(1700))[0]?.seq, 2);
  });

  it('are granted nothing by one that only observes', () => {
    const room = ledRoom();
    room.use(siteOf({ members, mode: 'observe' }), moment(1300));
    assert.deepEqual(room.grant([[30_000, 30_000, 30_000]], moment(1400)), []);
  });

  it('are told of as lost, and as a fault after 10 s', () => {
    const room = ledRoom();
    const [led] = room.states(moment(1200));
    assert.deepEqual([led?.state, led?.grantedA[0], led?.lostSince], ['led', 30, null]);
    const [lost] = room.states(moment(6000));
    assert.equal(lost?.state, 'lost');
    assert.deepEqual(room.health(moment(15_000)), []);
    assert.deepEqual(
      room.health(moment(16_100)).map(({ code, what }) => [code, what]),
      [['memberLost', 'row1']],
    );
  });
});
