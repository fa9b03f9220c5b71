import type Database from 'better-sqlite3';
import { closeErasing } from './close-erasing.ts';
import { lastGoodName, mainName } from './data-folder.ts';
import type { StoreHealth } from './health.ts';
import type { LastGood } from './last-good.ts';
import { StoreError, writeError } from './store-error.ts';
import { type Tables, tablesOf } from './tables/all.ts';

/** Writes each change to the main database and then to the last-good copy, each in one transaction of its own. */
export class Writer {
  readonly tables: Tables;
  readonly #main: Database.Database;
  readonly #lastGood: LastGood;
  readonly #health: StoreHealth;

  constructor(main: Database.Database, lastGood: LastGood, health: StoreHealth) {
    this.#main = main;
    this.#lastGood = lastGood;
    this.#health = health;
    this.tables = tablesOf(main);
  }

  /**
   * Runs a change, twice: it must depend on nothing but its arguments and the tables. On return it is on disk. Throws
   * StoreError `notPersisted`, `refused` or what the change throws, with nothing changed. A copy that fails is reported
   * in the health and made up for at the next change.
   */
  change<T>(what: string, change: (tables: Tables) => T): T {
    const result = this.#write(what, () => {
      const value = change(this.tables);
      this.tables.changes.count();
      return value;
    });
    this.follow(change);
    return result;
  }

  /** A change of a table that the last-good copy does not follow. */
  changeUnfollowed(what: string, change: (tables: Tables) => void): void {
    this.#write(what, () => change(this.tables));
  }

  /** Brings the last-good copy level. */
  follow(change?: (tables: Tables) => void): void {
    try {
      this.#lastGood.follow({ db: this.#main, tables: this.tables }, change);
      this.#health.clear('store:lastGood');
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#health.raise(
        {
          id: 'store:lastGood',
          severity: 'warning',
          code: 'notPersisted',
          what: lastGoodName,
          message: `the last-good copy is behind: ${error.message}`,
        },
        error.facts,
      );
    }
  }

  close(): void {
    this.#lastGood.close();
    closeErasing(this.#main);
  }

  #write<T>(what: string, run: () => T): T {
    try {
      const result = this.#main.transaction(run).immediate();
      this.#health.clear('store:main');
      return result;
    } catch (cause) {
      const error = writeError(cause, mainName, what);
      if (error instanceof StoreError && error.code === 'notPersisted')
        this.#health.raise(
          { id: 'store:main', severity: 'fault', code: 'notPersisted', what: mainName, message: error.message },
          error.facts,
        );
      throw error;
    }
  }
}
