import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { linesSchema } from '../../firmware/domain/lines.ts';
import { Box, type Document, troubles } from './box.ts';
import { hasCurl, operatorLines, run } from './curl.ts';
import { allowedW, carsAreUp, carsDraw, carsFollow, heldA, registersFollow, roomW } from './registers.ts';

const houseA = [2, 2, 2] as const;
const [houseConnection, garage] = [
  { id: 'house', fuseA: 80, reserveA: 1 },
  { id: 'garage', parent: 'house', fuseA: 63 },
];
const limit = { id: 'operator', scope: 'all', unit: 'W', value: '55000 * AVAIL / 100', fallback: 4200 };

describe('the grid operator, on the whole box', () => {
  let box: Box;

  before(async () => {
    // Cars that were stopped may come back at once: the tests are about the limit, not about their contactors.
    box = await Box.open({ houseA });
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
  });
  after(() => box?.close());

  const reachesTheRegisters = (limitW: number) =>
    box.waitFor(`${limitW} W hold in the registers`, (look) => {
      const inForce = look.state.circuits[0]?.limitW === limitW && registersFollow(look);
      return inForce && allowedW(heldA(look.plant)) <= roomW(limitW, houseA);
    });

  it('lowers AVAIL from 100 to 20: every charge point gets less, and the house is under 11 kW when the cars have followed', async () => {
    const { plant: before } = await box.waitFor(
      '55 kW, and all cars charge with what the box has told them',
      (look) =>
        look.state.circuits[0]?.limitW === 55_000 &&
        carsDraw(look.plant) &&
        registersFollow(look) &&
        heldA(look.plant).every(([, amperes]) => amperes > 8),
    );
    assert.ok(before.connection.powerW > 11_000, `${before.connection.powerW} W`);
    const askedAtMs = await box.now();
    await box.setVariable('AVAIL', 20);
    const { state, plant } = await reachesTheRegisters(11_000);
    const written = new Set((await box.setpointsSince(askedAtMs)).map(({ device }) => device));
    assert.deepEqual([...written].sort(), ['E1', 'E2', 'E3', 'E4']);
    for (const [id, { offeredA }] of Object.entries(plant.chargePoints))
      assert.ok(offeredA < (before.chargePoints[id]?.offeredA ?? 0), `${id} was not lowered: ${offeredA} A`);
    const { code, origin } = state.circuits[0]?.reason ?? {};
    assert.deepEqual({ code, origin }, { code: 'variable', origin: 'variable' });
    const { plant: follows } = await box.waitFor('cars follow', (look) => carsFollow(look.plant));
    assert.ok(follows.connection.powerW < 11_000, `${follows.connection.powerW} W`);
  });

  it('tells how its lines and devices do', async () => {
    // They are looked at every 2 s; before the first look the answer is 503.
    await box.until('lines are told', async () => (await box.get('/api/v1/lines')).status === 200);
    const { lines, devices } = linesSchema.parse((await box.get('/api/v1/lines')).json);
    const gateways = lines.filter(({ kind }) => kind === 'rtu-over-tcp');
    assert.ok(gateways.length > 0);
    for (const { id, load, devices: on, replies } of gateways) {
      assert.ok(on.length > 0 && replies > 0, id);
      assert.ok((load.planned ?? 0) > 0 && (load.planned ?? 1) < 0.8, `${id}: ${load.planned}`);
    }
    for (const { id, health, traffic } of devices) {
      assert.equal(health, 'online', id);
      assert.ok(traffic !== null && traffic.answers > 0 && traffic.answerMs !== null, id);
    }
  });

  it('deletes AVAIL: the fallback of 4200 W holds, and the state says why', async () => {
    assert.deepEqual((await box.post('/cnf?cmd=set_cm_vars', { tarif: 1 })).json, { ok: true });
    const { state } = await reachesTheRegisters(4200);
    assert.equal(state.circuits[0]?.reason.code, 'formulaFailed');
    assert.deepEqual(
      troubles(state).map(({ id, code, what }) => ({ id, code, what })),
      [{ id: 'formulaFailed:operator', code: 'formulaFailed', what: 'operator' }],
    );
    assert.match(troubles(state)[0]?.message ?? '', /4200 W/);
    assert.deepEqual(await box.variables(), { tarif: 1 });
    await box.waitFor('the house is under 4200 W', ({ plant }) => carsFollow(plant) && plant.connection.powerW < 4200);
  });

  it('stops everything with AVAIL 0, and lets it charge again with 100', async () => {
    await box.setVariable('AVAIL', 100);
    const { state: up } = await box.waitFor('all cars charge', ({ plant }) => carsDraw(plant));
    assert.deepEqual(troubles(up), []);
    await box.setVariable('AVAIL', 0);
    const { state } = await reachesTheRegisters(0);
    assert.deepEqual(
      state.chargePoints.map(({ offeredA, reason }) => [offeredA, reason.code]),
      Array.from({ length: 4 }, () => [0, 'variable']),
    );
    await box.waitFor('nothing flows into cars', ({ plant }) =>
      Object.values(plant.chargePoints).every(({ drawnA }) => drawnA.every((amperes) => amperes === 0)),
    );
  });

  it('answers the five calls with curl as the manual prints them, and the registers follow', async function () {
    if (!hasCurl()) this.skip();
    const [setOne = '', setAll = '', setFormula = '', clearAndSet = '', read = '', ...more] = operatorLines();
    assert.deepEqual(more, []);
    const ok = { ok: true };

    assert.deepEqual(await run(box, setOne), ok);
    await reachesTheRegisters(22_000);
    assert.deepEqual(await run(box, read), { AVAIL: 40, tarif: 1 });

    assert.deepEqual(await run(box, setAll), ok);
    assert.deepEqual(await run(box, read), { PWR: 70, tarif: 1 });
    await reachesTheRegisters(4200);

    assert.deepEqual(await run(box, setOne), ok);
    assert.deepEqual(await run(box, setFormula), ok);
    await box.until('the formula has its value', async () => JSON.stringify(await run(box, read)).includes('28'));
    assert.deepEqual(await run(box, read), { AVAIL: 40, PWR: 28, tarif: 1 });

    assert.deepEqual(await run(box, clearAndSet), ok);
    await reachesTheRegisters(22_000);
    // The manual of the original leaves the parameters of its set call in the line that reads.
    const strayed = read.replace('get_cm_vars', 'get_cm_vars&name=var3&val=123');
    assert.notEqual(strayed, read);
    assert.deepEqual(await run(box, strayed), { AVAIL: 40 });
    assert.deepEqual(await run(box, read), { AVAIL: 40 });
  });

  it('keeps AVAIL 40 when a site document is put that says 100', async () => {
    await box.setVariable('AVAIL', 40);
    const { json: site } = await box.get('/api/v1/site');
    const renamed: Document = { ...(site as Document), name: 'Kerkstraat 14' };
    assert.deepEqual(renamed.variables, [{ name: 'AVAIL', value: 100 }]);
    assert.equal((await box.put('/api/v1/site', renamed)).status, 200);
    const { state } = await box.waitFor('the new site', ({ state }) => state.site.name === 'Kerkstraat 14');
    assert.equal(state.circuits[0]?.limitW, 22_000);
    assert.deepEqual(await box.variables(), { AVAIL: 40 });
  });

  describe('who gets it wrong', () => {
    const set = '/cnf?cmd=set_cm_vars';
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, k) => [`v${k}`, 1]));
    const calls: readonly [what: string, code: string, path: string, body?: string][] = [
      ['a name with a space', 'badName', `${set}&name=AV%20AIL&val=1`],
      ['a name of 33 letters', 'badName', `${set}&name=${'A'.repeat(33)}&val=1`],
      ['a name that is built in', 'badName', `${set}&name=__proto__&val=1`],
      ['a name that is built in, in a body', 'badName', set, '{"__proto__":1}'],
      ['abc', 'badNumber', `${set}&name=AVAIL&val=abc`],
      ['NaN', 'badNumber', `${set}&name=AVAIL&val=NaN`],
      ['1e999', 'badNumber', `${set}&name=AVAIL&val=1e999`],
      ['0x10', 'badNumber', `${set}&name=AVAIL&val=0x10`],
      ['an empty value', 'badNumber', `${set}&name=AVAIL&val=`],
      ['a text in a body', 'badNumber', set, '{"AVAIL":"abc"}'],
      ['one good and one bad value', 'badNumber', set, '{"AVAIL":10,"tarif":"NaN"}'],
      ['a name twice in other case', 'badName', set, '{"AVAIL":10,"avail":20}'],
      ['a name twice', 'badJson', set, '{"AVAIL":10,"AVAIL":20}'],
      ['name twice in the query', 'repeated', `${set}&name=AVAIL&name=tarif&val=1`],
      ['val twice in the query', 'repeated', `${set}&name=AVAIL&val=1&val=2`],
      ['broken JSON', 'badJson', set, '{"AVAIL":10'],
      ['a body of more than 64 KiB', 'tooLarge', set, `{"AVAIL":10${' '.repeat(64 * 1024)}}`],
      ['257 variables', 'tooMany', set, JSON.stringify(many)],
      ['an unknown command', 'unknownCommand', '/cnf?cmd=set_cm_wars&name=AVAIL&val=1'],
    ];
    type Edit = (site: Document) => Document;
    const circuits =
      (...list: unknown[]): Edit =>
      (site) => ({ ...site, circuits: list });
    const devices: Edit = (site) => {
      const [first, ...others] = site.devices as readonly Document[];
      return { ...site, devices: [{ ...first, definition: 'no-such-meter' }, ...others] };
    };
    const { fallback: _, ...withoutFallback } = limit;
    const sites: readonly [what: string, path: RegExp, edit: Edit][] = [
      ['circuits in a cycle', /^circuits/, circuits({ ...houseConnection, parent: 'garage' }, garage)],
      ['a definition nobody knows', /^devices\[0\]\.definition$/, devices],
      [
        'a formula without a fallback',
        /^circuits\[0\]\.limits\[0\]/,
        circuits({ ...houseConnection, limits: [withoutFallback] }, garage),
      ],
      ['no fuseA', /^circuits\[0\]\.fuseA$/, circuits({ id: 'house', reserveA: 1 }, garage)],
      [
        'fail-safe currents over the fuse',
        /^circuits\[0\]/,
        circuits({ ...houseConnection, assumedHouseA: 70, limits: [limit] }, garage),
      ],
    ];

    let etag: string | null;
    before(async () => {
      await box.setVariable('AVAIL', 40);
      etag = (await box.get('/api/v1/site')).headers.get('etag');
    });
    const nothingChanged = async () => {
      assert.deepEqual(await box.variables(), { AVAIL: 40 });
      assert.equal((await box.get('/api/v1/site')).headers.get('etag'), etag);
    };

    for (const [what, code, path, body] of calls)
      it(`with ${what} is told so, and nothing changes`, async () => {
        const reply = body === undefined ? await box.get(path) : await box.post(path, body);
        assert.equal(reply.status, code === 'tooLarge' ? 413 : 400, reply.text);
        assert.match(String(reply.json), new RegExp(`^${code}: .{10,}`));
        await nothingChanged();
      });

    for (const [what, path, edit] of sites)
      it(`with a site document with ${what} is told where, and the old site stays`, async () => {
        const site = (await box.get('/api/v1/site')).json as Document;
        const reply = await box.put('/api/v1/site', edit(site));
        assert.equal(reply.status, 400, reply.text);
        const { error, message, path: where } = reply.json as Record<string, string>;
        assert.equal(error, 'badSite');
        assert.match(where ?? '', path);
        assert.ok((message ?? '').length > 10);
        await nothingChanged();
      });

    it('leaves the limit as it was', async () => {
      const look = await box.look();
      assert.equal(look?.state.circuits[0]?.limitW, 22_000);
    });
  });
});
