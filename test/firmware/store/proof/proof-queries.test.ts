import assert from 'node:assert/strict';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { ExportCheck } from '../../../../firmware/grid/proof/verify-export.ts';
import { ProofFile } from '../../../../firmware/store/proof/proof-file.ts';
import { ProofQueries } from '../../../../firmware/store/proof/proof-queries.ts';
import { someRows } from '../../grid/proof/made-log.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';

describe('long questions to the proof log', () => {
  let folder: TestFolder;
  let queries: ProofQueries;
  const beginMs = Date.UTC(2026, 0, 1);
  const rows = someRows(2000);

  before(() => {
    folder = testFolder();
    folder.clock.wall = beginMs - 1000;
    const file = new ProofFile({ dir: folder.dir, nowMs: () => folder.clock.wall });
    file.append(rows);
    file.close();
    queries = new ProofQueries(folder.dir);
  });
  after(async () => {
    await queries.close();
    folder.end();
  });

  const ask = (fromS: number, toS: number, format: 'csv' | 'json') =>
    queries.export({ fromMs: beginMs + fromS * 1000, toMs: beginMs + toS * 1000, format, nowMs: folder.clock.wall });

  function checked(csv: string) {
    const check = new ExportCheck();
    for (const line of csv.trimEnd().split('\n')) check.take(line);
    return check.end();
  }

  it('a part of the log as CSV holds what lies between its times and verifies by itself', async () => {
    const verdict = checked(await text(await ask(500, 700, 'csv')));
    assert.ok(verdict.ok, JSON.stringify(verdict));
    const wanted = rows.slice(500, 700).filter(({ stream }) => stream !== 'audit').length;
    assert.equal(verdict.rows, wanted);
  });

  it('a time without rows is an export too', async () => {
    const verdict = checked(await text(await ask(9000, 9001, 'csv')));
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.equal(verdict.rows, 0);
  });

  it('the commands without the power are an export that verifies by itself', async () => {
    const only = { fromMs: beginMs, toMs: beginMs + 1e9, format: 'csv', chain: 'grid' } as const;
    const verdict = checked(await text(await queries.export({ ...only, nowMs: folder.clock.wall })));
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.equal(verdict.rows, rows.filter(({ stream }) => stream === 'grid').length);
  });

  it('the same as JSON is one document', async () => {
    const document = JSON.parse(await text(await ask(0, 1e6, 'json')));
    assert.equal(document.rows[0].at, new Date(beginMs).toISOString());
    assert.equal(document.rows.length, rows.filter(({ stream }) => stream !== 'audit').length);
    assert.equal(typeof document.signed.signature, 'string');
    assert.ok(document.rows.every((row: { data: unknown }) => typeof row.data === 'object'));
  });

  it('two run at once; who comes then waits, and has its turn when a client is done or goes away', async () => {
    const [one, two] = [await ask(0, 1e6, 'csv'), await ask(0, 1e6, 'csv')];
    const [third, fourth] = [ask(0, 1e6, 'csv'), ask(500, 700, 'csv')];
    one.destroy();
    assert.ok(checked(await text(await third)).ok);
    assert.ok(checked(await text(await fourth)).ok);
    two.destroy();
  });

  it('whose turn does not come in time is refused, as is who comes while many wait', async () => {
    const short = new ProofQueries(folder.dir, { idleMs: 60_000, overallMs: 60_000, placeMs: 100 });
    const whole = { fromMs: beginMs, toMs: beginMs + 1e9, format: 'csv', nowMs: folder.clock.wall } as const;
    const running = [await short.export(whole), await short.export(whole)];
    const isRefused = () => assert.rejects(short.export(whole), { code: 'busy' });
    const waiting = Array.from({ length: 8 }, isRefused);
    await isRefused();
    await Promise.all(waiting);
    for (const one of running) one.destroy();
    await short.close();
  });

  it('questions with a short answer wait for their turn too', async () => {
    const span = { fromMs: beginMs, toMs: beginMs + 1e9 };
    const answers = await Promise.all([
      queries.periods(span),
      queries.periods(span),
      queries.periods(span),
      queries.check(),
    ]);
    assert.equal(answers[3].verdict.ok, true);
  });

  it('S26 a client that takes a little now and then keeps no place for ever', async () => {
    const patient = new ProofQueries(folder.dir, { idleMs: 60_000, overallMs: 200, placeMs: 0 });
    const ranges = { fromMs: beginMs, toMs: beginMs + 1e9, format: 'csv' } as const;
    const stream = await patient.export({ ...ranges, nowMs: folder.clock.wall });
    let ended = '';
    stream.once('error', (error) => {
      ended = error.message;
    });
    stream.once('end', () => {
      ended = 'whole';
    });
    stream.on('readable', () => undefined);
    while (ended === '') {
      await new Promise((resolve) => setTimeout(resolve, 20));
      stream.read(100);
    }
    assert.match(ended, /takes too long/);
    await patient.close();
  });

  it('S24 looks at the whole log and names the first broken row', async () => {
    const good = await queries.check();
    assert.ok(good.verdict.ok);
    assert.match(good.head?.text ?? '', /^netwacht-proof\/1 head/);
    const db = new Database(join(folder.dir, 'proof.sqlite'));
    db.prepare("UPDATE grid SET data = replace(data, 'AVAIL', 'avail') WHERE seq = 77").run();
    db.close();
    const { verdict } = await queries.check();
    assert.deepEqual([verdict.ok, !verdict.ok && verdict.stream, !verdict.ok && verdict.seq], [false, 'grid', 77]);
  });
});
