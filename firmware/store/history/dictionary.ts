import type Database from 'better-sqlite3';
import type { Series, SeriesKind, SeriesUnit } from '../../domain/history.ts';
import { groupOf } from './series-parts.ts';

/** A series by the numbers that stand for it in the file. */
export interface NumberedSeries extends Series {
  readonly id: number;
  readonly group: number;
}

/** Groups share the number of a blob with its place in time. */
export const mostGroups = 4096;
/** A file that has been given more names than this takes no new ones. */
const mostSeries = 100_000;

/** Numbers of series, groups and words. What is new is given a number at once, and written with the values that need it. */
export class Dictionary {
  readonly #series = new Map<string, NumberedSeries>();
  readonly #groups = new Map<string, number>();
  readonly #words = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  #unsaved: ((db: Database.Database) => void)[] = [];

  /** Takes what a file has; its numbers count. Throws what SQLite throws. */
  load(db: Database.Database): void {
    for (const { id, name } of db.prepare<[], { id: number; name: string }>('SELECT id, name FROM groups').all())
      this.#groups.set(name, id);
    type Row = { id: number; name: string; kind: SeriesKind; unit: SeriesUnit; grp: number };
    for (const { grp, ...row } of db.prepare<[], Row>('SELECT id, name, kind, unit, grp FROM series ORDER BY id').all())
      this.#series.set(row.name, { ...row, group: grp });
    for (const { id, text } of db.prepare<[], { id: number; text: string }>('SELECT id, text FROM words').all()) {
      this.#words.set(text, id);
      this.#texts.set(id, text);
    }
    this.#next = Math.max(this.#next, ...[...this.#series.values()].map(({ id }) => id + 1));
  }
  #next = 1;

  /** Undefined: there is no number left. A series whose kind has changed gets a new one. */
  numbered(series: Series): NumberedSeries | undefined {
    const known = this.#series.get(series.name);
    if (known !== undefined && known.kind === series.kind && known.unit === series.unit) return known;
    const group = this.#group(groupOf(series.name));
    if (group === undefined || this.#next > mostSeries) return undefined;
    const made = { ...series, id: this.#next, group };
    this.#next += 1;
    this.#series.set(series.name, made);
    const { id, name, kind, unit } = made;
    this.#unsaved.push((db) => {
      db.prepare('INSERT OR REPLACE INTO series (id, name, kind, unit, grp) VALUES (?, ?, ?, ?, ?)').run(
        ...[id, name, kind, unit, group],
      );
    });
    return made;
  }

  word(text: string): number {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const id = this.#words.size + 1;
    this.#words.set(text, id);
    this.#texts.set(id, text);
    this.#unsaved.push((db) => {
      db.prepare('INSERT INTO words (id, text) VALUES (?, ?)').run(id, text);
    });
    return id;
  }

  text(word: number): string | undefined {
    return this.#texts.get(word);
  }

  find(name: string): NumberedSeries | undefined {
    return this.#series.get(name);
  }

  all(): readonly NumberedSeries[] {
    return [...this.#series.values()];
  }

  /** Inside the transaction of the values; `saved` when that is on disk. */
  save(db: Database.Database): void {
    for (const write of this.#unsaved) write(db);
  }

  saved(): void {
    this.#unsaved = [];
  }

  #group(name: string): number | undefined {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const id = this.#groups.size;
    if (id >= mostGroups) return undefined;
    this.#groups.set(name, id);
    this.#unsaved.push((db) => {
      db.prepare('INSERT INTO groups (id, name) VALUES (?, ?)').run(id, name);
    });
    return id;
  }
}
