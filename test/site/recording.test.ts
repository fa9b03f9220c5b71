import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import type { CheckResult } from '../../firmware/domain/check.ts';
import { authorization, Box } from './box.ts';
import { carsDraw, heldA, registersFollow } from './registers.ts';

const replayScript = fileURLToPath(new URL('../../scripts/replay.ts', import.meta.url));

interface Status {
  readonly running: boolean;
  readonly bytes: number;
  readonly ended: string | null;
}

describe('a recording of the demo', () => {
  let box: Box;
  let lines: readonly string[] = [];

  before(async () => {
    // Without a site at first, so that the first cycle is recorded too.
    box = await Box.open({ start: false });
    await box.start();
    await box.claim();
  });
  after(() => box?.close());

  const status = async () => (await box.get('/api/v1/recording/status')).json as Status;
  const order = (body: object) => box.post('/api/v1/recording', body);

  it('is started before the site comes, and takes in every cycle', async () => {
    assert.equal((await box.get('/api/v1/recording')).status, 404);
    const started = await order({ action: 'start', maxMinutes: 5 });
    assert.deepEqual([started.status, (started.json as Status).running], [200, true]);
    const site: unknown = JSON.parse(readFileSync(box.siteFile, 'utf8'));
    assert.equal((await box.put('/api/v1/site', site)).status, 200);
    await box.waitFor('all cars charge', ({ plant }) => carsDraw(plant));
    await box.setVariable('AVAIL', 20);
    await box.waitFor('11 kW hold', (look) => look.state.circuits[0]?.limitW === 11_000 && registersFollow(look));
    await box.setVariable('AVAIL', 100);
    await box.waitFor('offers rise', ({ state }) => state.chargePoints.some(({ offeredA }) => (offeredA ?? 0) > 10));
    const stopped = await order({ action: 'stop' });
    assert.deepEqual([(stopped.json as Status).running, (stopped.json as Status).ended], [false, 'asked']);
  });

  const download = async (): Promise<readonly string[]> => {
    const { bytes } = await status();
    let text = '';
    await box.until('the disk has all lines', async () => {
      text = (await box.get('/api/v1/recording')).text;
      return Buffer.byteLength(text) === bytes;
    });
    return text.trimEnd().split('\n');
  };

  it('is downloaded whole, without a secret in it', async () => {
    lines = await download();
    assert.ok(lines.length > 10);
    assert.equal(JSON.parse(lines[0] ?? '').format, 'netwacht-replay/1');
    assert.ok(!/password|authorization|\$argon2|tulip/i.test(lines.join('\n')));
  });

  /** Replays the lines to what was decided, and gives the answers. */
  const replayed = () => {
    const file = `${box.siteFile}.recording.jsonl`;
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { status: code, stdout, stderr } = spawnSync(process.execPath, [replayScript, file], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(answers.length, lines.length - 1);
    const offered = new Set(answers.map(({ offeredA }) => JSON.stringify(offeredA)));
    assert.ok(offered.size > 2, 'a recording in which nothing happens would prove nothing');
    assert.ok(answers.every(({ error }) => error === undefined));
    return answers;
  };

  it('replays to the same decisions', () => {
    replayed();
  });

  it('started in mid-run replays to the same decisions, a commissioning check among them', async () => {
    // The check lets a car that pauses pause on.
    await box.waitFor('all cars charge again', ({ plant }) => carsDraw(plant));
    assert.equal((await order({ action: 'start', maxMinutes: 5 })).status, 200);
    const check = await box.post('/api/v1/checks', { kind: 'wiring', device: 'E2' });
    const { id } = check.json as CheckResult;
    await box.waitFor('the others hold 6 A', ({ plant }) => heldA(plant).every(([e, a]) => e === 'E2' || a === 6));
    await box.ask(`/api/v1/checks/${id}`, { method: 'DELETE', headers: { authorization } });
    await box.waitFor('they are let go', ({ plant }) => heldA(plant).every(([, a]) => a > 8));
    await box.setVariable('AVAIL', 20);
    await box.waitFor('11 kW hold', (look) => look.state.circuits[0]?.limitW === 11_000 && registersFollow(look));
    assert.equal((await order({ action: 'stop' })).status, 200);
    lines = await download();
    const { start, state } = JSON.parse(lines[0] ?? '');
    assert.ok(state.controller.startedAtMs !== undefined && Date.parse(start) > 0);
    const reasons = replayed().flatMap(({ reasons }) => Object.values<{ readonly code: string }>(reasons));
    assert.ok(reasons.some(({ code }) => code === 'override'));
  });
});
