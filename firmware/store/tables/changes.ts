import type Database from 'better-sqlite3';

/** Which box the tables belong to and how many changes they have seen: tells whether two files say the same. */
export interface ChangeMark {
  readonly box: string;
  readonly number: number;
}

/** The counter of changes. */
export interface ChangesTable {
  /** `undefined`: lost, or not begun. */
  mark(): ChangeMark | undefined;
  /** Counts one change. */
  count(): void;
  /** Gives a new file its identity. */
  begin(box: string): void;
}

/** The counter in one database. */
export function changesTable(db: Database.Database): ChangesTable {
  const read = db.prepare<[], ChangeMark>('SELECT box, number FROM changes WHERE one = 1');
  const count = db.prepare('UPDATE changes SET number = number + 1 WHERE one = 1');
  const begin = db.prepare('INSERT INTO changes (one, box, number) VALUES (1, ?, 0)');
  return {
    mark: () => read.get(),
    count: () => void count.run(),
    begin: (box) => void begin.run(box),
  };
}
