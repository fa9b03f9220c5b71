import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Box, quickTiming, troubles } from './box.ts';
import { heldA, highestAllowedW, registersFollow, roomW } from './registers.ts';
import { SmallDisk } from './small-disk.ts';

const houseA = [2, 2, 2] as const;
const failsafeA = 6;

const allAreOffered = (box: Box, leastA: number) =>
  box.waitFor(
    `all are offered more than ${leastA} A`,
    (look) => registersFollow(look) && heldA(look.plant).every(([, amperes]) => amperes > leastA),
  );

describe('a box whose disk is full', () => {
  let disk: SmallDisk | undefined;
  let box: Box;

  before(async function () {
    disk = SmallDisk.mount(8);
    // Only root can mount a disk that is small enough to be filled.
    if (disk === undefined) return this.skip();
    box = await Box.open({ houseA, dataDir: join(disk.dir, 'data') });
    await allAreOffered(box, 10);
  });
  after(async () => {
    await box?.close();
    disk?.unmount();
  });

  it('does not accept a lowered AVAIL, and obeys it all the same, until a write succeeds again', async () => {
    disk?.fill();
    const atFull = await box.site.control.state();
    const reply = await box.get('/cnf?cmd=set_cm_vars&name=AVAIL&val=20');
    assert.equal(reply.status, 503, reply.text);
    assert.match(String(reply.json), /^notPersisted: /);

    const { state } = await box.waitFor(
      '11 kW hold',
      (look) => look.state.circuits[0]?.limitW === 11_000 && registersFollow(look),
    );
    assert.ok(state.health.some(({ code, severity }) => code === 'notPersisted' && severity === 'fault'));
    assert.deepEqual(await box.variables(), { AVAIL: 100 });

    const lowAtMs = await box.now();
    const low = await box.site.control.state();
    await box.waitFor('it stays so', (look) => look.state.cycle > state.cycle + 4 && registersFollow(look));
    assert.ok(highestAllowedW(low, await box.setpointsSince(lowAtMs)) <= roomW(11_000, houseA));
    const raised = (await box.setpointsSince(atFull.atMs)).filter(
      ({ device, quantity, value }) =>
        quantity === 'current_limit' && Number(value) > (atFull.chargePoints[device]?.registerA ?? 0) + 0.05,
    );
    assert.deepEqual(raised, []);

    disk?.free();
    await box.setVariable('AVAIL', 40);
    assert.deepEqual(await box.variables(), { AVAIL: 40 });
    // What waited in memory meanwhile, sessions too, is written by itself. History lets nothing wait: where it met the full
    // disk, it tries again a minute later.
    await box.waitFor(
      '22 kW hold and nothing waits for the disk',
      (look) =>
        look.state.circuits[0]?.limitW === 22_000 && troubles(look.state).every(({ id }) => id === 'store:history'),
    );
  });
});

describe('a box whose database is damaged', () => {
  let box: Box;
  let startedAtMs: number;

  before(async () => {
    box = await Box.open({ houseA });
    await box.setVariable('AVAIL', 80);
    await allAreOffered(box, 10);
    await box.kill('SIGTERM');
    const handle = openSync(join(box.dataDir, 'netwacht.sqlite'), 'r+');
    writeSync(handle, Buffer.alloc(100, 'x'), 0, 100, 0);
    closeSync(handle);
    startedAtMs = await box.now();
    await box.start();
  });
  after(() => box?.close());

  it('comes up from the last-good copy with its owner, its site and its variables, and keeps the damaged file', async () => {
    assert.deepEqual((await box.ask('/api/v1/setup')).json, { claimed: true, codeRequired: false });
    const claim = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"password":"een-ander-1"}',
    };
    assert.equal((await box.ask('/api/v1/setup', claim)).status, 409);
    assert.equal((await box.ask('/cnf?cmd=get_cm_vars')).status, 401);
    assert.deepEqual(await box.variables(), { AVAIL: 80 });
    const { json: site } = await box.get('/api/v1/site');
    assert.deepEqual(site, { ...box.site.document, timing: quickTiming });
    const aside = readdirSync(box.dataDir).filter((name) => /^netwacht\.sqlite\.set-aside-[^-]+$/.test(name));
    assert.equal(aside.length, 1);
  });

  it('keeps its charge points at their fail-safe currents, says why, and ends it when a person puts the site', async () => {
    const { state } = await box.waitFor(
      'fail-safe currents',
      (look) =>
        look.state.cycle > 5 &&
        registersFollow(look) &&
        heldA(look.plant).every(([, a]) => a === failsafeA) &&
        look.state.chargePoints.every(({ reason }) => reason.code === 'starting'),
    );
    assert.equal(state.circuits[0]?.limitW, 44_000);
    assert.deepEqual(
      troubles(state).map(({ code, severity }) => [code, severity]),
      [['storeSetAside', 'fault']],
    );
    const over = (await box.setpointsSince(startedAtMs)).filter(
      ({ quantity, value }) => quantity === 'current_limit' && Number(value) > failsafeA,
    );
    assert.deepEqual(over, []);

    const { json: site } = await box.get('/api/v1/site');
    assert.equal((await box.put('/api/v1/site', site)).status, 200);
    await allAreOffered(box, 8);
  });
});
