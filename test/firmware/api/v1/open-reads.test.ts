import assert from 'node:assert/strict';
import { request } from 'node:http';
import { EventHub } from '../../../../firmware/api/event-hub.ts';
import { withoutPersons } from '../../../../firmware/api/open-reads.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { asAdmin, Box, basic } from '../box.ts';
import { exampleState, FakeState } from '../fakes.ts';

/** Everything that open reads open. A line more here is a decision (076), never an accident. */
const opened = [
  'GET /api/v1/charge-points/{id}',
  'GET /api/v1/charge-points/{id}/events',
  'GET /api/v1/charge-points/{id}/rules',
  'GET /api/v1/charge-points/{id}/schedule',
  'GET /api/v1/events',
  'GET /api/v1/history',
  'GET /api/v1/prices',
  'GET /api/v1/state',
];

/** What never asks for credentials, open reads or not: claim, sign in and out, a PIN or a card, the description. */
const alwaysOpen = [
  'DELETE /api/v1/session',
  'GET /api/v1/openapi.json',
  'GET /api/v1/session',
  'GET /api/v1/setup',
  'POST /api/v1/charge-points/{id}/authorise',
  'POST /api/v1/session',
  'POST /api/v1/setup',
];

/** A state with persons wherever one can be. */
function peopled(cycle: number): State {
  const state = exampleState(cycle);
  const [circuit] = state.circuits;
  const [point] = state.chargePoints;
  assert.ok(circuit !== undefined && point !== undefined);
  const at = state.at;
  const limit = { circuit: 'house', unit: 'A', value: 40, since: at, until: null } as const;
  const variable = { value: 40, at, stale: false } as const;
  return {
    ...state,
    circuits: [{ ...circuit, reason: { code: 'rule', rule: 'anna-at-night' } }],
    chargePoints: [
      {
        ...point,
        reason: { code: 'rule', rule: 'anna-at-night' },
        orders: {
          override: { limitA: 6, until: 'unplug', rulesOff: false, source: 'anna' },
          need: null,
          phases: 'auto',
        },
      },
    ],
    variables: [
      { ...variable, name: 'AVAIL', source: 'anna, X by anna', owner: null },
      { ...variable, name: 'PWR', source: 'channel:emt1', owner: 'emt1' },
      { ...variable, name: 'TARIF', source: 'site', owner: null },
    ],
    limits: [
      { ...limit, id: 'a', origin: 'variable', source: 'AVAIL by anna, X by anna, PWR by channel:emt1' },
      { ...limit, id: 'b', origin: 'plan', source: 'plan by anna' },
      { ...limit, id: 'c', origin: 'override', source: 'anna' },
      { ...limit, id: 'd', origin: 'formula', source: 'site' },
      { ...limit, id: 'e', origin: 'manual', source: 'anna' },
    ],
  };
}

describe('open reads', () => {
  let box: Box;
  const switchTo = (openReads: boolean) =>
    box.send('PUT', '/api/v1/site', { name: 'Kerkstraat 12', ...(openReads && { openReads }) });
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  /** Every route of the description that nobody is refused for want of credentials. */
  async function answered(headers: Record<string, string> = {}): Promise<string[]> {
    const { json } = await box.ask('/api/v1/openapi.json');
    const { paths } = json as { paths: Record<string, Record<string, unknown>> };
    const rows = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    );
    assert.ok(rows.length > 100, `the description has ${rows.length} calls only`);
    const found: string[] = [];
    for (const { path, method } of rows) {
      // A stream does not end: it is only asked for its head.
      const how = path === '/api/v1/events' ? 'HEAD' : method;
      const { status } = await box.ask(path.replaceAll(/\{\w+\}/g, 'E1'), { method: how, headers });
      if (status !== 401) found.push(`${method} ${path}`);
    }
    return found.sort();
  }

  it('S10: off, nobody reads anything without credentials', async () => {
    assert.deepEqual(await answered(), alwaysOpen);
    const { json } = await box.ask('/api/v1/session');
    assert.deepEqual(json, { user: null });
  });

  it('S10: on, exactly the listed routes are read without credentials, of all that there are', async () => {
    assert.equal((await switchTo(true)).status, 200);
    assert.deepEqual(await answered(), [...alwaysOpen, ...opened].sort());
    const { json } = await box.ask('/api/v1/session');
    assert.deepEqual(json, { user: null, role: 'viewer' });
    for (const route of opened) {
      const path = route.slice(4).replace('{id}', 'E1');
      const head = await box.ask(path, { method: 'HEAD' });
      assert.notEqual(head.status, 401, path);
    }
  });

  it('S4: on, wrong credentials stay wrong and are never taken for none', async () => {
    await switchTo(true);
    const wrong = [{ authorization: 'Bearer nothing' }, { authorization: 'Digest x' }, { authorization: '' }];
    for (const headers of [...wrong, { authorization: basic('admin', 'wrong') }, { authorization: basic('', '') }])
      assert.equal((await box.ask('/api/v1/state', { headers })).status, 401, JSON.stringify(headers));
  });

  it('S5: a session that has ended reads on as nobody', async () => {
    await switchTo(true);
    const session = await box.signIn();
    box.clock.nowMs += 13 * 3_600_000;
    assert.equal((await box.ask('/api/v1/state', { headers: session })).status, 200);
    assert.equal((await box.ask('/api/v1/site', { headers: session })).status, 401);
  });

  it('S8: on, another name and pages of others get nothing', async () => {
    await switchTo(true);
    assert.equal((await box.ask('/api/v1/state', { headers: { host: 'evil.example' } })).status, 421);
    const foreign = [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of foreign) assert.equal((await box.ask('/api/v1/events', { headers })).status, 401);
  });

  it('S9: on, calls of the original that read the state answer without credentials, and all others as before', async () => {
    await switchTo(true);
    for (const call of ['get_cm_vars', 'get_dev_info', 'get_params', 'get_dev_types'])
      assert.equal((await box.ask(`/cnf?cmd=${call}`)).status, 200, call);
    const closed = ['get_devices', 'get_users', 'set_cm_vars&name=AVAIL&val=1', 'modbus&device=meter1&read=all'];
    for (const call of closed) assert.equal((await box.ask(`/cnf?cmd=${call}`)).status, 401, call);
    assert.equal((await box.ask('/ui/en/sim.htm')).status, 401);
    const wrong = { authorization: basic('admin', 'wrong password') };
    assert.equal((await box.ask('/cnf?cmd=get_dev_info', { headers: wrong })).status, 401);
    for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      assert.equal((await box.ask('/cnf?cmd=get_dev_info', { headers })).status, 401);
  });

  it('S1: a box without an owner reads nothing to anybody', async () => {
    const unowned = await Box.open({ owner: false });
    unowned.site.document = { name: 'x', openReads: true };
    assert.equal((await unowned.ask('/api/v1/state')).status, 403);
    assert.equal((await unowned.ask('/api/v1/session')).status, 403);
    await unowned.close();
  });

  it('takes nothing for yes but true', async () => {
    for (const openReads of [1, 'true', null, {}]) {
      box.site.document = { name: 'x', openReads };
      assert.equal((await box.ask('/api/v1/state')).status, 401);
    }
    box.site.document = undefined;
    assert.equal((await box.ask('/api/v1/state')).status, 401);
  });

  it('S31: names no person to whoever has not signed in, and does to a viewer who has', async () => {
    await switchTo(true);
    box.state.state = peopled(1);
    assert.match((await box.ask('/api/v1/state', { headers: asAdmin })).text, /anna/);
    const { json, text } = await box.ask('/api/v1/state');
    assert.doesNotMatch(text, /anna/);
    const { limits, variables } = json as State;
    assert.deepEqual(
      limits.map(({ source }) => source),
      ['AVAIL by -, PWR by -', '', '', 'site', ''],
    );
    assert.deepEqual(
      variables.map(({ source }) => source),
      ['', 'channel:emt1', 'site'],
    );
  });

  it('S31: nor in a stream, whether whole or as a patch', async () => {
    const state = new FakeState();
    state.state = peopled(1);
    const hub = new EventHub(state);
    const [named, unnamed] = [sink(), sink()];
    hub.add(named, () => true);
    hub.add(unnamed, () => true, true);
    state.publish(exampleState(2));
    state.publish(peopled(3));
    hub.stop();
    assert.match(named.texts.join(''), /anna/);
    assert.doesNotMatch(unnamed.texts.join(''), /anna/);
    assert.equal(unnamed.texts.length, 3);
    assert.match(unnamed.texts[0] ?? '', new RegExp(`^event: state\ndata: ${escaped(withoutPersons(peopled(1)))}`));
  });

  it('ends the streams of nobody at once when it is switched off, and those of others not', async () => {
    await switchTo(true);
    const ended = streamOf(box, {});
    const staying = streamOf(box, asAdmin);
    await Promise.all([ended.begun, staying.begun]);
    await switchTo(false);
    // No state is published here: the change itself ends it.
    await ended.over;
    assert.equal((await box.ask('/api/v1/events')).status, 401);
    assert.equal(staying.isOver(), false);
    staying.leave();
  });

  it('S26: has room for 20 that have not signed in, and always for those who have', async () => {
    await switchTo(true);
    const streams = Array.from({ length: 20 }, () => streamOf(box, {}));
    await Promise.all(streams.map(({ begun }) => begun));
    assert.equal((await box.ask('/api/v1/events')).status, 503);
    const admin = streamOf(box, asAdmin);
    assert.equal(await admin.begun, 200);
    for (const { leave } of [...streams, admin]) leave();
  });
});

const escaped = (state: State): string => JSON.stringify(state).replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

function sink() {
  const texts: string[] = [];
  const write = (text: string) => texts.push(text) > 0;
  return { texts, writableLength: 0, write, end() {}, destroy() {}, once() {} };
}

/** An event stream of a box: `begun` with its status, `over` when the box ends it. */
function streamOf({ port }: Box, headers: Record<string, string>) {
  const outgoing = request({ host: '127.0.0.1', port, path: '/api/v1/events', headers, agent: false });
  let gone = false;
  const over = new Promise<void>((resolve) => {
    outgoing.on('close', () => {
      gone = true;
      resolve();
    });
  });
  const begun = new Promise<number | undefined>((resolve, reject) => {
    outgoing.on('response', (reply) => {
      reply.on('error', () => undefined);
      reply.resume();
      resolve(reply.statusCode);
    });
    outgoing.on('error', reject);
  });
  outgoing.end();
  return { begun, over, isOver: () => gone, leave: () => void outgoing.destroy() };
}
