import type Database from 'better-sqlite3';
import type { HistoryTier } from '../../domain/history.ts';
import { type Block, type Column, decodeBlock, encodeBlock } from './block.ts';
import { mostGroups } from './dictionary.ts';
import { chunkRows } from './schema.ts';

/** A tier that is put together from pieces. */
export type PiecedTier = Exclude<HistoryTier, 1>;

interface Stored {
  readonly id: number;
  readonly data: Buffer;
}

/** The statements on blobs of history. All throw what SQLite throws. */
export class HistoryTables {
  readonly #db: Database.Database;
  readonly #stretches = new Map<HistoryTier, Set<number>>();
  readonly #statements = new Map<string, Database.Statement<unknown[], unknown>>();
  /** Blobs whose content could not be understood: they count as missing. */
  damaged = 0;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** The chunk of a group and a stretch; undefined = none. */
  chunk(tier: HistoryTier, stretch: number, group: number, wanted?: ReadonlySet<number>): Block | undefined {
    const id = stretch * mostGroups + group;
    return this.#decode(this.#prepare(`SELECT id, data FROM chunk_${tier} WHERE id = ?`).get(id), wanted);
  }

  /** Writes a chunk; where there is one its values stay where the new one has none. */
  putChunk(tier: HistoryTier, stretch: number, group: number, columns: readonly Column[]): void {
    const all = overlaid(this.chunk(tier, stretch, group)?.columns ?? [], columns);
    const data = encodeBlock(chunkRows[tier], all);
    this.#prepare(`INSERT OR REPLACE INTO chunk_${tier} (id, data) VALUES (?, ?)`).run(
      ...[stretch * mostGroups + group, data],
    );
    this.#stretches.get(tier)?.add(stretch);
  }

  /** Writes rows of all groups; `first` is the place of the first row, in steps of the tier since 1970. */
  putPiece(tier: PiecedTier, first: number, rows: number, columns: readonly Column[]): void {
    const before = this.#decode(
      this.#prepare(`SELECT first AS id, data FROM piece_${tier} WHERE first = ?`).get(first),
    );
    const data = encodeBlock(rows, overlaid(before?.columns ?? [], columns));
    this.#prepare(`INSERT OR REPLACE INTO piece_${tier} (first, data) VALUES (?, ?)`).run(first, data);
  }

  /** Pieces that begin from row `from` to before row `to`, oldest first. */
  *pieces(
    tier: PiecedTier,
    from: number,
    to: number,
    wanted?: ReadonlySet<number>,
  ): Generator<Block & { first: number }> {
    const select = this.#prepare(
      `SELECT first AS id, data FROM piece_${tier} WHERE first >= ? AND first < ? ORDER BY first`,
    );
    for (const row of select.all(from, to) as Stored[]) {
      const block = this.#decode(row, wanted);
      if (block !== undefined) yield { ...block, first: row.id };
    }
  }

  /** Where the oldest piece begins; undefined = there is none. */
  oldestPiece(tier: PiecedTier): number | undefined {
    return (this.#prepare(`SELECT min(first) AS id FROM piece_${tier}`).get() as { id: number | null }).id ?? undefined;
  }

  dropPieces(tier: PiecedTier, from: number, to: number): void {
    this.#prepare(`DELETE FROM piece_${tier} WHERE first >= ? AND first < ?`).run(from, to);
  }

  /** The oldest stretch that has chunks; undefined = none. */
  oldestStretch(tier: HistoryTier): number | undefined {
    const { id } = this.#prepare(`SELECT min(id) AS id FROM chunk_${tier}`).get() as { id: number | null };
    return id === null ? undefined : Math.floor(id / mostGroups);
  }

  dropStretchesBefore(tier: HistoryTier, stretch: number): void {
    this.#prepare(`DELETE FROM chunk_${tier} WHERE id < ?`).run(stretch * mostGroups);
    const known = this.#stretches.get(tier);
    for (const one of known ?? []) if (one < stretch) known?.delete(one);
  }

  /** Stretches that have chunks, in no order. */
  stretches(tier: HistoryTier): ReadonlySet<number> {
    const known = this.#stretches.get(tier);
    if (known !== undefined) return known;
    const found = new Set<number>();
    const next = this.#prepare(`SELECT min(id) AS id FROM chunk_${tier} WHERE id >= ?`);
    for (let from = 0; ; ) {
      const { id } = next.get(from) as { id: number | null };
      if (id === null) break;
      const stretch = Math.floor(id / mostGroups);
      found.add(stretch);
      from = (stretch + 1) * mostGroups;
    }
    this.#stretches.set(tier, found);
    return found;
  }

  /** Bytes of the pages that are in use. */
  usedBytes(): number {
    const pragma = (name: string) => Number(this.#db.pragma(name, { simple: true }));
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  }

  #decode(row: unknown, wanted?: ReadonlySet<number>): Block | undefined {
    if (row === undefined) return undefined;
    try {
      return decodeBlock((row as Stored).data, wanted);
    } catch (error) {
      // A blob that was damaged inside a page that SQLite takes for whole.
      if (!(error instanceof Error)) throw error;
      this.damaged += 1;
      return undefined;
    }
  }

  #prepare(sql: string): Database.Statement<unknown[], unknown> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare<unknown[], unknown>(sql);
    this.#statements.set(sql, made);
    return made;
  }
}

/** Columns of two blocks of the same rows; the later values count where there are any. */
export function overlaid(before: readonly Column[], later: readonly Column[]): Column[] {
  const all = new Map(before.map((column) => [column.key, column.values]));
  for (const { key, values } of later) {
    const under = all.get(key);
    all.set(
      key,
      under === undefined ? values : values.map((value, i) => (Number.isNaN(value) ? (under[i] ?? value) : value)),
    );
  }
  return [...all].map(([key, values]) => ({ key, values }));
}
