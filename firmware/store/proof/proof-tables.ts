import type Database from 'better-sqlite3';
import { chainEnds, genesis } from '../../grid/proof/chain.ts';
import { type KeyRing, readStatement, type SignedHead } from '../../grid/proof/head.ts';
import type { Oldest } from '../../grid/proof/retention.ts';
import { type ChainEnd, type ChainEnds, type ProofRow, type ProofStream, proofStreams } from '../../grid/proof/row.ts';

interface DbRow {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  readonly data: string;
  readonly hash: Buffer;
}

const pageRows = 500;
const columns = 'seq, at_ms AS atMs, kind, data, hash';

/** The statements on the log that read; for the writer, the query thread and the command line alike. */
export class ProofReading {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  meta(key: string): string | undefined {
    return this.#db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value;
  }

  /** The random name of the log. */
  log(): string {
    return this.meta('log') ?? '';
  }

  keys(): KeyRing {
    const rows = this.#db.prepare<[], { name: string; spki: string }>('SELECT name, spki FROM keys').all();
    return new Map(rows.map(({ name, spki }) => [name, spki]));
  }

  /** The daily ones, then the one of now; without that the list ends with something nobody signed. */
  heads(): readonly SignedHead[] {
    const all = this.#db
      .prepare<[], SignedHead & { id: number }>('SELECT id, text, signature, key FROM heads ORDER BY id = 0, id')
      .all();
    const now = all.at(-1)?.id === 0 ? [] : [{ text: '', signature: '', key: 'that of now, which is missing,' }];
    return [...all.map(({ text, signature, key }) => ({ text, signature, key })), ...now];
  }

  /** The one of now; undefined: somebody took it away, or the log is new. */
  headOfNow(): SignedHead | undefined {
    return this.#db.prepare<[], SignedHead>('SELECT text, signature, key FROM heads WHERE id = 0').get();
  }

  dropped(): SignedHead | undefined {
    return this.#db.prepare<[], SignedHead>('SELECT text, signature, key FROM dropped').get();
  }

  *rows(stream: ProofStream, from = 0, to = Number.MAX_SAFE_INTEGER): Generator<ProofRow> {
    const select = this.#db.prepare<[number, number], DbRow>(
      `SELECT ${columns} FROM ${stream} WHERE seq >= ? AND seq <= ? ORDER BY seq`,
    );
    for (const row of select.iterate(from, to)) yield rowOf(stream, row);
  }

  /** The same in many short looks, so that whoever takes the rows slowly holds up no writer. */
  *rowsInPages(stream: ProofStream, from: number, to: number): Generator<ProofRow> {
    const select = this.#db.prepare<[number, number], DbRow>(
      `SELECT ${columns} FROM ${stream} WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ${pageRows}`,
    );
    for (let next = from; next <= to; ) {
      const page = select.all(next, to);
      for (const row of page) yield rowOf(stream, row);
      next = (page.at(-1)?.seq ?? to) + 1;
    }
  }

  /** The end of a chain after row `seq`; undefined: there is no such row. */
  endAt(stream: ProofStream, seq: number): ChainEnd | undefined {
    const [row] = this.rows(stream, seq, seq);
    return endOf(row);
  }

  /** Newest first; `before` a number, to page on. */
  newest(stream: ProofStream, limit: number, before = Number.MAX_SAFE_INTEGER): readonly ProofRow[] {
    return this.#db
      .prepare<[number, number], DbRow>(`SELECT ${columns} FROM ${stream} WHERE seq < ? ORDER BY seq DESC LIMIT ?`)
      .all(before, limit)
      .map((row) => rowOf(stream, row));
  }

  /** Where each chain ends now, what was let go counted in. */
  ends(): ChainEnds {
    const before = this.begin();
    return chainEnds((stream) => endOf(this.newest(stream, 1)[0]) ?? before[stream]);
  }

  /** What stands before the first kept rows. */
  begin(): ChainEnds {
    const dropped = this.dropped();
    const said = dropped === undefined ? undefined : readStatement(dropped.text)?.ends;
    return said ?? chainEnds((stream) => genesis(this.log(), stream));
  }

  oldest(): Oldest {
    const first = (stream: ProofStream) =>
      this.#db
        .prepare<[], { seq: number; atMs: number }>(`SELECT seq, at_ms AS atMs FROM ${stream} ORDER BY seq LIMIT 1`)
        .get();
    return Object.fromEntries(proofStreams.map((stream) => [stream, first(stream)])) as Oldest;
  }

  /** The first number up to `upTo` whose time is not before `atMs`; undefined = none. */
  firstSince(stream: ProofStream, atMs: number, upTo = Number.MAX_SAFE_INTEGER): number | undefined {
    return this.#db
      .prepare<[number, number], { seq: number }>(
        `SELECT seq FROM ${stream} WHERE at_ms >= ? AND seq <= ? ORDER BY seq LIMIT 1`,
      )
      .get(atMs, upTo)?.seq;
  }

  /** The last number whose time is before `atMs`; undefined = none. */
  lastBefore(stream: ProofStream, atMs: number): number | undefined {
    return this.#db
      .prepare<[number], { seq: number }>(`SELECT seq FROM ${stream} WHERE at_ms < ? ORDER BY seq DESC LIMIT 1`)
      .get(atMs)?.seq;
  }
}

const endOf = (row: ProofRow | undefined): ChainEnd | undefined =>
  row === undefined ? undefined : { seq: row.seq, hash: row.hash };

function rowOf(stream: ProofStream, { seq, atMs, kind, data, hash }: DbRow): ProofRow {
  return { stream, seq, atMs, kind, data, hash: Buffer.isBuffer(hash) ? hash.toString('hex') : String(hash) };
}
