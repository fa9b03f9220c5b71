import { basename } from 'node:path';
import type Database from 'better-sqlite3';
import { closeErasing } from './close-erasing.ts';
import { migrate, openToWrite } from './connection.ts';
import { copyTables } from './copy-tables.ts';
import { writeError } from './store-error.ts';
import { type Tables, tablesOf } from './tables/all.ts';

interface Followed {
  readonly db: Database.Database;
  readonly tables: Tables;
}

/** `last-good.sqlite`: repeats each change of the main database, and copies all of it when it has missed one. */
export class LastGood {
  readonly #file: string;
  readonly #steps: readonly string[];
  #open: Followed | undefined;

  constructor(file: string, steps: readonly string[]) {
    this.#file = file;
    this.#steps = steps;
  }

  /** The database of a file that inspection found good, to restore from. Throws StoreError `inUse`, `unreadable`. */
  source(): Database.Database {
    return this.#opened().db;
  }

  /**
   * Brings the file level with `main`, which has just taken `change` (or nothing, at the start). Throws StoreError
   * `notPersisted`, `unreadable`, `inUse`; the next call then makes up for it.
   */
  follow(main: Followed, change?: (tables: Tables) => void): void {
    try {
      const { db, tables } = this.#opened((db) => copyTables(main.db, db));
      const target = main.tables.changes.mark();
      const own = tables.changes.mark();
      if (own?.box === target?.box && own?.number === target?.number) return;
      const next = own !== undefined && own.box === target?.box && own.number + 1 === target.number;
      db.transaction(() => {
        if (next && change !== undefined) {
          change(tables);
          tables.changes.count();
        } else copyTables(main.db, db);
      }).immediate();
    } catch (error) {
      throw writeError(error, basename(this.#file), 'last-good copy');
    }
  }

  close(): void {
    if (this.#open !== undefined) closeErasing(this.#open.db);
    this.#open = undefined;
  }

  #opened(fill?: (db: Database.Database) => void): Followed {
    if (this.#open !== undefined) return this.#open;
    const db = openToWrite(this.#file, { exclusive: true });
    try {
      migrate(db, this.#steps, () => fill?.(db));
      this.#open = { db, tables: tablesOf(db) };
      return this.#open;
    } catch (error) {
      db.close();
      throw error;
    }
  }
}
