import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProofRow, ProofStream } from '../../../../firmware/grid/proof/row.ts';
import { verifyLog } from '../../../../firmware/grid/proof/verify.ts';
import { madeLog, someRows, underTest } from './made-log.ts';

const { rows, heads } = madeLog(someRows(60));
const broken = (changed: readonly ProofRow[], of = heads) => {
  const verdict = verifyLog(underTest(changed, of));
  return verdict.ok ? 'ok' : `${verdict.stream} ${verdict.seq}`;
};
const nameOf = (row: ProofRow | undefined) => `${row?.stream} ${row?.seq}`;

describe('S24 the chain of the proof log', () => {
  it('holds as it was written', () => {
    const verdict = verifyLog(underTest(rows, heads));
    assert.ok(verdict.ok);
    assert.equal(
      Object.values(verdict.rows).reduce((a, b) => a + b),
      60,
    );
  });

  it('shows one changed character in any column of any row, and names the row', () => {
    const columns = ['atMs', 'kind', 'data', 'hash'] as const;
    fc.assert(
      fc.property(
        fc.nat(59),
        fc.constantFrom(...columns),
        fc.nat(1000),
        fc.integer({ min: 1, max: 255 }),
        (at, column, where, flip) => {
          const row = rows[at] as ProofRow;
          const text = String(row[column]);
          const i = where % text.length;
          const other = column === 'atMs' ? row.atMs + flip : replaced(text, i, flip);
          fc.pre(other !== row[column]);
          const changed = rows.with(at, { ...row, [column]: other } as ProofRow);
          assert.equal(broken(changed), nameOf(row));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('shows a row that was taken out, put in, or exchanged with another', () => {
    for (const stream of ['grid', 'power', 'audit'] satisfies ProofStream[]) {
      const own = rows.filter((row) => row.stream === stream);
      const [first, second, third] = own;
      assert.ok(first && second && third);
      assert.equal(broken(rows.filter((row) => row !== second)), nameOf(second));
      assert.equal(broken(rows.filter((row) => row !== first)), nameOf(first));
      assert.equal(broken(rows.toSpliced(rows.indexOf(second), 0, second)), nameOf(third));
      const swapped = rows.map((row) => (row === second ? third : row === third ? second : row));
      assert.equal(broken(swapped), nameOf(second));
      const renumbered = rows.map((row) =>
        row === second ? { ...third, seq: second.seq } : row === third ? { ...second, seq: third.seq } : row,
      );
      assert.equal(broken(renumbered), nameOf(second));
    }
  });

  it('shows an end that was cut off by the signed heads, and a head that was changed', () => {
    const last = rows.findLast((row) => row.stream === 'grid');
    assert.equal(broken(rows.filter((row) => row !== last)), nameOf(last));
    assert.equal(broken([]), 'grid 1');
    const [head, end] = heads;
    assert.ok(head && end);
    assert.equal(broken(rows, [{ ...head, text: head.text.replace('grid 2', 'grid 1') }, end]), 'heads 1');
    assert.equal(broken(rows, [head, { ...end, signature: head.signature }]), 'heads 2');
  });

  it('shows a chain that was cut and went on to the same length, signed by the box itself', () => {
    const other = madeLog(someRows(60).map((row) => ({ ...row, data: { ...row.data, more: 1 } })));
    const verdict = verifyLog(underTest(other.rows, [...heads.slice(1), ...other.heads]));
    assert.ok(!verdict.ok);
    assert.match(verdict.why, /two signed heads/);
  });

  it('shows a chain that was made anew by somebody without the key', () => {
    const forged = madeLog(someRows(60).map((row) => ({ ...row, data: { ...row.data, more: 1 } })));
    const verdict = verifyLog(underTest(forged.rows, heads));
    assert.ok(!verdict.ok);
    assert.match(verdict.why, /not the row that a signed head names/);
  });
});

function replaced(text: string, i: number, flip: number): string {
  return text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ flip) + text.slice(i + 1);
}
