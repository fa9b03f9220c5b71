import assert from 'node:assert/strict';
import { hashPassword } from '../../../../firmware/api/sign-in/password-hash.ts';
import { asAdmin, Box, basic } from '../box.ts';
import { exampleState } from '../fakes.ts';

const pin = '271828';

/** The people of `houseOfTwo` as the site document says them. */
const document = {
  name: 'House',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 63 }],
  devices: [
    ...['E1', 'E2', 'E3'].map((id) => ({ id, definition: 'a-box', address: '10.0.0.1:502', unitId: 255 })),
    { id: 'M1', definition: 'a-meter', address: '10.0.0.9:502', role: 'grid' },
  ],
  users: [
    { id: 'anna', name: 'Anna', chargePoints: ['E1'] },
    { id: 'bert', name: 'Bert', chargePoints: ['E2'] },
  ],
  tags: [{ id: 'annas', uid: '04:A2:B1:C0', user: 'anna', functions: ['authorise'] }],
};

describe('override_device and enter_rfid', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
    box.site.document = document;
    box.peopleStore.putPin('anna', await hashPassword(pin));
  });
  afterEach(() => box.close());

  const call = (query: string, headers: Record<string, string> = asAdmin) => box.ask(`//cnf?cmd=${query}`, { headers });
  const refusedWith = async (status: number, code: RegExp, query: string, headers?: Record<string, string>) => {
    const reply = await call(query, headers);
    assert.equal(reply.status, status, reply.text);
    assert.equal(typeof reply.json, 'string', 'an error is a JSON string');
    assert.match(String(reply.json), code);
  };

  it('answer 200 to Home Assistant and cobot, and tell the desk and the audit trail who it was', async () => {
    assert.equal((await call('override_device&dev_id=E1&mamps=10000.0')).status, 200);
    assert.equal((await call('override_device&rfid=04A2B1C0&flags=CE&dev_id=E1')).text, '{"ok":true}');
    assert.equal(
      (await box.ask('/cnf?cmd=override_device&dev_id=E1&flags=c', { headers: asAdmin, body: '' })).status,
      200,
    );
    const author = { name: 'admin', side: 'lan' };
    assert.deepEqual(box.orders.asked, [
      ['adjustOverride', 'E1', { limitMa: 10_000 }, author],
      ['adjustOverride', 'E1', { off: true, rulesOff: true }, author],
      ['adjustOverride', 'E1', { off: false }, author],
    ]);
    assert.equal(
      box.auditTrail.entries.filter(({ who, what }) => who === 'admin' && /overridden/.test(what)).length,
      3,
    );
  });

  it('switch the rules of a user off and on', async () => {
    await call('override_device&dev_id=E1&flags=U');
    assert.equal(box.people.userRulesOff('E1'), true);
    await call('override_device&dev_id=E1&flags=u');
    assert.equal(box.people.userRulesOff('E1'), false);
  });

  it('refuse with the status that clients know, in a JSON string', async () => {
    await refusedWith(401, /unauthorised/, 'override_device&dev_id=E1&flags=C', {
      authorization: basic('admin', 'no'),
    });
    await refusedWith(401, /unauthorised/, 'override_device&dev_id=E1&flags=C', {});
    await refusedWith(404, /noDevice/, 'override_device&dev_id=E9&flags=C');
    await refusedWith(404, /noChargePoint/, 'override_device&dev_id=M1&flags=C');
    await refusedWith(400, /badName/, 'override_device&flags=C');
    await refusedWith(400, /badFlag/, 'override_device&dev_id=E1&flags=Cx');
    await refusedWith(403, /unknownTag/, 'override_device&dev_id=E1&flags=C&rfid=DEADBEEF');
    assert.deepEqual(box.orders.asked, []);
  });

  it('let a PIN override the charge points of its user, and nothing else', async () => {
    assert.equal((await call(`override_device&dev_id=E1&flags=C&rfid=${pin}`, {})).status, 200);
    assert.deepEqual(box.orders.asked.at(-1)?.at(-1), { name: 'user:anna', side: 'lan' });
    await refusedWith(403, /notHere/, `override_device&dev_id=E2&flags=C&rfid=${pin}`, {});
    await refusedWith(403, /forbidden/, `override_device&dev_id=E1&flags=E&rfid=${pin}`, {});
    await refusedWith(403, /wrongPin/, 'override_device&dev_id=E1&flags=C&rfid=anna', {});
    await refusedWith(403, /wrongPin/, 'override_device&dev_id=E1&flags=C&rfid=annas', {});
    await refusedWith(403, /wrongPin/, 'override_device&dev_id=E1&flags=C&rfid=04A2B1C0', {});
    assert.equal(box.orders.asked.length, 1);
  });

  it('refuse a foreign page, PIN or not', async () => {
    const foreign = { origin: 'http://evil.example' };
    await refusedWith(401, /unauthorised/, `override_device&dev_id=E1&flags=C&rfid=${pin}`, foreign);
    await refusedWith(403, /foreignOrigin/, 'override_device&dev_id=E1&flags=C', { ...asAdmin, ...foreign });
  });

  it('slow down whoever guesses PINs or cards', async () => {
    box.site.document = { ...document, openReads: true };
    for (let n = 0; n < 5; n += 1) await refusedWith(403, /unknownTag/, `enter_rfid&dev_id=E1&rfid=DEAD0${n}`, {});
    await refusedWith(429, /throttled/, 'enter_rfid&dev_id=E1&rfid=04A2B1C0', {});
    for (let n = 0; n < 5; n += 1)
      await refusedWith(403, /wrongPin/, `override_device&dev_id=E1&flags=C&rfid=111${n}`, {});
    await refusedWith(429, /throttled/, `override_device&dev_id=E1&flags=C&rfid=${pin}`, {});
    assert.equal((await call('enter_rfid&dev_id=E1&rfid=04A2B1C0')).status, 200, 'an account is not slowed by it');
  });

  it('show a card with credentials, and without them only while reads are open', async () => {
    await refusedWith(401, /unauthorised/, 'enter_rfid&rfid=04-a2-b1-c0&dev_id=E1', {});
    await refusedWith(403, /unknownTag/, 'enter_rfid&rfid=DEADBEEF&dev_id=E1');
    await refusedWith(404, /noDevice/, 'enter_rfid&rfid=04A2B1C0&dev_id=E9');
    await refusedWith(403, /notHere/, 'enter_rfid&rfid=04A2B1C0&dev_id=E2');
    await refusedWith(400, /badName/, 'enter_rfid&dev_id=E1');
    assert.equal(box.people.view('E1').authorised, false);
    assert.equal((await call('enter_rfid&rfid=04A2B1C0&dev_id=E1')).status, 200);
    assert.equal(box.people.view('E1').user, 'anna');
    box.people.end('E1');
    box.site.document = { ...document, openReads: true };
    assert.equal((await call('enter_rfid&rfid=04-a2-b1-c0&dev_id=E1', {})).status, 200);
    assert.equal(box.people.view('E1').tag, 'annas');
    box.people.end('E1');
    assert.equal((await call(`enter_rfid&rfid=${pin}&dev_id=E1`, {})).status, 200, 'a PIN, as at a keypad');
    assert.equal(box.people.view('E1').user, 'anna');
  });

  it('give a card to the car that waits when no charge point is named', async () => {
    const state = exampleState(1);
    const [point] = state.chargePoints;
    assert.ok(point);
    const becomes = (now: 'A' | 'B') => {
      box.state.state = { ...state, chargePoints: [{ ...point, id: 'E1', state: now }] };
      box.pointEvents.observe(box.state.state);
    };
    becomes('A');
    await refusedWith(409, /notNow/, 'enter_rfid&rfid=04A2B1C0');
    becomes('B');
    assert.equal((await call('enter_rfid&rfid=04A2B1C0')).status, 200);
    assert.equal(box.people.view('E1').user, 'anna');
  });
});
