import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

const document = {
  name: 'House',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 63 }],
  devices: [
    { id: 'E1', definition: 'a-box', address: '10.0.0.1:502', unitId: 255 },
    { id: 'M1', definition: 'a-meter', address: '10.0.0.9:502', role: 'consumption', chargePoint: 'E1' },
  ],
  users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'] }],
  tags: [{ id: 'annas', uid: '04:A2:B1:C0', user: 'anna', functions: ['authorise', 'priority:3'] }],
};

describe('set_params, set_device, users and administration', () => {
  let box: Box;
  let installer: Record<string, string>;
  before(async () => {
    box = await Box.open();
    const made = await box.send('POST', '/api/v1/tokens', { name: 'fitter', role: 'installer' });
    installer = { authorization: `Bearer ${(made.json as { token: string }).token}` };
  });
  after(() => box.close());
  beforeEach(() => {
    box.site.document = structuredClone(document);
    box.site.version += 1;
  });

  const get = (query: string, headers: Record<string, string> = asAdmin) => box.ask(`/cnf?cmd=${query}`, { headers });
  const post = (query: string, body: unknown, headers: Record<string, string> = asAdmin) =>
    box.ask(`/cnf?cmd=${query}`, { headers, body: JSON.stringify(body) });
  const refused = async (asked: ReturnType<typeof get>, status: number, code: RegExp) => {
    const { status: given, json, text } = await asked;
    assert.equal(given, status, text);
    assert.match(String(json), code);
    assert.equal(typeof json, 'string');
    assert.deepEqual(box.site.document, document, 'nothing is changed');
  };
  const said = () => box.auditTrail.said();
  const now = () => box.site.document as typeof document & Record<string, unknown>;

  it('set a part of the parameters, by an installer too, and say who in the audit trail', async () => {
    assert.equal((await post('set_params', { title: 'Home', price_model: 1 }, installer)).text, '{"ok":true}');
    assert.equal(now().name, 'Home');
    assert.match(said().at(-1) ?? '', /^fitter: Parameters were changed \{"changed":\["title"\]\}/);
  });

  it('keep a share that stands alone out of the site, and show it at once', async () => {
    assert.equal((await post('set_params', { max_total_cur_prc: 40 })).status, 200);
    assert.deepEqual(box.site.document, document);
    assert.equal(box.share.percent(), 40);
    assert.equal(((await get('get_params')).json as { max_total_cur_prc: number }).max_total_cur_prc, 40);
    await post('set_params', { max_total_cur_prc: 100 });
    assert.equal(box.share.percent(), 100);
    await refused(post('set_params', { max_total_cur_prc: 140 }), 400, /badValue/);
  });

  it('take a device of get_devices back with its unknown keys, and leave the site alone when nothing changed', async () => {
    const [device] = (await get('get_devices')).json as Record<string, unknown>[];
    assert.equal((await post('set_device', { devices: [device] })).status, 200);
    assert.deepEqual(box.site.document, document);
    const changed = { ...device, prio: 4, ocpp_gateway_client_id: 'CP7' };
    assert.equal((await post('set_device', { devices: [changed] }, installer)).status, 200);
    const [again] = (await get('get_devices')).json as Record<string, unknown>[];
    assert.deepEqual(again, changed);
    assert.match(said().at(-1) ?? '', /^fitter: A device was changed/);
  });

  it('change several devices together or none', async () => {
    const devices = [
      { dev_id: 'E1', prio: 3 },
      { dev_id: 'E9', prio: 3 },
    ];
    await refused(post('set_device', { devices }), 404, /noDevice/);
    await refused(post('set_device', { devices: [] }), 400, /badBody/);
    await refused(post('set_device', [1]), 400, /badBody/);
  });

  it('take a device out, and begin a connection anew', async () => {
    await refused(get('del_device&dev_id=E9'), 404, /noDevice/);
    assert.equal((await get('reset_device&dev_id=M1')).status, 200);
    assert.deepEqual(box.restarted, ['M1']);
    assert.equal((await get('del_device&dev_id=E1')).status, 200);
    assert.deepEqual(
      now().devices.map((device) => [device.id, 'chargePoint' in device]),
      [['M1', false]],
    );
  });

  it('tell users without the numbers of their cards, and let nobody below an administrator', async () => {
    const [anna] = (await get('get_users')).json as Record<string, unknown>[];
    assert.deepEqual(anna?.rfids, [{ id: 'annas', name: '', ac_auth: true }]);
    assert.doesNotMatch((await get('get_users')).text, /B1/);
    assert.deepEqual((await get('get_user&id=anna')).json, anna);
    await refused(get('get_user&id=bert'), 404, /noUser/);
    await refused(get('get_users', installer), 403, /forbidden/);
    await refused(post('set_user', { id: 'anna', name: 'Mallory' }, {}), 401, /unauthorised/);
    await refused(post('set_user', { id: 'anna', name: 'Mallory' }, installer), 403, /forbidden/);
  });

  it('change a user, add one with a card, and keep what the original cannot say', async () => {
    const [anna] = (await get('get_users')).json as Record<string, unknown>[];
    assert.equal((await post('set_user', { ...anna, name: 'Anna B.' })).status, 200);
    assert.deepEqual(now().tags, document.tags);
    assert.deepEqual(now().users, [{ ...document.users[0], name: 'Anna B.' }]);
    const { id } = (await get('get_new_user_id')).json as { id: string };
    assert.match(id, /^[0-9]{6}$/);
    await post('set_user', {
      id,
      name: 'Bert',
      dev_ids: ['E1'],
      rfids: [{ id: 'DE:AD', name: 'Blue', ac_auth: true }],
    });
    assert.deepEqual(now().users.at(-1), { id, name: 'Bert', chargePoints: ['E1'] });
    assert.deepEqual(now().tags.at(-1), {
      id: 'card-2',
      uid: 'DE:AD',
      user: id,
      name: 'Blue',
      functions: ['authorise'],
    });
    const stolen = await post('set_user', { id, rfids: [{ id: '04A2B1C0' }] });
    assert.equal(stolen.status, 400);
  });

  it('say yes to the licence, and record for five minutes', async () => {
    assert.equal((await get('accept_license&acc=1&allow_usage_stats=1')).status, 200);
    assert.equal((await get('set_diag_logging&enable=1')).status, 200);
    assert.equal(box.recording.status().running, true);
    assert.equal((await get('set_diag_logging&enable=0')).status, 200);
    await refused(get('set_diag_logging&enable=2'), 400, /badFlag/);
  });

  it('change the password by our rules, and never by a token', async () => {
    await refused(get('change_admin_pwd&old_pwd=wrong&new_pwd=tulip%20Canal%209%20quay'), 400, /wrongPassword/);
    await refused(get('change_admin_pwd&old_pwd=tulip%20Canal%207%20quay&new_pwd=short'), 400, /weakPassword/);
    await refused(get('change_admin_pwd&new_pwd=x'), 400, /badBody/);
    const changed = await get('change_admin_pwd&old_pwd=tulip%20Canal%207%20quay&new_pwd=tulip%20Canal%209%20quay');
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await get('get_users')).status, 401);
    assert.doesNotMatch(said().join('\n'), /Canal/);
  });
});
