import assert from 'node:assert/strict';
import fc from 'fast-check';
import { genesisEnds } from '../../../../firmware/grid/proof/chain.ts';
import { csvEnd, csvHeader, csvLine } from '../../../../firmware/grid/proof/csv.ts';
import { keyName, signStatement } from '../../../../firmware/grid/proof/head.ts';
import type { ProofRow } from '../../../../firmware/grid/proof/row.ts';
import { ExportCheck, type ExportVerdict } from '../../../../firmware/grid/proof/verify-export.ts';
import { key, logName, madeLog, someRows, spki } from './made-log.ts';

const { rows } = madeLog(someRows(30));

/** Lines of an export from the third row of each chain on. */
function exported(): readonly string[] {
  const begin = { ...genesisEnds(logName) };
  const ends = { ...begin };
  for (const { stream, seq, hash } of rows) {
    if (seq <= 2) begin[stream] = { seq, hash };
    ends[stream] = { seq, hash };
  }
  const signed = signStatement({ kind: 'export', log: logName, atMs: 0, begin, ends }, key);
  const kept = rows.filter(({ seq }) => seq > 2);
  return [csvHeader, ...kept.map(csvLine), ...csvEnd(signed, spki)];
}

function check(lines: readonly string[]): ExportVerdict {
  const checking = new ExportCheck();
  for (const line of lines) checking.take(line);
  return checking.end();
}

describe('S24 an exported proof log', () => {
  const lines = exported();

  it('verifies by itself and names the key that signed it', () => {
    const verdict = check(lines);
    assert.ok(verdict.ok);
    assert.equal(verdict.key, keyName(spki));
    assert.equal(verdict.rows, rows.filter(({ seq }) => seq > 2).length);
  });

  it('shows one changed character anywhere in the file', () => {
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(2000), fc.integer({ min: 1, max: 127 }), (n, where, flip) => {
        const line = lines[n] as string;
        const i = where % line.length;
        const changed = line.slice(0, i) + String.fromCharCode(line.charCodeAt(i) ^ flip) + line.slice(i + 1);
        const verdict = check(lines.with(n, changed));
        assert.ok(!verdict.ok);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses text in the empty columns of its last lines', () => {
    for (const n of [lines.length - 1, lines.length - 2])
      for (const column of [1, 3, 6])
        assert.ok(!check(lines.with(n, (lines[n] as string).replace(','.repeat(column), `${','.repeat(column)}x`))).ok);
  });

  it('refuses a hash of another length', () => {
    const verdict = check(lines.with(3, (lines[3] as string).slice(0, -3)));
    assert.ok(!verdict.ok);
    assert.equal(verdict.line, 4);
  });

  it('names the line of a changed row', () => {
    const changed = lines.with(4, (lines[4] as string).replaceAll('AVAIL', 'PWR'));
    const verdict = check(changed);
    assert.ok(!verdict.ok);
    assert.equal(verdict.line, 5);
  });

  it('shows lines that were taken out, exchanged or cut off', () => {
    for (let n = 0; n < lines.length; n += 1)
      assert.equal(check(lines.toSpliced(n, 1)).ok, false, `without line ${n + 1}`);
    const own = lines.flatMap((line, n) => (line.startsWith('grid') ? [n] : []));
    const [a = 0, b = 0] = own.slice(2);
    assert.equal(check(lines.with(a, lines[b] as string).with(b, lines[a] as string)).ok, false);
    for (let n = 0; n < lines.length; n += 1) assert.equal(check(lines.slice(0, n)).ok, false, `first ${n} lines`);
  });

  it('keeps any text of a row as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { rows: made } = madeLog([{ stream: 'grid', atMs: 5, kind: 'note', data: { text, by: text } }]);
        const checking = new ExportCheck();
        checking.take(csvHeader);
        const line = csvLine(made[0] as ProofRow);
        assert.doesNotMatch(line, /[\r\n]/);
        assert.equal(checking.take(line), true);
      }),
    );
  });
});
