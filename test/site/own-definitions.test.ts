import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { State } from '../../firmware/domain/state.ts';
import { Bare, basic } from './bare.ts';

const shipped = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../drivers/definitions/${name}.json`, import.meta.url), 'utf8'));

describe('definitions of the box itself', () => {
  const box = new Bare();
  const put = (kind: string, id: string, changes: object, of: string) => {
    mkdirSync(join(box.dataDir, 'definitions', kind), { recursive: true });
    const text = JSON.stringify({ ...shipped(of), id, ...changes });
    writeFileSync(join(box.dataDir, 'definitions', kind, `${id}.json`), text);
  };
  const siteWith = (...devices: object[]) => ({
    name: 'x',
    timezone: 'Europe/Amsterdam',
    circuits: [{ id: 'house', fuseA: 25, assumedHouseA: 1 }],
    devices,
  });
  const ourBox = { id: 'E1', definition: 'our-box', address: '127.0.0.1:1', circuit: 'house', maxCurrentA: 13 };
  const ourMeter = { id: 'M1', definition: 'our-meter', address: '127.0.0.1:2', role: 'grid', circuit: 'house' };
  const state = async (): Promise<State> =>
    (await (await box.ask('/api/v1/state', { headers: basic })).json()) as State;

  before(async () => {
    put('meters', 'our-meter', { transports: ['tcp'] }, 'meters/janitza-umg604');
    put('charge-points', 'our-box', {}, 'charge-points/keba-p30');
    put('charge-points', 'bad-box', { colour: 'grey' }, 'charge-points/keba-p30');
    await box.start();
    await box.claim();
  });
  after(() => box.close());

  it('are refused in a site where the file is bad, with file and reason', async () => {
    const answer = await box.send('PUT', '/api/v1/site', siteWith({ ...ourBox, definition: 'bad-box' }));
    assert.equal(answer.status, 400);
    const text = await answer.text();
    assert.match(
      text,
      /devices\[0\]\.definition: the definition \\"bad-box\\" is off: .*bad-box\.json: colour: unknown key/,
    );
  });

  it('serve a site like shipped ones; the bad file is a warning and in the log', async () => {
    const answer = await box.send('PUT', '/api/v1/site', siteWith(ourBox, ourMeter));
    assert.equal(answer.status, 200, await answer.text());
    let health: State['health'] = [];
    await box.until(async () => {
      health = (await state()).health;
      return health.some(({ code, what }) => code === 'deviceLost' && what === 'E1');
    });
    const told = health.filter(({ code }) => code === 'definitionOff');
    assert.deepEqual(
      told.map(({ severity, what }) => [severity, what]),
      [['warning', 'bad-box']],
    );
    assert.match(box.output.tail(1_000), /a definition is off: .*bad-box\.json: colour: unknown key/);
  });

  it('that went bad take only their own device off; room is kept for what it may draw', async () => {
    put('charge-points', 'our-box', { colour: 'grey' }, 'charge-points/keba-p30');
    await box.kill();
    await box.start();
    let seen: State | undefined;
    await box.until(async () => {
      seen = await state();
      const othersRun = seen.health.some(({ code, what }) => code === 'deviceLost' && what === 'M1');
      return othersRun && seen.chargePoints.some(({ id, reason }) => id === 'E1' && reason.code === 'lost');
    });
    const fault = seen?.health.find(({ id }) => id === 'deviceOff:E1');
    assert.deepEqual([fault?.severity, fault?.code], ['fault', 'definitionOff']);
    assert.match(fault?.message ?? '', /E1 is off: .*our-box\.json: colour: unknown key\. Room is kept/);
    assert.equal(
      seen?.health.some(({ code, what }) => code === 'deviceLost' && what === 'M1'),
      true,
    );
  });
});
