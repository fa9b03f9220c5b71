import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HistoryDesk } from '../../../../firmware/control/history/history-desk.ts';
import { HistoryThread } from '../../../../firmware/store/history/history-thread.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';
import { madeState } from './made-state.ts';

describe('the history thread', () => {
  let folder: TestFolder;
  let thread: HistoryThread;
  // Not far from the clock of the machine, which says what is too old.
  const beginMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
  const question = { fromMs: beginMs, toMs: beginMs + 3_600_000, series: [] };

  before(() => {
    folder = testFolder();
    thread = new HistoryThread({ dir: folder.dir, clock: folder.clock });
    const desk = new HistoryDesk(thread);
    for (let s = 0; s < 3600; s += 1) desk.observe(madeState(beginMs + s * 1000));
  });
  after(async () => {
    await thread.close();
    folder.end();
  });

  it('answers in JSON', async () => {
    const answer = await text(
      await thread.text({ ...question, series: ['flow.gridW', 'chargePoint.E1'], format: 'json' }),
    );
    const { everyS, series } = JSON.parse(answer) as { everyS: number; series: { name: string; values: unknown[] }[] };
    assert.equal(everyS, 10);
    assert.equal(series.length, 9);
    assert.deepEqual([series[0]?.name, series[0]?.values.length, series[0]?.values[0]], ['flow.gridW', 360, 3680]);
  });

  it('gives CSV in pieces, every row once', async () => {
    const rows = (await text(await thread.text({ ...question, everyS: 1, format: 'csv' }))).split('\r\n');
    assert.equal(rows.length, 3602);
    assert.match(rows[0] ?? '', /^time,flow\.gridW,flow\.solarW,/);
    assert.deepEqual(
      rows.slice(1, -1).map((row) => Date.parse(row.split(',')[0] ?? '')),
      Array.from({ length: 3600 }, (_, s) => beginMs + s * 1000),
    );
  });

  it('refuses what is too much, and names that nobody has', async () => {
    const refused = (more: object) => thread.text({ ...question, format: 'json', ...more });
    await assert.rejects(refused({ series: ['flow.moonW'] }), { code: 'unknownSeries', path: 'series' });
    await assert.rejects(refused({ everyS: 1, fromMs: beginMs - 20 * 3_600_000 }), { code: 'tooMuch', path: 'every' });
  });

  it('lets go of an answer that nobody takes, and has places again', async () => {
    for (let i = 0; i < 12; i += 1) {
      const stream = await thread.text({ ...question, everyS: 1, format: 'csv' });
      stream.once('data', () => stream.destroy());
      await once(stream, 'close');
    }
    const streams = await Promise.all([1, 2, 3, 4].map(() => thread.text({ ...question, format: 'csv' })));
    await assert.rejects(thread.text({ ...question, format: 'csv' }), { code: 'busy' });
    for (const stream of streams) stream.destroy();
  });

  it('gives a window', async () => {
    const { everyS, steps } = await thread.window({ ...question, chargePoints: ['E9'] });
    assert.deepEqual([everyS, steps.length, steps[7]?.flow.gridW, steps[7]?.chargePoints], [1, 3600, 3680, {}]);
  });
});

describe('a history thread that dies', () => {
  it('takes nothing with it: it is told, questions are refused, and another one goes on with the same series', async () => {
    const folder = testFolder();
    const worker = new URL('failing-worker.mjs', import.meta.url);
    const thread = new HistoryThread({ dir: folder.dir, clock: folder.clock, worker, againMs: 50 });
    const desk = new HistoryDesk(thread);
    const question = { fromMs: 0, toMs: 1000 };
    for (let s = 0; s < 3; s += 1) desk.observe(madeState(s * 1000));
    await assert.rejects(thread.window(question), { code: 'unreadable' });
    assert.deepEqual(
      thread.health().map(({ id, code }) => [id, code]),
      [['store:historyThread', 'notPersisted']],
    );
    desk.observe(madeState(3000));
    await assert.rejects(thread.text({ ...question, series: [], format: 'csv' }), { code: 'unreadable' });
    writeFileSync(join(folder.dir, 'may-live'), '');
    for (let tries = 0; ; tries += 1) {
      const steps = await thread.window(question).then(
        (window) => window.steps as unknown,
        () => undefined,
      );
      if (steps !== undefined) {
        assert.deepEqual(steps, ['use', 'learn', 'window']);
        break;
      }
      assert.ok(tries < 200);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await thread.close();
    folder.end();
  });
});
