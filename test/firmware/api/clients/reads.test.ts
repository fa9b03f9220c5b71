import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type Box, basic, password } from '../box.ts';
import { asks, openKnownSite } from './known-site.ts';
import { type DevInfo, deviceOf, readRows } from './read-rows.ts';

for (const openReads of [true, false])
  describe(`public clients of the original, open reads ${openReads ? 'on' : 'off'}`, () => {
    let box: Box;
    before(async () => {
      box = await openKnownSite({ openReads });
    });
    after(() => box.close());

    for (const { client, signs, path, reads } of readRows) {
      const isServed = openReads || signs === 'basic';
      it(`${isServed ? 'serve' : 'refuse with 401 and a JSON string'}: ${client}`, async () => {
        const reply = await asks(box, path, signs);
        assert.equal(reply.status, isServed ? 200 : 401);
        assert.equal(reply.headers['www-authenticate'], undefined);
        if (!isServed) assert.equal(typeof reply.json, 'string');
        else if (reply.json !== undefined) {
          assert.match(String(reply.headers['content-type']), /^application\/json/);
          reads(reply.json as never);
        } else assert.equal(path, '/ui/en/sim.htm');
      });
    }

    it('refuse a wrong password on a read: some clients look at nothing else', async () => {
      for (const wrong of ['x', `${password}x`]) {
        const headers = { authorization: basic('admin', wrong) };
        const reply = await box.ask('/cnf?cmd=get_dev_info', { headers });
        assert.equal(reply.status, 401);
        assert.equal(typeof reply.json, 'string');
      }
    });

    it('never give configurations, the login check, or a change to who sends no password', async () => {
      for (const path of ['/cnf?cmd=get_devices', '/ui/en/sim.htm', '/cnf?cmd=set_cm_vars&name=a&val=1'])
        assert.equal((await asks(box, path, 'none')).status, 401, path);
      assert.equal((await asks(box, '/cnf?cmd=get_devices', 'emptyPassword')).status, 401);
    });
  });

describe('an answer to who has not signed in', () => {
  let box: Box;
  before(async () => {
    box = await openKnownSite({ openReads: true });
  });
  after(() => box.close());

  it('names no person, no card and no address', async () => {
    for (const call of ['get_dev_info', 'get_params', 'get_dev_types', 'get_cm_vars&detail=1']) {
      const { text } = await asks(box, `/cnf?cmd=${call}`, 'none');
      assert.doesNotMatch(text, /Secretperson|anna|04A2B3C4D5E6F7|10\.0\.0\./i, call);
    }
    const signedIn = await asks(box, '/cnf?cmd=get_dev_info', 'basic');
    assert.match(signedIn.text, /10\.0\.0\.12:502 does not answer/);
    assert.doesNotMatch(signedIn.text, /Secretperson|04A2B3C4D5E6F7/);
  });

  it('is closed to pages of others', async () => {
    const headers = { origin: 'http://elsewhere.example' };
    assert.equal((await box.ask('/cnf?cmd=get_dev_info', { headers })).status, 401);
  });

  it('has every number also before the first cycle, and with a site without devices', async () => {
    const { state } = box.state;
    box.state.state = undefined;
    const early = (await asks(box, '/cnf?cmd=get_dev_info', 'none')).json as DevInfo;
    box.state.state = state;
    assert.equal(deviceOf(early, 'E1').state, 6);
    assert.equal(deviceOf(early, 'E1').total_energy, 571_766);
    for (const device of early.devices) for (const value of Object.values(device)) assert.notEqual(value, null);
    const { document } = box.site;
    box.site.document = undefined;
    const empty = (await asks(box, '/cnf?cmd=get_dev_info', 'basic')).json as DevInfo;
    box.site.document = document;
    assert.deepEqual(empty.devices, []);
  });

  it('leads a client that looks for paths past those that are not there', async () => {
    const [root, status, api] = await Promise.all(['/', '/status', '/api/status'].map((path) => box.ask(path)));
    for (const reply of [root, status, api])
      assert.ok(
        reply?.status === 404 || /^text\/html/.test(String(reply?.headers['content-type'])),
        String(reply?.status),
      );
  });

  it('is not for a PIN that has signed in: it opens its own charge point, and is sent as rfid here', async () => {
    const pin = '839201';
    assert.equal((await box.send('PUT', '/api/v1/users/anna/pin', { pin })).status, 204);
    const given = await box.send('POST', '/api/v1/charge-points/E1/authorise', { pin }, {});
    const { right } = given.json as { right: { token: string } };
    const headers = { authorization: `Bearer ${right.token}` };
    for (const call of ['get_dev_info', 'override_device&dev_id=E2&flags=C', 'get_devices'])
      assert.equal((await box.ask(`/cnf?cmd=${call}`, { headers })).status, 403, call);
  });

  it('does not mind a connection that asks nothing', async () => {
    const idle = connect(box.port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    assert.equal((await asks(box, '/cnf?cmd=get_dev_info', 'none')).status, 200);
    idle.destroy();
  });
});
