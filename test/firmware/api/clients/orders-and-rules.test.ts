import assert from 'node:assert/strict';
import { asAdmin, Box, basic, type Reply } from '../box.ts';
import { exampleState } from '../fakes.ts';

/** Two charge points and the people of `houseOfTwo`. */
const site = (openReads: boolean) => ({
  name: 'House',
  timezone: 'Europe/Amsterdam',
  openReads,
  circuits: [{ id: 'house', fuseA: 63 }],
  devices: ['E1', 'E2'].map((id) => ({ id, definition: 'a-box', address: '10.0.0.1:502', unitId: 255 })),
  users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'] }],
  tags: [{ id: 'annas', uid: '04A2B1C0', user: 'anna', functions: ['authorise'] }],
});

type Headers = Record<string, string>;
const json = { 'content-type': 'application/json' };
const asNobody: Headers = {};

/** What the public clients write (field/original-clients.md §1), and what it comes to. */
interface WriteRow {
  readonly client: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: unknown;
  /** With open reads on, and off. */
  readonly answers: readonly [number, number];
  readonly comesTo?: (box: Box) => void;
}

const adjusted =
  (...changes: readonly object[]) =>
  (box: Box) =>
    assert.deepEqual(
      box.orders.asked.map(([, , change]) => change),
      changes,
    );
const charges = (box: Box) => assert.equal(box.people.view('E1').user, 'anna');
const document = (box: Box) => box.site.document as Record<string, never>;

const rows: readonly WriteRow[] = [
  {
    client: 'Home Assistant: a limit as a float',
    path: '/cnf?cmd=override_device&dev_id=E1&mamps=10000.0',
    headers: asAdmin,
    answers: [200, 200],
    comesTo: adjusted({ limitMa: 10_000 }),
  },
  ...(['C', 'c', 'E', 'e'] as const).map((flags) => ({
    client: `Home Assistant and ioBroker: the switch ${flags}`,
    path: `/cnf?cmd=override_device&dev_id=E1&flags=${flags}`,
    headers: asAdmin,
    answers: [200, 200] as const,
    comesTo: adjusted({ [/c/i.test(flags) ? 'off' : 'rulesOff']: flags === flags.toUpperCase() }),
  })),
  {
    client: 'Home Assistant: the rules of the user',
    path: '/cnf?cmd=override_device&dev_id=E1&flags=U',
    headers: asAdmin,
    answers: [200, 200],
    comesTo: (box) => assert.equal(box.people.userRulesOff('E1'), true),
  },
  {
    client: 'Home Assistant: RFID without credentials',
    path: '/cnf?cmd=enter_rfid&rfid=04A2B1C0&dev_id=E1',
    headers: asNobody,
    answers: [200, 401],
  },
  {
    client: 'Home Assistant: RFID without a charge point',
    path: '/cnf?cmd=enter_rfid&rfid=04A2B1C0',
    headers: asNobody,
    answers: [200, 401],
  },
  {
    client: 'cobot: start',
    path: '//cnf?cmd=enter_rfid&rfid=04A2B1C0&dev_id=E1',
    headers: asAdmin,
    answers: [200, 200],
    comesTo: charges,
  },
  {
    client: 'cobot: stop, parameters in its order',
    path: '//cnf?cmd=override_device&rfid=04A2B1C0&flags=C&dev_id=E1',
    headers: asAdmin,
    answers: [200, 200],
    comesTo: adjusted({ off: true }),
  },
  {
    client: 'cobot: a bad login',
    path: '//cnf?cmd=enter_rfid&rfid=04A2B1C0&dev_id=E1',
    headers: { authorization: basic('admin', 'no') },
    answers: [401, 401],
  },
  {
    client: 'cobot: a bad card',
    path: '//cnf?cmd=enter_rfid&rfid=FF&dev_id=E1',
    headers: asAdmin,
    answers: [403, 403],
  },
  {
    client: 'cobot: an unknown device',
    path: '//cnf?cmd=override_device&rfid=04A2B1C0&flags=C&dev_id=E7',
    headers: asAdmin,
    answers: [404, 404],
  },
  { client: 'cobot: an unknown command', path: '//cnf?cmd=enter_card', headers: asAdmin, answers: [400, 400] },
  {
    client: 'a configuration of Home Assistant: two flags, password in the address',
    path: '/cnf?cmd=override_device&dev_id=E1&flags=CE',
    headers: asAdmin,
    answers: [200, 200],
    comesTo: adjusted({ off: true, rulesOff: true }),
  },
  {
    client: 'the fork: parameters',
    path: '/cnf?cmd=set_params',
    headers: { ...asAdmin, ...json },
    body: {
      min_pause_time: 120,
      disable_policy: 1,
      feed_in_tariff: 0.08,
      price_model: 0,
      surplus_expr: 'CM._org_surplus',
    },
    answers: [200, 200],
    comesTo: (box) => {
      const { timing, surplus } = document(box);
      assert.deepEqual([timing, surplus], [{ minPauseS: 120 }, { formula: 'CM._org_surplus' }]);
    },
  },
  {
    client: 'the fork: a limit without credentials',
    path: '/cnf?cmd=set_params',
    headers: json,
    body: { max_total_current: 1 },
    answers: [401, 401],
  },
  {
    client: 'ioBroker: an empty password never writes',
    path: '/cnf?cmd=override_device&dev_id=E1&flags=E',
    headers: { authorization: basic('admin', '') },
    answers: [401, 401],
  },
];

describe('clients that write', () => {
  for (const openReads of [true, false])
    describe(`with open reads ${openReads ? 'on' : 'off'}`, () => {
      let box: Box;
      before(async () => {
        box = await Box.open();
      });
      beforeEach(() => {
        box.site.document = site(openReads);
        box.site.version += 1;
        box.orders.asked.length = 0;
        box.people.end('E1');
        const state = exampleState(1);
        const [point] = state.chargePoints;
        assert.ok(point);
        for (const car of ['A', 'B'] as const) {
          box.state.state = { ...state, chargePoints: [{ ...point, id: 'E1', state: car }] };
          box.pointEvents.observe(box.state.state);
        }
      });
      after(() => box.close());

      for (const { client, path, headers, body, answers, comesTo } of rows)
        it(client, async () => {
          const sent = body === undefined ? {} : { body: JSON.stringify(body) };
          const reply = await box.ask(path, { headers, ...sent });
          const expected = answers[openReads ? 0 : 1];
          assert.equal(reply.status, expected, reply.text);
          judge(reply);
          if (expected === 200) comesTo?.(box);
        });

      it('the fork: rules, read, changed and written back whole', async () => {
        const written = { ctype: 0, atype: 0, aexpr: 6000, cexpr: '', time: 0, dur: 1440, udur: 0 };
        const add = async (rule: object) => {
          const list = (await box.ask('/cnf?cmd=get_devices', { headers: asAdmin })).json as Record<string, unknown>[];
          const device = list.find(({ dev_id }) => dev_id === 'E1') as { crule_set: { rule_set: { '': object[] } } };
          device.crule_set.rule_set[''].push(rule);
          const body = JSON.stringify({ devices: [device] });
          return judge(await box.ask('/cnf?cmd=set_device', { headers: { ...asAdmin, ...json }, body }));
        };
        assert.equal((await add({ ...written, cmt: 'always', days: 127, flags: 16, ena: true, id: 0 })).status, 200);
        assert.equal((await add({ ...written, cmt: 'end', days: 96, flags: 18, ena: false, id: 0 })).status, 200);
        const [device] = (document(box).devices ?? []) as { rules: Record<string, unknown>[] }[];
        assert.deepEqual(
          device?.rules.map(({ name, enabled, finish, days }) => [name, enabled, finish, (days as string[]).length]),
          [
            ['always', true, false, 7],
            ['end', false, true, 2],
          ],
        );
        assert.equal((await add({ ...written, ctype: 77 })).status, 400);
      });
    });
});

/** What clients judge by: 200 with JSON, or an error in a JSON string, never an object; no redirect, no challenge. */
function judge(reply: Reply): Reply {
  assert.match(reply.headers['content-type'] ?? '', /^application\/json/);
  assert.equal(reply.headers['www-authenticate'], undefined);
  if (reply.status !== 200) assert.equal(typeof reply.json, 'string');
  return reply;
}
