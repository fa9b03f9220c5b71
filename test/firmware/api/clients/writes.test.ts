import assert from 'node:assert/strict';
import { asAdmin, type Box } from '../box.ts';
import { asks, openKnownSite } from './known-site.ts';
import { type DevInfo, deviceOf } from './read-rows.ts';

const card = '04A2B3C4D5E6F7';

/** What the public clients of the original write (field/original-clients.md §1), and the poll that follows at once. */
for (const openReads of [true, false])
  describe(`public clients of the original that write, open reads ${openReads ? 'on' : 'off'}`, () => {
    let box: Box;
    const shown: unknown[][] = [];
    beforeEach(async () => {
      box = await openKnownSite({ openReads });
      box.orders.now = {};
      shown.length = 0;
      Object.assign(box.people, {
        show: async (...given: unknown[]) => {
          shown.push(given);
          return box.people.view('E1');
        },
      });
    });
    afterEach(() => box.close());

    const get = (query: string) => box.ask(`/cnf?${query}`, { headers: asAdmin });
    const post = (query: string, body: unknown) =>
      box.ask(`/cnf?cmd=${query}`, {
        headers: { ...asAdmin, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    /** What the client sees when it polls straight after. */
    const e1 = async () => deviceOf((await get('cmd=get_dev_info')).json as DevInfo, 'E1');

    it('Home Assistant: a limit in decimals, and each switch, seen by the poll that follows', async () => {
      assert.equal((await get('cmd=override_device&dev_id=E1&mamps=10000.0')).status, 200);
      assert.equal((await e1()).ov_cur, 10_000);
      for (const [flag, overrides, charging] of [
        ['C', 5, false],
        ['E', 7, false],
        ['e', 5, false],
        ['c', 4, true],
      ] as const) {
        assert.equal((await get(`cmd=override_device&dev_id=E1&flags=${flag}`)).status, 200);
        const { overrides: bits, charging_enabled: enabled } = await e1();
        assert.deepEqual([flag, bits, enabled], [flag, overrides, charging]);
      }
    });

    it('Home Assistant users: two flags in one call', async () => {
      assert.equal((await get('cmd=override_device&dev_id=E1&flags=CE')).status, 200);
      assert.equal((await e1()).overrides, 7);
      assert.equal((await get('cmd=override_device&dev_id=E1&flags=ce')).status, 200);
      assert.equal((await e1()).overrides, 4);
    });

    it('Home Assistant: a card without credentials counts only while reads are open', async () => {
      const reply = await asks(box, `/cnf?cmd=enter_rfid&rfid=${card}&dev_id=E1`, 'none');
      assert.equal(reply.status, openReads ? 200 : 401);
      assert.equal(shown.length, openReads ? 1 : 0);
    });

    it('cobot: the card starts, flags C with a card stops, exactly 200, whatever the order of parameters', async () => {
      assert.equal((await box.ask(`//cnf?cmd=enter_rfid&rfid=${card}&dev_id=E1`, { headers: asAdmin })).status, 200);
      assert.deepEqual(shown[0]?.slice(0, 2), ['E1', card]);
      assert.equal((await get(`cmd=override_device&rfid=${card}&flags=C&dev_id=E1`)).status, 200);
      assert.equal((await e1()).charging_enabled, false);
      assert.equal((await get('cmd=override_device&rfid=0000000000&flags=C&dev_id=E1')).status, 403);
      assert.equal((await get(`cmd=override_device&rfid=${card}&flags=C&dev_id=E9`)).status, 404);
    });

    it('ioBroker: rules off and on', async () => {
      await get('cmd=override_device&dev_id=E1&flags=E');
      assert.equal((await e1()).overrides, 6);
      await get('cmd=override_device&dev_id=E1&flags=e');
      assert.equal((await e1()).overrides, 4);
    });

    it('EDOMI and Home Assistant: variables by GET, by the singular, by a body of four', async () => {
      for (const query of ['cmd=set_cm_vars&name=x&val=1.5', 'cmd=set_cm_var&name=y&val=1'])
        assert.equal((await get(query)).status, 200);
      const vars = [
        { name: 'a', expr: 1.5 },
        { name: 'b', expr: '2' },
        { name: 'c', expr: 'a+1' },
        { name: 'd', expr: -3 },
      ];
      assert.equal((await post('set_cm_vars&tmp=1', { vars })).status, 200);
      assert.deepEqual(box.variables.values(), { AVAIL: 40, x: 1.5, y: 1, a: 1.5, b: 2, c: 'a+1', d: -3 });
    });

    it('the fork: parameters, only those that it changed', async () => {
      assert.equal(
        (await post('set_params', { lb_enabled: false, min_pause_time: 120, disable_policy: 0 })).status,
        200,
      );
      const { params } = (await get('cmd=get_dev_info')).json as DevInfo;
      const { lb_enabled: manages, min_pause_time: pause, disable_policy: policy } = params;
      assert.deepEqual([manages, pause, policy], [false, 120, 0]);
    });

    it('the fork: a device back as it was read changes nothing; with a rule more it has that rule', async () => {
      const read = async () => (await get('cmd=get_devices')).json as Record<string, unknown>[];
      const before = await read();
      const device = before.find(({ dev_id: id }) => id === 'E1');
      assert.equal((await post('set_device', { devices: [device] })).status, 200);
      assert.deepEqual(await read(), before);
      const rule = {
        ...{ cmt: 'night', days: 127, ctype: 0, atype: 0, aexpr: 10_000, cexpr: '', time: 1320, dur: 480, udur: 0 },
        ...{ flags: 16, ena: true, id: 0 },
      };
      const changed = { ...device, chart_in_tile: 7, crule_set: { selected_id: '', rule_set: { '': [rule] } } };
      assert.equal((await post('set_device', { devices: [changed] })).status, 200);
      const after = (await read()).find(({ dev_id: id }) => id === 'E1');
      assert.equal(after?.chart_in_tile, 7);
      assert.deepEqual(after?.crule_set, { selected_id: '', rule_set: { '': [{ ...rule, id: 1 }] } });
    });

    it('none of them without a password, and errors are JSON strings', async () => {
      const calls = ['override_device&dev_id=E1&flags=C', 'set_cm_vars&name=a&val=1', 'set_params', 'set_device'];
      for (const call of calls) {
        const reply = await asks(box, `/cnf?cmd=${call}`, 'none');
        assert.equal(reply.status, 401, call);
        assert.equal(typeof reply.json, 'string', call);
        assert.equal(reply.headers['www-authenticate'], undefined);
      }
    });
  });
