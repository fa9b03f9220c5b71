import assert from 'node:assert/strict';
import { authorization, Box, type Document } from './box.ts';

interface DevInfo {
  readonly params: Record<string, unknown>;
  readonly devices: readonly Record<string, unknown>[];
}

/** The set-up of the public integration for Home Assistant, against a whole box: no credentials, then its login check, then polls. */
describe('Home Assistant sets itself up with a whole box', () => {
  let box: Box;
  before(async () => {
    const openReads = (document: Document) => ({ ...document, openReads: true });
    box = await Box.open({ edit: openReads });
    await box.waitFor('a car charges', ({ state }) => state.chargePoints.some(({ powerW }) => (powerW ?? 0) > 1000));
  });
  after(() => box.close());

  const devInfo = async (): Promise<DevInfo> => {
    const reply = await box.ask('/cnf?cmd=get_dev_info');
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
    return reply.json as DevInfo;
  };

  it('finds devices without credentials, and its version chooses the new names', async () => {
    const { params, devices } = await devInfo();
    const [first = '', second = ''] = String(params.version).split('.');
    assert.ok(Number(`${first}.${second}`) >= 1.2);
    assert.match(String((params.vsn as { serialno: string }).serialno), /^NTW-/);
    assert.deepEqual(devices.map(({ dev_id }) => dev_id).sort(), ['E1', 'E2', 'E3', 'E4', 'M1']);
    for (const device of devices) {
      assert.equal(device.device_enabled, 1);
      assert.equal(typeof device.is_evse, 'boolean');
    }
  });

  it('tries its password: 200 when it is right, 401 without a challenge when it is wrong', async () => {
    const probe = (value: string) =>
      box.ask('/ui/en/sim.htm', { headers: { authorization: value }, redirect: 'manual' });
    assert.equal((await probe(authorization)).status, 200);
    const wrong = await probe(`Basic ${btoa('admin:wrong')}`);
    assert.equal(wrong.status, 401);
    assert.equal(wrong.headers.get('www-authenticate'), null);
  });

  it('sees what really flows, and counters that stand over a restart while nothing is heard', async () => {
    // A box's own reading and ours are moments apart: a car that has settled tells the same in both.
    await box.until('what is told is what flows', async () => {
      const look = await box.look();
      const { devices } = await devInfo();
      return (look?.state.chargePoints ?? []).every(({ id, powerW }) => {
        const told = devices.find(({ dev_id }) => dev_id === id);
        return told?.power_w === Math.round(powerW ?? 0) && told.cur_charging_power === told.power_w;
      });
    });
    const energy = async () =>
      new Map((await devInfo()).devices.map((one) => [one.dev_id, Number(one.total_energy ?? one.import)]));
    await box.until('a counter is known', async () => [...(await energy()).values()].some((wh) => wh > 0));
    const before = await energy();
    await Promise.all(['E1', 'E2', 'E3', 'E4', 'M1'].map((id) => box.site.control.change(id, { silent: true })));
    await box.kill('SIGTERM');
    await box.start();
    const { devices } = await devInfo();
    for (const device of devices) {
      const { dev_id: id, is_evse, state, com_err } = device;
      assert.ok(Number(device.total_energy ?? device.import) >= (before.get(id) ?? 0), `${id} fell`);
      assert.equal(com_err, true);
      if (is_evse === true) assert.equal(state, 6);
    }
  });
});
