import assert from 'node:assert/strict';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { FakeClock } from '../../api/fakes.ts';
import { houseOfTwo, MemoryPeople, peopleDesk } from '../../api/people-fake.ts';

const admin = { name: 'admin' };
const states = (of: Record<string, string | null>): State =>
  ({
    chargePoints: Object.entries(of).map(([id, state]) => ({ id, state, energyWh: null, powerW: 0 })),
  }) as unknown as State;
const code = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof NetwachtError) return error.code;
    throw error;
  }
  return 'taken';
};
const cards = (...tags: object[]) =>
  houseOfTwo({ tags: tags.map((tag, k) => ({ id: `t${k}`, uid: `0${k}`, functions: ['authorise'], ...tag })) });

describe('the desk for who charges where', () => {
  let clock: FakeClock;
  let store: MemoryPeople;
  beforeEach(() => {
    clock = new FakeClock();
    store = new MemoryPeople();
  });

  it('keeps an authorisation from the card to unplugging, over a restart and lost readings', async () => {
    const desk = peopleDesk(store, clock);
    await desk.show('E1', '04a2b1c0', admin);
    const anna = { chargePoint: 'E1', authorised: true, user: 'anna', tag: 'annas' };
    const bert = { chargePoint: 'E2', authorised: false };
    assert.deepEqual(desk.occupants(), [anna, bert]);
    desk.observe(states({ E1: 'A' }));
    desk.observe(states({ E1: 'B' }));
    const restarted = peopleDesk(store, clock);
    assert.deepEqual(restarted.occupants(), [anna, bert]);
    for (const state of ['C', null, 'F', 'E', 'B']) restarted.observe(states({ E1: state }));
    assert.deepEqual(restarted.occupants(), [anna, bert]);
    restarted.observe(states({ E1: 'A' }));
    assert.deepEqual(restarted.occupants(), [{ chargePoint: 'E1', authorised: false }, bert]);
    assert.deepEqual(store.occupancies(), []);
  });

  it('says what a card would come to, and changes nothing', async () => {
    const desk = peopleDesk(
      store,
      clock,
      cards({}, { functions: ['toggleCharging'] }, { validUntil: '2020-01-01T00:00:00Z' }),
    );
    assert.equal(desk.check('E1', '00'), 'charges');
    assert.equal(desk.check('E1', '01'), 'functions');
    assert.equal(await code(() => desk.check('E1', '02')), 'tagExpired');
    assert.equal(await code(() => desk.check('E1', '99')), 'unknownTag');
    assert.equal(desk.view('E1').authorised, false);
    assert.deepEqual(store.occupancies(), []);
  });

  it('gives a charge point up when no car comes, whatever the wall clock does', async () => {
    const desk = peopleDesk(store, clock);
    await desk.show('E1', '04a2b1c0', admin);
    desk.observe(states({ E1: 'A' }));
    clock.nowMs += 599_000;
    desk.observe(states({ E1: 'A' }));
    assert.equal(desk.view('E1').authorised, true);
    clock.nowMs += 1000;
    desk.observe(states({ E1: 'A' }));
    assert.equal(desk.view('E1').authorised, false);
  });

  it('refuses what does not count, and changes nothing', async () => {
    const site = cards({ user: 'anna' }, { validUntil: '2020-01-01T00:00:00Z' }, { uses: 0 }, { user: 'bert' });
    const desk = peopleDesk(store, clock, site);
    const table: [string, string, string][] = [
      ['E1', '99', 'unknownTag'],
      ['E9', '00', 'noChargePoint'],
      ['M1', '00', 'noChargePoint'],
      ['E1', '01', 'tagExpired'],
      ['E1', '02', 'tagUsedUp'],
      ['E1', '03', 'notHere'],
      ['E3', '00', 'notHere'],
    ];
    for (const [id, uid, expected] of table) assert.equal(await code(() => desk.show(id, uid, admin)), expected);
    assert.deepEqual(store.occupancies(), []);
    assert.equal(store.used.size, 0);
  });

  it('counts the uses of a card once a session, over restarts', async () => {
    const site = cards({ uses: 2 });
    let desk = peopleDesk(store, clock, site);
    for (const expected of ['taken', 'taken', 'tagUsedUp']) {
      desk = peopleDesk(store, clock, site);
      assert.equal(await code(() => desk.show('E1', '00', admin)), expected);
      desk.observe(states({ E1: 'C' }));
      if (expected === 'taken') assert.equal(await code(() => desk.show('E1', '00', admin)), 'taken');
      desk.observe(states({ E1: 'A' }));
    }
  });

  it('keeps others out while somebody charges, not while he is still to come', async () => {
    const desk = peopleDesk(store, clock, cards({}, { user: 'anna' }));
    await desk.show('E1', '00', admin);
    await desk.show('E1', '01', admin);
    assert.equal(desk.view('E1').user, 'anna');
    desk.observe(states({ E1: 'B' }));
    assert.equal(await code(() => desk.show('E1', '00', admin)), 'occupied');
    assert.equal(desk.view('E1').user, 'anna');
  });

  it('is of nobody else once a guest charges: neither his next card nor another guest takes over', async () => {
    const desk = peopleDesk(store, clock, cards({}, {}, { user: 'anna' }));
    await desk.show('E1', '00', admin);
    desk.observe(states({ E1: 'C' }));
    for (const uid of ['01', '02']) assert.equal(await code(() => desk.show('E1', uid, admin)), 'occupied');
    assert.equal(desk.view('E1').tag, 't0');
  });

  it('lets somebody charge whom a backend vouches for, and pushes nobody out', async () => {
    const desk = peopleDesk(store, clock);
    const supplier = { name: 'supplier' };
    desk.vouch('E1', '04:A2:B1:C0', supplier);
    assert.deepEqual([desk.view('E1').authorised, desk.view('E1').user], [true, 'anna']);
    assert.equal(desk.cardAt('E1')?.uid, '04:A2:B1:C0');
    desk.observe(states({ E1: 'B' }));
    desk.vouch('E1', '04a2b1c0', supplier);
    assert.equal(await code(() => desk.vouch('E1', 'FF', supplier)), 'occupied');
    desk.end('E1');
    desk.vouch('E1', 'FF', supplier);
    assert.deepEqual([desk.view('E1').authorised, desk.view('E1').user], [true, null]);
    assert.deepEqual([desk.cardAt('E1')?.uid, desk.cardAt('E2')], [undefined, undefined]);
    assert.equal(await code(() => desk.vouch('E9', 'FF', supplier)), 'noChargePoint');
  });

  it('goes on with the session when the same user shows a card after his PIN', async () => {
    const desk = peopleDesk(store, clock);
    desk.authoriseUser('E1', 'anna', admin);
    desk.observe(states({ E1: 'C' }));
    const { atMs } = store.occupancies()[0] ?? {};
    clock.nowMs += 60_000;
    await desk.show('E1', '04a2b1c0', admin);
    const [now] = store.occupancies();
    assert.deepEqual([now?.tag, now?.begun, now?.atMs], ['annas', true, atMs]);
  });

  it('learns the next card that nobody knows, for one minute', async () => {
    const desk = peopleDesk(store, clock);
    assert.equal(desk.learning().open, false);
    desk.startLearning('E1');
    assert.equal(await code(() => desk.show('E2', 'ff:01', admin)), 'unknownTag');
    await desk.show('E1', '04a2b1c0', admin);
    assert.deepEqual(await desk.show('E1', 'ff:01', admin), { learned: true });
    assert.equal(desk.learning().uid, 'FF01');
    assert.equal(await code(() => desk.show('E1', 'ff:02', admin)), 'unknownTag');
    desk.startLearning(undefined);
    clock.nowMs += 60_000;
    assert.equal(await code(() => desk.show('E1', 'ff:01', admin)), 'unknownTag');
    assert.deepEqual(desk.learning(), { open: false, until: null, chargePoint: null, uid: null });
  });
});
