import assert from 'node:assert/strict';
import { Guests } from '../../../../firmware/ocpp/authorise/guests.ts';
import { houseCards } from '../../../../firmware/ocpp/authorise/house-cards.ts';
import { FakeClock } from '../../api/fakes.ts';
import { MemoryPeople, peopleDesk } from '../../api/people-fake.ts';
import { begin, end, FakeSession } from '../relay/fake-session.ts';

const quiet = { warn: () => undefined };
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('who charges at an OCPP charge point, for the house', () => {
  const anna = '04a2b1c0';
  const house = (isOurs = true) => {
    const desk = peopleDesk(new MemoryPeople(), new FakeClock());
    const session = new FakeSession();
    const guests = new Guests({ desk, isOurs: () => isOurs, freeTag: () => 'FREE', log: quiet });
    guests.follow(session);
    return { desk, session, cards: houseCards({ desk, log: quiet }) };
  };

  it('is the user of the card from the begin of the transaction to its end', async () => {
    const { desk, session } = house();
    session.emit(begin('04:A2:B1:C0'));
    await settled();
    assert.deepEqual(desk.occupantOf('E1'), { user: 'anna', tag: 'annas' });
    assert.equal(desk.view('E1').authorised, true);
    session.emit(end('Local'));
    assert.deepEqual(desk.occupantOf('E1'), {});
  });

  it('stays who it is when the begin is told once more', async () => {
    const { desk, session } = house();
    for (let k = 0; k < 3; k += 1) {
      session.emit(begin(anna));
      await settled();
    }
    assert.equal(desk.view('E1').tag, 'annas');
  });

  it('is let charge by a backend that knows him, though the house does not', () => {
    const { desk, session } = house(false);
    session.emit(begin('SOMEBODY'));
    assert.equal(desk.view('E1').authorised, true);
    assert.equal(desk.view('E1').user, null);
    session.emit(end('Remote'));
    assert.equal(desk.view('E1').authorised, false);
  });

  it('is asked of the desk as at any other reader', () => {
    const { desk, cards } = house();
    assert.deepEqual(cards.say('E1', anna), { status: 'Accepted' });
    assert.deepEqual(cards.say('E2', anna), { status: 'Blocked' });
    assert.equal(cards.say('E1', 'NOBODY'), 'unknown');
    assert.deepEqual([cards.knows('E1', anna), cards.knows('E1', 'NOBODY')], [true, false]);
    assert.equal(cards.guarded('E1'), true);
    assert.equal(cards.learn('E1', 'NOBODY'), false);
    desk.startLearning('E1');
    assert.equal(cards.learn('E1', 'nobody-1'), true);
    assert.equal(desk.learning().uid, 'NOBODY1');
  });
});
