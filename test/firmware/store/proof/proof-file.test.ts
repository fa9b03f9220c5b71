import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { type NewRow, proofStreams } from '../../../../firmware/grid/proof/row.ts';
import { type Verdict, verifyLog } from '../../../../firmware/grid/proof/verify.ts';
import { ProofFile } from '../../../../firmware/store/proof/proof-file.ts';
import { openProofReader } from '../../../../firmware/store/proof/proof-reader.ts';
import { someRows } from '../../grid/proof/made-log.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';

describe('S24 the file of the proof log', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const file = () => join(folder.dir, 'proof.sqlite');
  const open = (boundBytes?: number) =>
    new ProofFile({
      dir: folder.dir,
      nowMs: () => folder.clock.wall,
      ...(boundBytes === undefined ? {} : { boundBytes }),
    });

  function written(rows: readonly NewRow[], boundBytes?: number): void {
    const log = open(boundBytes);
    for (const row of rows) log.append([row]);
    log.close();
  }

  function verdict(): Verdict {
    const reader = openProofReader({ dir: folder.dir });
    try {
      return verifyLog(reader.underTest());
    } finally {
      reader.close();
    }
  }

  const found = () => {
    const result = verdict();
    return result.ok ? 'ok' : `${result.stream} ${result.seq}`;
  };

  /** Changes the database as somebody with the disk in his hands would. */
  function tamper(sql: string, ...values: unknown[]): void {
    const db = new Database(file());
    db.prepare(sql).run(...values);
    db.close();
  }

  it('goes on over restarts with keys of its own that nobody else may read', () => {
    written(someRows(20));
    folder.clock.wall += 86_400_000;
    written(someRows(20));
    const result = verdict();
    assert.ok(result.ok, JSON.stringify(result));
    // The first row of all tells the key.
    assert.equal(
      Object.values(result.rows).reduce((a, b) => a + b),
      41,
    );
    for (const name of ['proof.key', 'pseudonym.key'])
      assert.equal(statSync(join(folder.dir, 'keys', name)).mode & 0o777, 0o600, name);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('shows any changed column of any row, and names the row', () => {
    written(someRows(40));
    const whole = readFileSync(file());
    const counts = { grid: 27, power: 10, audit: 4 };
    fc.assert(
      fc.property(
        fc.constantFrom(...proofStreams),
        fc.nat(1000),
        fc.constantFrom('at_ms', 'kind', 'data', 'hash'),
        fc.nat(1000),
        fc.integer({ min: 1, max: 255 }),
        (stream, at, column, where, flip) => {
          writeFileSync(file(), whole);
          const seq = (at % counts[stream]) + 1;
          const db = new Database(file());
          const old = db.prepare(`SELECT ${column} FROM ${stream} WHERE seq = ?`).pluck().get(seq);
          db.prepare(`UPDATE ${stream} SET ${column} = ? WHERE seq = ?`).run(flipped(old, where, flip), seq);
          db.close();
          assert.equal(found(), `${stream} ${seq}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('shows one flipped byte of the file itself in the content of a row', () => {
    written(someRows(40));
    const whole = readFileSync(file());
    const places = allPlaces(whole, '"source":"channel"').concat(allPlaces(whole, '"chargePointsW"'));
    assert.ok(places.length > 30);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(14), fc.integer({ min: 1, max: 255 }), (place, i, flip) => {
        const bytes = Buffer.from(whole);
        bytes[place + i] = (bytes[place + i] ?? 0) ^ flip;
        writeFileSync(file(), bytes);
        assert.notEqual(found(), 'ok');
      }),
      { numRuns: 150 },
    );
  });

  it('shows a row deleted in the middle, two exchanged, and an end that was cut off', () => {
    written(someRows(40));
    const whole = readFileSync(file());
    const foundAfter = (...steps: string[]) => {
      writeFileSync(file(), whole);
      for (const step of steps) tamper(step);
      return found();
    };
    assert.equal(foundAfter('DELETE FROM grid WHERE seq = 9'), 'grid 9');
    const move = (from: number, to: number) => `UPDATE grid SET seq = ${to} WHERE seq = ${from}`;
    assert.equal(foundAfter(move(4, -1), move(8, 4), move(-1, 8)), 'grid 4');
    assert.equal(foundAfter('DELETE FROM grid WHERE seq > 20'), 'grid 21');
    assert.equal(foundAfter('DELETE FROM power'), 'power 1');
    assert.equal(foundAfter('DELETE FROM grid WHERE seq > 20', 'DELETE FROM heads WHERE id = 0'), 'heads 2');
    // The id of a log is hex: no letter of it is sure to be there, and none is a z.
    assert.equal(foundAfter("UPDATE meta SET value = 'z' || substr(value, 2) WHERE key = 'log'"), 'heads 1');
    assert.equal(foundAfter('DELETE FROM keys'), 'heads 1');
  });

  it('what was done while nobody wrote is said when the box goes on, and no later row covers it', () => {
    written(someRows(40));
    const whole = readFileSync(file());
    for (const [what, ...steps] of [
      ['the end cut off', 'DELETE FROM grid WHERE seq > 20'],
      ['all power gone', 'DELETE FROM power'],
      ['the last row changed', 'UPDATE grid SET hash = randomblob(32) WHERE seq = 27'],
      ['the end cut off with the head', 'DELETE FROM grid WHERE seq > 20', 'DELETE FROM heads WHERE id = 0'],
    ] as const) {
      writeFileSync(file(), whole);
      for (const step of steps) tamper(step);
      written(someRows(80).slice(40));
      assert.notEqual(found(), 'ok', what);
      const reader = openProofReader({ dir: folder.dir });
      const said = [...reader.reading.rows('grid')].filter(({ kind }) => kind === 'broken');
      reader.close();
      assert.equal(said.length, 1, what);
    }
  });

  it('stays within its bound: old minutes go first, then old rows, and what went stays said', () => {
    const bound = 4 * 1024 * 1024;
    const old = folder.clock.wall;
    const minutes = (count: number): NewRow[] =>
      Array.from({ length: count }, (_, i) => ({
        stream: 'power',
        atMs: old + i,
        kind: 'minute',
        data: { chargePointsW: i, gridW: i },
      }));
    const commands = (count: number): NewRow[] =>
      Array.from({ length: count }, () => ({
        stream: 'grid',
        atMs: folder.clock.wall,
        kind: 'command',
        data: { x: 1 },
      }));
    const log = open(bound);
    log.append(commands(6000));
    log.append(minutes(15_000));
    folder.clock.wall += 3 * 366 * 86_400_000;
    for (let i = 0; i < 54; i += 1) log.append(commands(1000));
    log.close();
    assert.ok(statSync(file()).size <= bound, `${statSync(file()).size} bytes`);
    const result = verdict();
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.rows.power, 0);
    const reader = openProofReader({ dir: folder.dir });
    const dropped = [...reader.reading.rows('grid')].filter(({ kind }) => kind === 'dropped');
    reader.close();
    const told = dropped.map(({ data }) => JSON.parse(data));
    const minutesGone = told.filter(({ chain }) => chain === 'power');
    assert.ok(minutesGone.length > 0 && told.indexOf(minutesGone.at(-1)) === minutesGone.length - 1);
    const old6001 = told.filter(({ chain, early }) => chain === 'grid' && early === undefined);
    assert.equal(
      old6001.reduce((sum, { rows }) => sum + rows, 0),
      6001,
    );
    // Only then rows that should have been kept, and it says so.
    assert.ok(told.slice(minutesGone.length + old6001.length).every(({ early }) => early === true));
    assert.ok(told.length > minutesGone.length + old6001.length);
    tamper("UPDATE dropped SET text = replace(text, 'end grid 1', 'end grid 2')");
    assert.equal(found(), 'heads 0');
  });

  it('sets a file aside that is no database any more, and the new one says so', () => {
    written(someRows(5));
    writeFileSync(file(), Buffer.alloc(20_000, 7));
    written(someRows(5));
    assert.equal(found(), 'ok');
    const reader = openProofReader({ dir: folder.dir });
    const [first] = reader.reading.rows('grid');
    reader.close();
    assert.match(first?.data ?? '', /"setAside":"proof\.sqlite\.set-aside-/);
  });
});

function flipped(old: unknown, where: number, flip: number): unknown {
  if (typeof old === 'number') return old + flip;
  const bytes = Buffer.isBuffer(old) ? Buffer.from(old) : Buffer.from(String(old));
  const i = where % bytes.length;
  // Text stays ASCII, so that it stays another text.
  bytes[i] = (bytes[i] ?? 0) ^ (Buffer.isBuffer(old) ? flip : (flip & 0x1f) + 1);
  return Buffer.isBuffer(old) ? bytes : bytes.toString();
}

function allPlaces(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}
