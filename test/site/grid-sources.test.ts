import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { Box, type Document } from './box.ts';
import { allowedW, carsDraw, heldA, highestAllowedW, registersFollow, roomW } from './registers.ts';

const replayScript = fileURLToPath(new URL('../../scripts/replay.ts', import.meta.url));
const houseA = [2, 2, 2] as const;

describe('S25 an energy guard and a program that is killed', () => {
  let box: Box;

  const edit = (site: Document): Document => ({
    ...site,
    lpc: { circuit: 'house', scope: 'all', failsafeW: 20_000 },
  });

  before(async () => {
    box = await Box.open({ houseA, edit });
  });
  after(() => box?.close());

  const tell = async (body: object) => {
    const { status, json, text } = await box.post('/api/v1/grid/lpc', body);
    assert.equal(status, 200, text);
    return json as { readonly state: string; readonly limitW: number | null };
  };
  const inForce = (watts: number) =>
    box.waitFor(`${watts} W in force`, (look) => look.state.circuits[0]?.limitW === watts && registersFollow(look));
  const firstLimitW = async () => {
    let first: number | null | undefined;
    await box.until('it has a state', async () => {
      first = (await box.state())?.circuits[0]?.limitW;
      return first !== undefined;
    });
    return first;
  };

  it('S25 begins at the fail-safe limit, with its origin in the live state', async () => {
    const { state } = await inForce(20_000);
    const [limit] = state.limits.filter(({ origin }) => origin === 'lpc');
    assert.deepEqual([limit?.id, limit?.value, limit?.unit], ['lpc:guard', 20_000, 'W']);
    assert.equal(((await box.get('/api/v1/grid/lpc')).json as { state: string }).state, 'init');
  });

  it('S25 a recording with its limits replays to what was decided', async () => {
    assert.equal((await box.post('/api/v1/recording', { action: 'start', maxMinutes: 5 })).status, 200);
    assert.equal((await tell({ heartbeat: true, limitW: 9000 })).state, 'limited');
    await inForce(9000);
    assert.equal((await tell({ heartbeat: true, active: false })).limitW, null);
    await box.waitFor('cars charge', ({ plant }) => carsDraw(plant));
    await box.post('/api/v1/recording', { action: 'stop' });
    const { bytes } = (await box.get('/api/v1/recording/status')).json as { bytes: number };
    let lines = '';
    await box.until('the disk has all lines', async () => {
      lines = (await box.get('/api/v1/recording')).text;
      return Buffer.byteLength(lines) === bytes;
    });
    assert.ok(lines.includes('"origin":"lpc"') && lines.includes('9000'));
    const file = `${box.siteFile}.recording.jsonl`;
    writeFileSync(file, lines);
    const { status, stderr } = spawnSync(process.execPath, [replayScript, file], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  });

  it('S25 kill -9: an answered limit holds from the first cycle of the next start on, and no write is above it', async () => {
    // The house is taken for less than it is for seconds when the limit comes while cars climb (docs/fault-matrix.md):
    // what is asked here is that the kill and the start after it allow no more than before.
    await tell({ heartbeat: true, limitW: 8000 });
    const isWithin = (look: Parameters<typeof registersFollow>[0]) => {
      const inForce = look.state.circuits[0]?.limitW === 8000 && registersFollow(look);
      return inForce && allowedW(heldA(look.plant)) <= roomW(8000, houseA);
    };
    const { state: first } = await box.waitFor('the cars within 8000 W', isWithin);
    await box.waitFor('no car climbs any more', (look) => look.state.cycle > first.cycle + 10 && isWithin(look));
    await box.kill('SIGKILL');
    const atKill = await box.site.control.state();
    await box.start();
    assert.equal(await firstLimitW(), 8000);
    await box.waitFor('it steers for a while', (look) => look.state.cycle > 12 && registersFollow(look));
    const highestW = highestAllowedW(atKill, await box.setpointsSince(atKill.atMs));
    assert.ok(highestW <= roomW(8000, houseA), `${highestW} W were allowed to the cars`);
    const { json } = await box.get('/api/v1/grid/lpc');
    assert.equal((json as { state: string }).state, 'init', 'the guard has to speak again');
  });

  it('S25 kill -9 of a program without a limit: the fail-safe limit holds until the guard speaks', async () => {
    await tell({ heartbeat: true, active: false });
    await box.waitFor('unlimited', ({ state }) => state.limits.every(({ origin }) => origin !== 'lpc'));
    await box.kill('SIGKILL');
    await box.start();
    assert.equal(await firstLimitW(), 20_000);
    assert.equal((await tell({ heartbeat: true, active: false })).limitW, null);
  });
});
