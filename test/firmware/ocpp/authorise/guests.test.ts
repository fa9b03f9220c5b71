import assert from 'node:assert/strict';
import { Guests } from '../../../../firmware/ocpp/authorise/guests.ts';
import { houseCards } from '../../../../firmware/ocpp/authorise/house-cards.ts';
import type { TagInfo } from '../../../../firmware/ocpp/ports.ts';
import { FakeClock } from '../../api/fakes.ts';
import { MemoryPeople, peopleDesk } from '../../api/people-fake.ts';
import { begin, end, FakeSession } from '../relay/fake-session.ts';

const quiet = { warn: () => undefined };

describe('who charges at an OCPP charge point, for the house', () => {
  const anna = '04a2b1c0';
  const house = (isOurs = true) => {
    const desk = peopleDesk(new MemoryPeople(), new FakeClock());
    const session = new FakeSession();
    const says = { status: 'Accepted' as TagInfo['status'] };
    const authoriser = { authorise: async () => ({ status: says.status }) };
    const guests = new Guests({ desk, authoriser, isOurs: () => isOurs, freeTag: () => 'FREE', log: quiet });
    guests.follow(session);
    /** As the central system does: it is told, then it asks. */
    const begins = async (idTag: string) => {
      session.emit(begin(idTag));
      return guests.authorise('E1', idTag);
    };
    return { desk, session, says, guests, begins, cards: houseCards({ desk, log: quiet }) };
  };

  it('is the user of the card from the begin of the transaction to its end', async () => {
    const { desk, session, guests, begins } = house();
    assert.deepEqual(await guests.authorise('E1', '04:A2:B1:C0'), { status: 'Accepted' });
    assert.equal(desk.view('E1').authorised, false, 'a card that was only asked about begins nothing');
    await begins('04:A2:B1:C0');
    assert.deepEqual(desk.occupantOf('E1'), { user: 'anna', tag: 'annas' });
    assert.equal(desk.view('E1').authorised, true);
    session.emit(end('Local'));
    assert.deepEqual(desk.occupantOf('E1'), {});
  });

  it('stays who it is when the begin is told once more, and is known again after a restart', async () => {
    const { desk, guests, begins } = house();
    for (let k = 0; k < 3; k += 1) await begins(anna);
    assert.equal(desk.view('E1').tag, 'annas');
    desk.end('E1');
    await guests.authorise('E1', anna);
    assert.equal(desk.view('E1').tag, 'annas');
  });

  it('is let charge by a backend that knows him, though the house does not', async () => {
    const { desk, session, begins } = house(false);
    await begins('SOMEBODY');
    assert.equal(desk.view('E1').authorised, true);
    assert.equal(desk.view('E1').user, null);
    session.emit(end('Remote'));
    assert.equal(desk.view('E1').authorised, false);
  });

  it('is nobody where he was refused, whatever the charge point does', async () => {
    const { desk, says, begins } = house(false);
    says.status = 'Invalid';
    await begins('SOMEBODY');
    assert.equal(desk.view('E1').authorised, false);
  });

  it('does not take the place of somebody who is there', async () => {
    const { desk, begins } = house(false);
    await desk.show('E1', anna, { name: 'admin' });
    await begins('SOMEBODY');
    assert.equal(desk.view('E1').tag, 'annas');
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
