import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Box, type Look, quickTiming } from './box.ts';

/** A device of get_dev_info. */
interface Evse {
  readonly dev_id: string;
  readonly overrides: number;
  readonly ov_cur?: number;
  readonly charging_enabled: boolean;
}

const people = {
  users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'] }],
  tags: [{ id: 'annas', uid: '04A2B1C0', user: 'anna', functions: ['authorise'] }],
  timing: { ...quickTiming, minOnS: 1 },
};

describe('clients of the original steer the running program', () => {
  let box: Box;
  before(async () => {
    box = await Box.open({ edit: (site) => ({ ...site, ...people }) });
  });
  after(() => box?.close());

  const call = async (query: string) => {
    const { status, text } = await box.get(`//cnf?cmd=${query}`);
    assert.equal(status, 200, text);
  };
  const e1 = async (): Promise<Evse> => {
    const { json } = await box.get('/cnf?cmd=get_dev_info');
    const found = (json as { devices: Evse[] }).devices.find(({ dev_id }) => dev_id === 'E1');
    assert.ok(found);
    return found;
  };
  const draws = ({ plant }: Look) => (plant.chargePoints.E1?.drawnA ?? []).some((amperes) => amperes > 1);
  const offered = ({ plant }: Look) => plant.chargePoints.E1?.offeredA ?? -1;

  it('cobot starts with a card and stops with flags=C', async () => {
    await box.waitFor('E1 waits for a card', (look) => !draws(look) && look.state.cycle > 2);
    assert.equal((await box.get('/cnf?cmd=enter_rfid&rfid=FFFF&dev_id=E1')).status, 403);
    await call('enter_rfid&rfid=04A2B1C0&dev_id=E1');
    await box.waitFor('E1 charges', draws);
    await call('override_device&rfid=04A2B1C0&flags=C&dev_id=E1');
    const { overrides, charging_enabled } = await e1();
    assert.deepEqual([overrides & 1, charging_enabled], [1, false], 'seen at once');
    await box.waitFor('E1 has stopped', (look) => offered(look) === 0 && !draws(look));
  });

  it('Home Assistant limits, switches off and on, and the limit under it holds', async () => {
    assert.equal((await box.get('/ui/en/sim.htm')).status, 200);
    await call('override_device&dev_id=E1&flags=c');
    await call('override_device&dev_id=E1&mamps=8000.0');
    assert.equal((await e1()).ov_cur, 8000, 'seen at once');
    await box.waitFor('E1 charges with 8 A', (look) => draws(look) && offered(look) > 0 && offered(look) <= 8);
    await call('override_device&dev_id=E1&flags=CE');
    assert.equal((await e1()).overrides & 3, 3);
    await box.waitFor('E1 has stopped', (look) => offered(look) === 0);
    await call('override_device&dev_id=E1&flags=ce');
    const { overrides, ov_cur } = await e1();
    assert.deepEqual([overrides & 3, ov_cur], [0, 8000]);
    const since = await box.now();
    await box.waitFor('E1 charges again', draws);
    const above = (await box.setpointsSince(since)).filter(
      ({ device, value }) => device === 'E1' && Number(value) > 8.01,
    );
    assert.deepEqual(above, []);
  });

  it('a share of the connection acts as a limit that says who set it, and ends with 100', async () => {
    const limitOf = ({ state }: Look) => state.limits.find(({ id }) => id.startsWith('temporary-share:'));
    assert.equal((await box.post('/cnf?cmd=set_params', { max_total_cur_prc: 20 })).status, 200);
    const look = await box.waitFor('the share holds', (now) => limitOf(now) !== undefined);
    assert.deepEqual([limitOf(look)?.origin, limitOf(look)?.source], ['percent', '20 % by admin']);
    const fuseA = look.state.circuits.find(({ parent }) => parent === null)?.fuseA ?? 0;
    await box.waitFor('the connection carries no more', ({ plant }) =>
      plant.connection.currentA.every((amperes) => amperes <= fuseA * 0.2 + 0.5),
    );
    assert.equal((await box.post('/cnf?cmd=set_params', { max_total_cur_prc: 100 })).status, 200);
    await box.waitFor('the share is gone', (now) => limitOf(now) === undefined);
  });

  it('a device begins its connection anew and goes on, and a device is written back with what it knows', async () => {
    await call('reset_device&dev_id=E1');
    await box.waitFor('E1 charges', draws);
    const find = async () => {
      const { json } = await box.get('/cnf?cmd=get_devices');
      return (json as Record<string, unknown>[]).find(({ dev_id }) => dev_id === 'E1');
    };
    const device = await find();
    const changed = { ...device, strange: [1], prio: 2 };
    assert.equal((await box.post('/cnf?cmd=set_device', { devices: [changed] })).status, 200);
    assert.deepEqual(await find(), changed);
  });

  it('an override ends when the car is unplugged', async () => {
    await box.site.control.change('E1', { plugged: false });
    await box.until('the override is over', async () => (await e1()).ov_cur === undefined);
  });
});
