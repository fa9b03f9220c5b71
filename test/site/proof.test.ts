import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { ExportCheck } from '../../firmware/grid/proof/verify-export.ts';
import { authorization, Box } from './box.ts';
import { carsAreUp } from './registers.ts';

interface Row {
  readonly stream: string;
  readonly kind: string;
  readonly seq: number;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describe('the proof log, on the whole box', () => {
  let box: Box;

  before(async () => {
    box = await Box.open();
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
  });
  after(() => box?.close());

  const rows = async (): Promise<readonly Row[]> => Object((await box.get('/api/v1/grid/log')).json).rows;
  const ofCommand = async (cmd: unknown) => (await rows()).filter(({ data }) => data.cmd === cmd);
  const played = async () => (await rows()).findLast(({ kind, data }) => kind === 'command' && data.source === 'test');

  it('S24 follows a limit that is played from its receipt to its end, with the set-point of each charge point', async () => {
    const beganMs = Date.now();
    const reply = await box.post('/api/v1/grid/test', { limitW: 8000, durationS: 60 });
    assert.equal(reply.status, 200, reply.text);
    const { state } = await box.waitFor('the limit is in force', ({ state: now }) => now.circuits[0]?.limitW === 8000);
    const shown = state.limits.find(({ id }) => id === 'test:limit');
    assert.deepEqual([shown?.origin, shown?.source], ['manual', 'admin']);
    const command = await played();
    await box.until('all charge points have confirmed', async () => {
      const confirmed = (await ofCommand(command?.seq)).filter(({ kind }) => kind === 'confirmed');
      return confirmed.flatMap(({ data }) => Object.keys(Object(data.offeredA))).length === 4;
    });
    await box.ask('/api/v1/grid/test', { method: 'DELETE', headers: { authorization } });
    await box.until('the log has its end', async () =>
      (await ofCommand(command?.seq)).some(({ kind }) => kind === 'ended'),
    );
    const own = await ofCommand(command?.seq);
    assert.equal(own[0]?.kind, 'applied');
    assert.equal(own.at(-1)?.data.why, 'over');
    const confirmed = own.filter(({ kind }) => kind === 'confirmed');
    const points = confirmed.flatMap(({ data }) => Object.keys(Object(data.offeredA)));
    assert.deepEqual(points.toSorted(), ['E1', 'E2', 'E3', 'E4']);
    const times = [command, ...own].map((row) => Date.parse(row?.at ?? ''));
    assert.ok(Number(times[0]) >= beganMs);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    // What each holds then is what the limit leaves: 8000 W less the house, over all cars.
    const sumA = confirmed
      .flatMap(({ data }) => Object.values<number>(Object(data.offeredA)))
      .reduce((a, b) => a + b, 0);
    assert.ok(sumA * 230 <= 8000 * 3, `${sumA} A`);
  });

  it('a value that is played is a limit of the person beside that of the operator, and the log tells the two apart', async () => {
    const before = (await box.state())?.limits.find(({ id }) => id === 'operator');
    await box.post('/api/v1/grid/test', { variables: { AVAIL: 10 }, durationS: 60 });
    const { state } = await box.waitFor('it rules', ({ state: now }) => now.circuits[0]?.limitW === 5500);
    const { code, origin } = state.circuits[0]?.reason ?? {};
    assert.deepEqual([code, origin], ['manual', 'manual']);
    const [own, beside] = ['operator', 'played:operator'].map((id) => state.limits.find((limit) => limit.id === id));
    assert.deepEqual(own, before);
    assert.deepEqual([beside?.origin, beside?.value, beside?.source], ['manual', 5500, 'admin']);
    const command = await played();
    await box.until('it is applied', async () => (await ofCommand(command?.seq)).length > 0);
    const [applied] = await ofCommand(command?.seq);
    assert.deepEqual(applied?.data.limits, [{ id: 'played:operator', place: 'house', value: 5500, unit: 'W' }]);
    await box.ask('/api/v1/grid/test', { method: 'DELETE', headers: { authorization } });
    await box.waitFor('it is gone', ({ state: now }) => now.circuits[0]?.limitW !== 5500);
  });

  it('a test does not outlive kill -9; the log does, and holds', async () => {
    await box.post('/api/v1/grid/test', { limitW: 0, durationS: 3600 });
    await box.waitFor('the limit is in force', ({ state }) => state.circuits[0]?.limitW === 0);
    const before = (await rows()).filter(({ stream }) => stream === 'grid').length;
    await box.kill('SIGKILL');
    await box.start();
    await box.waitFor('it is gone', ({ state }) => !state.limits.some(({ id }) => id === 'test:limit'));
    const now = await rows();
    assert.ok(now.filter(({ stream }) => stream === 'grid').length > before);
    assert.equal(now.filter(({ kind }) => kind === 'started').length, 2);
    const check = Object((await box.get('/api/v1/grid/log/verify')).json);
    assert.equal(check.ok, true, JSON.stringify(check));
    const command = await played();
    await box.until('the log has its end', async () =>
      (await ofCommand(command?.seq)).some(({ kind }) => kind === 'ended'),
    );
  });

  it('the export as CSV verifies by itself, by the key that the box shows', async () => {
    const csv = await box.get('/api/v1/grid/log?format=csv');
    const check = new ExportCheck();
    for (const line of csv.text.trimEnd().split('\n')) check.take(line);
    const verdict = check.end();
    assert.ok(verdict.ok, JSON.stringify(verdict));
    const { head } = Object((await box.get('/api/v1/grid/log/verify')).json);
    assert.equal(verdict.key, head.key);
  });
});
