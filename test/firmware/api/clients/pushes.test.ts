import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

/** What the public clients push, as original-clients §1 has it; each judges by the status and parses no more than it must. */
describe('clients that push', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => {
    box.pushes.meters.length = 0;
  });

  const get = (query: string, headers: Record<string, string> = asAdmin) => box.ask(`/cnf?${query}`, { headers });
  const post = (query: string, body: object, headers: Record<string, string> = asAdmin) =>
    box.ask(`/cnf?${query}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('Home Assistant: power_va, voltages and currents, partial', async () => {
    const body = { power_va: 1430.5, voltage: [230, 230, 230], current: [6200.0, 0, 0], import_wh: 12.0, is_va: false };
    const reply = await post('cmd=set_ajax_meter&dev_id=M4', body);
    assert.equal(reply.status, 200);
    assert.equal(typeof reply.json, 'string');
    assert.deepEqual(box.pushes.meters.at(-1), {
      ...{ powerW: 1430.5, voltageV: [230, 230, 230], currentMa: [6200, 0, 0], importWh: 12 },
    });
  });

  it('Home Assistant, the fork: soc beside it', async () => {
    await post('cmd=set_ajax_meter&dev_id=M4', { power_va: -900, soc: 55 });
    assert.deepEqual(box.pushes.meters.at(-1), { powerW: -900, soc: 55 });
  });

  it('EDOMI: model and a negative power_w, nothing else', async () => {
    assert.equal((await post('cmd=set_ajax_meter&dev_id=M4', { model: 'HTTPMeter', power_w: -321 })).status, 200);
    assert.deepEqual(box.pushes.meters.at(-1), { model: 'HTTPMeter', powerW: -321 });
  });

  it('the P1 gateway of today and its older versions: exactly 200, whatever is in the body', async () => {
    const common =
      'cmd=set_ajax_meter&dev_id=M4&model=HTTP_Input&import_wh=1.00&export_wh=2.00&voltage=230.00,231.00,229.00';
    for (const tail of [
      '&current=1000.00,2000.00,0.00&power_w=690.00',
      '&current=1000,2000,0&power_va=690&is_va=true',
    ]) {
      assert.equal((await get(common + tail)).status, 200);
      assert.deepEqual(box.pushes.meters.at(-1)?.powerW, 690);
      assert.deepEqual(box.pushes.meters.at(-1)?.currentMa, [1000, 2000, 0]);
    }
  });

  it('Node-RED and REST commands, without a content type', async () => {
    const reply = await box.ask('//cnf?cmd=set_ajax_meter&dev_id=M4', {
      ...{ method: 'POST', headers: asAdmin, body: '{"power_w":12.5}' },
    });
    assert.equal(reply.status, 200);
  });

  it('nobody without the right, and to no device that is not there or is read by the box', async () => {
    assert.equal((await get('cmd=set_ajax_meter&dev_id=M4&power_w=1', {})).status, 401);
    assert.equal((await post('cmd=set_ajax_meter&dev_id=M9', { power_w: 1 })).status, 404);
    assert.equal((await post('cmd=set_ajax_meter&dev_id=M1', { power_w: 1 })).status, 400);
    assert.equal((await post('cmd=set_ajax_meter', { power_w: 1 })).status, 400);
    const wrong = await post('cmd=set_ajax_meter&dev_id=M4', { power_w: 'much' });
    assert.equal(wrong.status, 400);
    assert.equal(typeof wrong.json, 'string');
    assert.equal(box.pushes.meters.length, 0);
  });

  it('a token of an installer, and of nobody less', async () => {
    const token = async (role: string) => {
      const reply = await box.ask('/api/v1/tokens', {
        ...{ method: 'POST', body: JSON.stringify({ name: role, role }) },
        headers: { ...asAdmin, 'content-type': 'application/json' },
      });
      return { authorization: `Bearer ${(reply.json as { token: string }).token}` };
    };
    assert.equal((await get('cmd=set_ajax_meter&dev_id=M4&power_w=1', await token('installer'))).status, 200);
    assert.equal((await get('cmd=set_ajax_meter&dev_id=M4&power_w=1', await token('user'))).status, 403);
  });

  it('a charge point, which is told what it may take', async () => {
    box.pushes.offer = { currentMa: 8000, isPaused: false };
    const body = { state: 2, max_charging_current: 16000, current: [0, 0, 0], total_energy: 10 };
    assert.deepEqual((await post('cmd=set_ajax_evse&dev_id=E2', body)).json, {
      ...{ device_enabled: true, charging_enabled: true, paused: false, charging_current: 8000 },
    });
    box.pushes.offer = { currentMa: 0, isPaused: true };
    assert.deepEqual((await get('cmd=set_ajax_evse&dev_id=E2&state=2&current=0,0,0')).json, {
      ...{ device_enabled: true, charging_enabled: false, paused: true, charging_current: 0 },
    });
  });
});
