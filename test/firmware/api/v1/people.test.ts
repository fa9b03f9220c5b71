import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

const json = { 'content-type': 'application/json' };

describe('cards and PINs', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  const authorise = (id: string, body: object, headers: Record<string, string> = {}, localAddress?: string) =>
    box.ask(`/api/v1/charge-points/${id}/authorise`, {
      ...{ method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
  const setPin = (user: string, pin: unknown, headers: Record<string, string> = asAdmin) =>
    box.ask(`/api/v1/users/${user}/pin`, {
      method: 'PUT',
      headers: { ...json, ...headers },
      body: JSON.stringify({ pin }),
    });
  const code = ({ json: body }: { json: unknown }) => (body as { error: string }).error;
  const bearer = async (role: string) => {
    const reply = await box.send('POST', '/api/v1/tokens', { name: role, role });
    return { authorization: `Bearer ${(reply.json as { token: string }).token}` };
  };
  const given = async (id: string, pin: string) => {
    const reply = await authorise(id, { pin });
    assert.equal(reply.status, 200, reply.text);
    const { right } = reply.json as { right: { token: string; until: string } };
    return { authorization: `Bearer ${right.token}` };
  };

  it('take a card from a program with the role user, and from nobody without', async () => {
    assert.equal((await authorise('E1', { tag: '04a2b1c0' })).status, 401);
    assert.equal((await authorise('E1', { tag: '04a2b1c0' }, await bearer('viewer'))).status, 403);
    const reply = await authorise('E1', { tag: '04a2b1c0' }, await bearer('user'));
    assert.equal(reply.status, 200);
    assert.equal((reply.json as { authorised: boolean }).authorised, true);
    const ended = await box.ask('/api/v1/charge-points/E1/authorise', { method: 'DELETE', headers: asAdmin });
    assert.equal(ended.status, 204);
    const now = await box.ask('/api/v1/charge-points/E1/authorise', { headers: asAdmin });
    assert.equal((now.json as { authorised: boolean }).authorised, false);
    for (const body of [{}, { tag: 1 }, { tag: '' }, { tag: 'a', pin: '1234' }, { pin: '123' }, { pin: 'abcd' }])
      assert.equal((await authorise('E1', body, asAdmin)).status, 400, JSON.stringify(body));
  });

  it('log a card that is refused, now and then and without its number', async () => {
    for (let k = 0; k < 5; k += 1)
      assert.equal(code(await authorise('E1', { tag: 'c0ffee99' }, asAdmin)), 'unknownTag');
    const lines = box.log.lines.filter((line) => JSON.stringify(line).includes('A card was refused'));
    assert.equal(lines.length, 1);
    assert.doesNotMatch(JSON.stringify([box.log.lines, box.auditTrail]), /c0ffee99/i);
  });

  it('tell who it is by a PIN alone, which is kept as a hash only', async () => {
    assert.equal((await setPin('anna', '271828')).status, 204);
    assert.equal((await setPin('bert', '314159')).status, 204);
    const kept = [...box.peopleStore.phcs.values()];
    assert.ok(kept.every((phc) => phc.startsWith('$argon2id$v=19$m=19456,t=2,p=1$')));
    const reply = await authorise('E2', { pin: '314159' });
    assert.equal((reply.json as { user: string }).user, 'bert');
    assert.equal(code(await authorise('E2', { pin: '271828' })), 'notHere');
    assert.equal(code(await authorise('E2', { pin: '000000' })), 'wrongPin');
    assert.equal((await authorise('E9', { pin: '314159' })).status, 404);
    assert.doesNotMatch(JSON.stringify([box.log.lines, box.auditTrail, kept]), /271828|314159/);
  });

  it('refuse a PIN that another has, one of no user, and one that is none', async () => {
    await setPin('anna', '271828');
    assert.equal((await setPin('bert', '271828')).status, 409);
    assert.equal((await setPin('anna', '271828')).status, 204);
    assert.equal((await setPin('carl', '1234')).status, 404);
    for (const pin of ['123', '1234567890123', '12a4', 1234, null])
      assert.equal((await setPin('bert', pin)).status, 400);
    assert.deepEqual([...box.peopleStore.phcs.keys()], ['anna']);
  });

  it('open what belongs to the user at this charge point, for a quarter of an hour, and nothing else', async () => {
    await setPin('anna', '271828');
    const anna = await given('E1', '271828');
    const put = (path: string, body: object) =>
      box.ask(path, { method: 'PUT', headers: { ...json, ...anna }, body: JSON.stringify(body) });
    assert.equal((await put('/api/v1/charge-points/E1/override', { limitA: 8 })).status, 204);
    assert.equal((await put('/api/v1/charge-points/E1/override', { rulesOff: true })).status, 403);
    assert.equal((await put('/api/v1/charge-points/E1/need', { energyWh: 1000 })).status, 204);
    for (const path of ['/api/v1/charge-points/E2/override', '/api/v1/charge-points/E2/need'])
      assert.equal((await put(path, { limitA: 8 })).status, 403, path);
    for (const path of ['/api/v1/state', '/api/v1/site', '/api/v1/tokens', '/api/v1/audit', '/api/v1/tags/learn'])
      assert.equal((await box.ask(path, { headers: anna })).status, 403, path);
    assert.equal((await authorise('E1', { tag: '04a2b1c0' }, anna)).status, 403);
    assert.equal((await setPin('bert', '5555', anna)).status, 403);
    assert.equal((await box.ask('/cnf?cmd=set_cm_vars&name=a&val=1', { headers: anna })).status, 403);
    box.clock.nowMs += 15 * 60_000;
    assert.equal((await put('/api/v1/charge-points/E1/override', { limitA: 8 })).status, 401);
  });

  it('let a user change his own PIN; what the old one opened ends', async () => {
    await setPin('anna', '271828');
    const anna = await given('E1', '271828');
    assert.equal((await setPin('anna', '1618', anna)).status, 204);
    assert.equal((await setPin('anna', '1619', anna)).status, 401);
    assert.equal(code(await authorise('E1', { pin: '271828' })), 'wrongPin');
    await given('E1', '1618');
    assert.equal((await box.ask('/api/v1/users/anna/pin', { method: 'DELETE', headers: asAdmin })).status, 204);
    assert.equal((await box.ask('/api/v1/users/anna/pin', { method: 'DELETE', headers: asAdmin })).status, 404);
  });

  it('stop a guesser after five wrong PINs, also one who has a right one, and nobody else', async () => {
    await setPin('anna', '271828');
    const from = '127.0.0.9';
    const wrong = () => authorise('E1', { pin: '0000' }, {}, from);
    for (let k = 0; k < 4; k += 1) assert.equal((await wrong()).status, 403);
    assert.equal((await authorise('E1', { pin: '271828' }, {}, from)).status, 200);
    assert.equal((await wrong()).status, 403);
    const reply = await authorise('E1', { pin: '271828' }, {}, from);
    assert.equal(reply.status, 429);
    assert.ok(Number(reply.headers['retry-after']) >= 1);
    assert.equal((await authorise('E1', { pin: '271828' }, {}, '127.0.0.10')).status, 200);
  });

  it('let a user write his own charging rules, which set no variables of the house', async () => {
    box.site.document = {
      name: 'House',
      users: [
        { id: 'bert', name: 'Bert' },
        { id: 'anna', name: 'Anna' },
      ],
    };
    await setPin('anna', '271828');
    const anna = await given('E1', '271828');
    const rules = (user: string, list: unknown[], headers: Record<string, string> = anna) =>
      box.ask(`/api/v1/users/${user}/rules`, {
        ...{ method: 'PUT', headers: { ...json, ...headers }, body: JSON.stringify({ rules: list }) },
      });
    const cheap = { id: 'r1', if: { kind: 'price', atMostCt: 20 }, then: { kind: 'set', valueA: 16 } };
    const sets = { id: 'r2', if: { kind: 'always' }, then: { kind: 'variable', name: 'AVAIL', formula: '100' } };
    const holds = { ...sets, then: { ...sets.then, name: '_undercut' } };
    assert.equal((await rules('anna', [cheap, holds])).status, 204);
    const kept = await box.ask('/api/v1/users/anna/rules', { headers: anna });
    assert.deepEqual(
      (kept.json as { rules: { id: string }[] }).rules.map(({ id }) => id),
      ['r1', 'r2'],
    );
    for (const name of ['AVAIL', 'CM.AVAIL', 'constructor']) {
      const refused = await rules('anna', [cheap, { ...sets, then: { ...sets.then, name } }]);
      assert.deepEqual([refused.status, (refused.json as { path: string }).path], [403, 'rules[1].then.name']);
    }
    assert.equal((await rules('anna', [{ ...cheap, if: { kind: 'never' } }])).status, 400);
    assert.equal((await rules('bert', [])).status, 403);
    assert.equal((await rules('anna', [sets], asAdmin)).status, 204);
    assert.equal((await rules('carl', [], asAdmin)).status, 404);
    const { users } = box.site.document as { users: { id: string; rules?: unknown[] }[] };
    assert.deepEqual(
      users.map((user) => [user.id, user.rules?.length]),
      [
        ['bert', undefined],
        ['anna', 1],
      ],
    );
  });

  it('show how users stand, and change their budgets, to an administrator only', async () => {
    await setPin('anna', '271828');
    const reply = await box.ask('/api/v1/users', { headers: asAdmin });
    assert.deepEqual(reply.json, {
      users: [
        { id: 'anna', name: 'Anna', budget: null, pin: true },
        { id: 'bert', name: 'Bert', budget: null, pin: false },
      ],
    });
    const change = (user: string, body: object) => box.send('POST', `/api/v1/users/${user}/budget`, body);
    assert.equal((await change('anna', { kind: 'clear' })).status, 409);
    assert.equal((await change('carl', { kind: 'clear' })).status, 404);
    for (const body of [{}, { kind: 'set' }, { kind: 'topUp', unit: 'kWh', amount: -1 }, { kind: 'topUp', amount: 1 }])
      assert.equal((await change('anna', body)).status, 400, JSON.stringify(body));
    assert.equal((await box.ask('/api/v1/users', { headers: await given('E1', '271828') })).status, 403);
  });
});
