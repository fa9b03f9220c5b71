import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { linkHash } from '../../grid/proof/chain.ts';
import { keyName, type SignedHead, signStatement } from '../../grid/proof/head.ts';
import { whatToDrop } from '../../grid/proof/retention.ts';
import {
  type ChainEnd,
  type ChainEnds,
  type NewRow,
  type ProofRow,
  type ProofStream,
  proofStreams,
} from '../../grid/proof/row.ts';
import { closeErasing } from '../close-erasing.ts';
import { openWhole } from '../open-prepared.ts';
import { type FoundBroken, foundBroken } from './found-ends.ts';
import { type ProofKeys, proofKeys } from './keys.ts';
import { prepareProof } from './prepare-proof.ts';
import { ProofReading } from './proof-tables.ts';
import { proofName } from './schema.ts';

/** The file never grows beyond this: docs/proof.md says what fits in. */
export const proofBoundBytes = 256 * 1024 * 1024;

/** Rows let go at a time, at least: a change at the bound waits for it (some 10 ms). */
const dropRows = 500;
/** Room is made before the bound is there, so that no change has to wait for it. */
const marginBytes = 1024 * 1024;
/** Daily heads: more than two years of them. */
const maxHeads = 1100;

/** Remembered, so that each start says it again. */
const brokenKey = 'brokenAtMs';

/** What goes with rows into the same transaction, once their numbers are known. */
export interface Also {
  readonly rows?: readonly NewRow[];
  /** Small things that are remembered, and are no evidence. */
  readonly meta?: Readonly<Record<string, string>>;
}
export type Then = (written: readonly ProofRow[]) => Also;

type Inserts = Readonly<Record<ProofStream, Database.Statement<[number, number, string, string, Buffer]>>>;

export interface ProofFileOptions {
  readonly dir: string;
  readonly nowMs: () => number;
  readonly boundBytes?: number;
  /** Name of a file that was set aside for this one. */
  readonly aside?: string;
}

/**
 * The open file of the log, its one writer. Every change is one transaction: rows, and the head signed anew. Throws what
 * SQLite and the system throw; then nothing of the change was kept.
 */
export class ProofFile {
  readonly keys: ProofKeys;
  readonly reading: ProofReading;
  readonly #db: Database.Database;
  readonly #options: ProofFileOptions;
  readonly #boundBytes: number;
  readonly #log: string;
  readonly #inserts: Inserts;
  /** The damaged file that this one follows, set aside when it was opened. */
  readonly aside: string | undefined;
  #ends: ChainEnds;

  constructor(options: ProofFileOptions) {
    const { dir, nowMs } = options;
    this.#options = options;
    this.#boundBytes = options.boundBytes ?? proofBoundBytes;
    this.keys = proofKeys(dir);
    const { db, aside } = openWhole(join(dir, proofName), nowMs(), prepareProof);
    this.#db = db;
    try {
      db.pragma(`max_page_count = ${Math.floor(this.#boundBytes / 4096)}`);
      db.pragma('journal_size_limit = 1048576');
      this.reading = new ProofReading(db);
      this.#log = this.reading.log();
      const found = foundBroken(this.reading);
      this.#ends = this.reading.ends();
      const insert = (stream: ProofStream) =>
        db.prepare<[number, number, string, string, Buffer]>(
          `INSERT INTO ${stream} (seq, at_ms, kind, data, hash) VALUES (?, ?, ?, ?, ?)`,
        );
      this.#inserts = Object.fromEntries(proofStreams.map((s) => [s, insert(s)])) as Inserts;
      this.aside = aside ?? options.aside;
      this.#knowKey(this.aside);
      this.#keepBroken(found);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Adds rows, makes room where there is none (then a row more says so), and signs. `then`: see `Also`. */
  append(rows: readonly NewRow[], then?: Then): readonly ProofRow[] {
    const ends: Record<ProofStream, ChainEnd> = { ...this.#ends };
    const written = this.#db
      .transaction(() => {
        const all = [...rows, ...this.#makeRoom(ends, rows.length)].map((row) => this.#insert(row, ends));
        const also = then?.(all);
        for (const row of also?.rows ?? []) all.push(this.#insert(row, ends));
        for (const [key, value] of Object.entries(also?.meta ?? {})) this.#setMeta(key, value);
        this.#sign(ends);
        return all;
      })
      .immediate();
    this.#ends = ends;
    return written;
  }

  /** When the file was first found not to be as the box had signed it; undefined: never. */
  get brokenAtMs(): number | undefined {
    const atMs = this.reading.meta(brokenKey);
    return atMs === undefined ? undefined : Number(atMs);
  }

  /** Where the chains end. */
  get ends(): ChainEnds {
    return this.#ends;
  }

  /** Keeps today's head, if it is not kept yet. */
  signDaily(): void {
    this.#db.transaction(() => this.#sign(this.#ends)).immediate();
  }

  /** Notes who is behind a pseudonym, once. */
  identify(kind: string, name: string): string {
    const pseudonym = this.keys.pseudonym(kind, name);
    this.#db
      .prepare('INSERT INTO identities (pseudonym, kind, name, first_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(pseudonym, kind, name, Math.trunc(this.#options.nowMs()));
    return pseudonym;
  }

  identities(): readonly { pseudonym: string; kind: string; name: string; firstMs: number }[] {
    return this.#db
      .prepare<[], { pseudonym: string; kind: string; name: string; firstMs: number }>(
        'SELECT pseudonym, kind, name, first_ms AS firstMs FROM identities ORDER BY first_ms LIMIT 1000',
      )
      .all();
  }

  /** Deletes who is behind a pseudonym; the rows that name it stay whole. False: nobody was noted. */
  forget(pseudonym: string): boolean {
    return this.#db.prepare('DELETE FROM identities WHERE pseudonym = ?').run(pseudonym).changes > 0;
  }

  close(): void {
    closeErasing(this.#db);
  }

  #insert(row: NewRow, ends: Record<ProofStream, ChainEnd>): ProofRow {
    const before = ends[row.stream];
    const { stream, kind } = row;
    const placed = { stream, seq: before.seq + 1, atMs: Math.trunc(row.atMs), kind, data: JSON.stringify(row.data) };
    const hash = linkHash(before.hash, placed);
    this.#inserts[stream].run(placed.seq, placed.atMs, kind, placed.data, Buffer.from(hash, 'hex'));
    ends[stream] = { seq: placed.seq, hash };
    return { ...placed, hash };
  }

  #setMeta(key: string, value: string): void {
    this.#db
      .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, value);
  }

  #sign(ends: ChainEnds): void {
    const atMs = this.#options.nowMs();
    const signed = signStatement({ kind: 'head', log: this.#log, atMs, ends }, this.keys);
    this.#put('INSERT INTO heads (id, text, signature, key) VALUES (0, ?, ?, ?)', signed);
    const day = new Date(atMs).toISOString().slice(0, 10);
    if (this.reading.meta('signedDay') === day) return;
    this.#setMeta('signedDay', day);
    this.#keepHead(signed);
    this.#db.prepare('DELETE FROM heads WHERE id > 0 AND id <= (SELECT max(id) FROM heads) - ?').run(maxHeads);
  }

  #put(insert: string, { text, signature, key }: SignedHead): void {
    this.#db.prepare(insert.replace('INSERT', 'INSERT OR REPLACE')).run(text, signature, key);
  }

  /** Lets the oldest rows go while the file is at its bound; what went stays said, signed. */
  #makeRoom(ends: ChainEnds, coming: number): readonly NewRow[] {
    if (this.#usedBytes() < this.#boundBytes - marginBytes) return [];
    const atMs = this.#options.nowMs();
    const oldest = this.reading.oldest();
    const rows = (stream: ProofStream) => ends[stream].seq + 1 - (oldest[stream]?.seq ?? ends[stream].seq + 1);
    const drop = whatToDrop(oldest, { power: rows('power'), audit: rows('audit'), grid: rows('grid') }, atMs);
    const first = drop === undefined ? undefined : oldest[drop.stream]?.seq;
    if (drop === undefined || first === undefined) return [];
    const { stream, beforeMs } = drop;
    const most = Math.min(first + Math.max(dropRows, 2 * coming) - 1, ends[stream].seq);
    const keepFrom = beforeMs === undefined ? undefined : this.reading.firstSince(stream, beforeMs, most);
    const upTo = keepFrom === undefined ? most : keepFrom - 1;
    const [last] = this.reading.rows(stream, upTo, upTo);
    if (last === undefined) return [];
    const begin: ChainEnds = { ...this.reading.begin(), [stream]: { seq: last.seq, hash: last.hash } };
    this.#db.prepare(`DELETE FROM ${stream} WHERE seq <= ?`).run(last.seq);
    const signed = signStatement({ kind: 'dropped', log: this.#log, atMs, ends: begin }, this.keys);
    this.#put('INSERT INTO dropped (one, text, signature, key) VALUES (1, ?, ?, ?)', signed);
    const early = beforeMs === undefined ? { early: true } : {};
    const data = { chain: stream, rows: last.seq - first + 1, upTo: last.seq, hash: last.hash, ...early };
    return [{ stream: 'grid', atMs, kind: 'dropped', data }];
  }

  #usedBytes(): number {
    const pages = (name: string) => Number(this.#db.pragma(name, { simple: true }));
    return (pages('page_count') - pages('freelist_count')) * 4096;
  }

  /** What was done to the file meanwhile is said in a row, and the head that shows it is kept: no check passes over it. */
  #keepBroken(found: FoundBroken | undefined): void {
    if (found === undefined) return;
    this.#db.transaction(() => {
      this.#keepHead(found.head);
      const data = { chains: found.chains };
      const atMs = this.#options.nowMs();
      const known = this.reading.meta(brokenKey) ?? String(Math.trunc(atMs));
      this.append([{ stream: 'grid', atMs, kind: 'broken', data }], () => ({ meta: { [brokenKey]: known } }));
    })();
  }

  #keepHead(head: SignedHead): void {
    this.#put(
      'INSERT INTO heads (id, text, signature, key) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM heads), ?, ?, ?)',
      head,
    );
  }

  /** A new key, and a new file, is itself a row of the log. */
  #knowKey(aside: string | undefined): void {
    const name = keyName(this.keys.spki);
    if (this.reading.keys().has(name)) return;
    const data = { key: name, ...(aside === undefined ? {} : { setAside: aside }) };
    this.#db.transaction(() => {
      this.#db.prepare('INSERT INTO keys (name, spki) VALUES (?, ?)').run(name, this.keys.spki);
      this.append([{ stream: 'grid', atMs: this.#options.nowMs(), kind: 'key', data }]);
    })();
  }
}
