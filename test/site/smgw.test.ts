import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { HttpCall } from '../../scripts/smgw-sim/emt/calls.ts';
import { clearAndSet, readAll, setAll, setOne, setSome } from '../../scripts/smgw-sim/emt/calls.ts';
import { type SmgwSim, startSmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import { Box, type Document, type Look, password } from './box.ts';
import { allowedW, carsAreUp, heldA, registersFollow, roomW } from './registers.ts';

const houseA = [2, 2, 2] as const;
const channelPath = '/api/v1/smgw/channels/emt';
const variables = ['AVAIL', 'PWR', 'SHARE'];
/** So long may the channel be away: its process is started anew within this, on a machine that has other work too. */
const freshS = 8;

/** The operator's AVAIL, and SHARE, which lasts as long as the channel does. */
function edit(site: Document): Document {
  const [house = {}, ...others] = site.circuits as readonly Document[];
  const share = { id: 'share', scope: 'all', unit: 'W', value: '55000 * SHARE / 100', fallback: 4200 };
  return {
    ...site,
    circuits: [{ ...house, limits: [...(house.limits as unknown[]), share] }, ...others],
    variables: [
      ...(site.variables as unknown[]),
      { name: 'SHARE', value: 100, timeoutS: freshS, failsafe: 10, freshBy: 'channel' },
    ],
  };
}

describe('a channel through the Smart Meter Gateway, on the whole box', () => {
  let box: Box;
  let gateway: SmgwSim;
  let channel: Document;

  before(async () => {
    box = await Box.open({ houseA, edit });
    const made = await box.post('/api/v1/certificates', { name: 'cls', curve: 'brainpoolP256r1' });
    const { certificatePem } = made.json as { certificatePem: string };
    gateway = await startSmgwSim({ scenario: 'hks3', curve: 'bp256', clsCertificatesPem: [certificatePem] });
    channel = {
      scenario: 'HKS3',
      address: gateway.address,
      certificate: 'cls',
      peerCertificatePem: gateway.peerCertificatePem,
      destination: 'emt.example:443',
      variables,
    };
    assert.equal((await box.put(channelPath, channel)).status, 200);
    await gateway.emt.ready();
    await call(setOne('SHARE', 100));
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
  });
  after(async () => {
    await gateway?.close();
    await box?.close();
  });

  const call = async (request: HttpCall) => {
    const { status, body } = await gateway.emt.request(request);
    return { status, json: JSON.parse(body) as unknown };
  };
  const get = (path: string, headers: Record<string, string> = {}) => call({ method: 'GET', path, headers });
  const limitHolds = (limitW: number) =>
    box.waitFor(`${limitW} W hold in the registers`, (look) => {
      const inForce = look.state.circuits[0]?.limitW === limitW && registersFollow(look);
      return inForce && allowedW(heldA(look.plant)) <= roomW(limitW, houseA);
    });
  const channelStatus = async () => ((await box.get(channelPath)).json as { status: string }).status;

  it('brings AVAIL to the registers, as the word of the operator', async () => {
    assert.deepEqual(await call(setOne('AVAIL', 20)), { status: 200, json: { ok: true } });
    // It holds before it is on disk; from then on it is the variable's value.
    await limitHolds(11_000);
    const availOf = ({ variables: all }: Look['state']) => all.find(({ name }) => name === 'AVAIL');
    const { state } = await box.waitFor('AVAIL is 20', (look) => availOf(look.state)?.value === 20);
    const { code, origin } = state.circuits[0]?.reason ?? {};
    assert.deepEqual({ code, origin }, { code: 'operator', origin: 'smgw' });
    const { source, owner } = availOf(state) ?? {};
    assert.deepEqual([source, owner], ['channel:emt', 'emt']);
    const { status, connections, tls } = (await box.get(channelPath)).json as Record<string, unknown>;
    assert.deepEqual([status, connections, (tls as { version: string }).version], ['up', 1, 'TLSv1.3']);
  });

  it('S24 has the command in the proof log, confirmed by every charge point, and its head in the answer', async () => {
    const { headers } = await gateway.emt.request(setOne('AVAIL', 15));
    const [row = '', hash] = String(headers['netwacht-proof']).split(' ');
    await limitHolds(8250);
    type Row = { stream: string; seq: number; kind: string; hash: string; data: Record<string, unknown> };
    const all = async (): Promise<Row[]> => Object((await box.get('/api/v1/grid/log')).json).rows;
    const pointsOf = (rows: readonly Row[], cmd: number) =>
      rows
        .filter(({ kind, data }) => kind === 'confirmed' && data.cmd === cmd)
        .flatMap(({ data }) => Object.keys(Object(data.offeredA)));
    const commandOf = (rows: readonly Row[]) =>
      rows.findLast(({ kind, data }) => kind === 'command' && Object(data.values).AVAIL === 15);
    await box.until('all have confirmed', async () => {
      const rows = await all();
      return pointsOf(rows, commandOf(rows)?.seq ?? 0).length === 4;
    });
    const rows = await all();
    const command = commandOf(rows);
    assert.deepEqual([command?.data.source, command?.data.role], ['channel:emt', 'operator']);
    // What the operator was told is what every later export says, as is what became of the command before.
    assert.equal(rows.find(({ stream, seq }) => stream === 'grid' && seq === Number(row))?.hash, hash);
    const before = rows.find(({ kind, data }) => kind === 'ended' && data.next === command?.seq);
    assert.equal(before?.data.why, 'overtaken');
    assert.ok(rows.some(({ kind, data }) => kind === 'applied' && data.cmd === before?.data.cmd));
    // Who it was stands behind a pseudonym.
    const { tls } = (await box.get(channelPath)).json as { tls: { peerSha256: string } };
    assert.ok(!JSON.stringify(rows).includes(tls.peerSha256));
    const people: { pseudonym: string; name: string }[] = Object((await box.get('/api/v1/grid/log/identities')).json);
    assert.equal(people.find(({ pseudonym }) => pseudonym === command?.data.by)?.name, tls.peerSha256);
  });

  it('answers flat and listed values, clear and read, on its own variables alone', async () => {
    await box.setVariable('house', 7);
    assert.equal((await call(setAll({ AVAIL: 40, PWR: 70, SHARE: 100 }))).status, 200);
    assert.equal((await call(setSome({ PWR: 50 }))).status, 200);
    assert.deepEqual((await call(readAll)).json, { SHARE: 100, AVAIL: 40, PWR: 50 });
    assert.equal((await call(clearAndSet('AVAIL', 40))).status, 200);
    assert.deepEqual((await call(readAll)).json, { AVAIL: 40 });
    assert.deepEqual(await box.variables(), { AVAIL: 40, house: 7 });
    // SHARE is gone, so the fallback of its limit holds.
    await limitHolds(4200);
    await call(setOne('SHARE', 100));
    await limitHolds(22_000);
  });

  it('owns its variables: the local network is refused, a clear leaves them, an installer takes one back', async () => {
    const set = (value: number) => box.get(`/cnf?cmd=set_cm_vars&name=AVAIL&val=${value}`);
    const refused = await set(100);
    assert.equal(refused.status, 403);
    assert.match(String(refused.json), /^owned: .*channel emt/);
    assert.equal((await box.get('/cnf?cmd=set_cm_vars&clear=1')).status, 200);
    assert.deepEqual(await box.variables(), { AVAIL: 40, SHARE: 100 });
    assert.equal((await box.post('/api/v1/variables/AVAIL/release', {})).status, 204);
    assert.equal((await set(60)).status, 200);
    await limitHolds(33_000);
    await call(setOne('AVAIL', 40));
    assert.equal((await set(100)).status, 403);
    await limitHolds(22_000);
  });

  it('S10 refuses formulas, other variables and other commands, and nothing changes', async () => {
    const refused: readonly [status: number, code: string, request: HttpCall][] = [
      [400, 'badFormula', setSome({ AVAIL: '70 * PWR' })],
      [403, 'notListed', setOne('house', 1)],
      [403, 'notListed', setAll({ AVAIL: 1, house: 1 })],
      [400, 'badNumber', { method: 'GET', path: '/cnf?cmd=set_cm_vars&name=AVAIL&val=NaN' }],
      [403, 'notThroughChannel', { method: 'GET', path: '/cnf?cmd=get_dev_info' }],
    ];
    for (const [status, code, request] of refused) {
      const answer = await call(request);
      assert.deepEqual([answer.status, String(answer.json).split(':')[0]], [status, code]);
    }
    assert.deepEqual((await call(readAll)).json, { AVAIL: 40, SHARE: 100 });
  });

  it('S9 an operator cannot read the site, with the password of the box neither', async () => {
    const authorization = `Basic ${btoa(`admin:${password}`)}`;
    for (const path of ['/', '/api/v1/site', '/api/v1/state', channelPath, '/api/v1/openapi.json'])
      for (const headers of [{}, { Authorization: authorization }] as Record<string, string>[]) {
        const answer = await get(path, headers);
        assert.deepEqual([answer.status, /notThroughChannel/.test(JSON.stringify(answer.json))], [403, true], path);
      }
  });

  it('S9 a request of the local network has no right of the channel, whatever its headers say', async () => {
    const { tls } = (await box.get(channelPath)).json as { tls: { peerSha256: string } };
    for (const headers of [
      { 'X-Forwarded-For': '127.0.0.1', Forwarded: 'for=127.0.0.1', Via: '1.1 smgw' },
      { 'X-Channel-Id': 'emt', 'X-Peer-Sha256': tls.peerSha256, Role: 'operator' },
    ] as Record<string, string>[])
      assert.equal((await box.ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=100', { headers })).status, 401);
    assert.equal(((await box.variables()) as { AVAIL: number }).AVAIL, 40);
  });

  it('keeps the socket of the streams to this user alone', () => {
    assert.equal(statSync(join(box.dataDir, 'run')).mode & 0o777, 0o700);
    assert.equal(statSync(join(box.dataDir, 'run', 'smgw.sock')).mode & 0o777, 0o600);
  });

  it('S25 goes on when the smgw process is killed: cycles come, the limit holds, the channel comes back', async () => {
    const before = await box.state();
    const [pid] = smgwProcesses(box);
    assert.ok(pid !== undefined, 'there is no smgw process');
    process.kill(pid, 'SIGKILL');
    const { state } = await box.waitFor('three more cycles', ({ state }) => state.cycle >= (before?.cycle ?? 0) + 3);
    assert.equal(state.circuits[0]?.limitW, 22_000);
    await box.until('the channel is up again', async () => (await channelStatus()) === 'up');
    await gateway.emt.ready();
    assert.notDeepEqual(smgwProcesses(box), [pid]);
    assert.equal((await call(setOne('AVAIL', 15))).status, 200);
    await limitHolds(8250);
    assert.equal((await call(setOne('AVAIL', 40))).status, 200);
  });

  it('lowers what its channel kept fresh when the channel stays away, and only a write raises it again', async () => {
    assert.equal((await box.put(channelPath, { ...channel, enabled: false })).status, 200);
    await limitHolds(5500);
    assert.deepEqual(smgwStreams(gateway), 0);
    assert.equal((await box.put(channelPath, channel)).status, 200);
    await gateway.emt.ready();
    const { cycle } = (await box.state()) ?? { cycle: 0 };
    const { state } = await box.waitFor('two more cycles', ({ state }) => state.cycle >= cycle + 2);
    assert.equal(state.circuits[0]?.limitW, 5500);
    await call(setOne('SHARE', 100));
    await limitHolds(22_000);
    await new Promise((resolve) => setTimeout(resolve, (freshS + 1) * 1000));
    await limitHolds(22_000);
  });

  it('comes back after a restart of the box with the limit that held', async () => {
    await box.kill('SIGTERM');
    assert.deepEqual(smgwProcesses(box), []);
    await box.start();
    await box.until('the channel is up again', async () => (await channelStatus()) === 'up');
    await gateway.emt.ready();
    const { state } = await box.waitFor('a state', () => true);
    assert.ok((state.circuits[0]?.limitW ?? Number.POSITIVE_INFINITY) <= 22_000);
    assert.deepEqual((await call(readAll)).json, { AVAIL: 40, SHARE: 100 });
  });
});

const smgwStreams = (gateway: SmgwSim): number => gateway.emt.streams.filter(({ isUp }) => isUp).length;

/** Process ids of the smgw processes of a box: its socket stands on their command line. */
function smgwProcesses(box: Box): readonly number[] {
  const socket = join(box.dataDir, 'run', 'smgw.sock');
  return readdirSync('/proc').flatMap((entry) => {
    const file = `/proc/${entry}/cmdline`;
    if (!/^\d+$/.test(entry) || !existsSync(file)) return [];
    try {
      return readFileSync(file, 'utf8').split('\0').includes(socket) ? [Number(entry)] : [];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}
