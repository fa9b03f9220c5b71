import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { closeErasing } from '../close-erasing.ts';
import { openOrRestore } from '../open-or-restore.ts';
import { isDamaged, openPrepared } from '../open-prepared.ts';
import { setAside } from '../set-aside.ts';
import { OcppReading } from './ocpp-reading.ts';
import { OcppRows } from './ocpp-rows.ts';
import type { MessageKind, QueueChange, QueueName, TooOld } from './queue-rows.ts';
import { migrateOcpp, ocppCopyName, ocppName } from './schema.ts';

/** The copy is brought level after so many changes at the latest. */
const mostBehind = 500;

/** The open file of waiting messages, its one writer, with the copy that follows it. Throws what SQLite and the system throw. */
export class OcppFile {
  readonly reading: OcppReading;
  /** Name of the damaged file that was set aside when this one was opened. */
  readonly aside: string | undefined;
  readonly #db: Database.Database;
  readonly #rows: OcppRows;
  /** Made once: there is one for each message that comes and goes. */
  readonly #write: Database.Transaction<OcppRows['write']>;
  readonly #copyFile: string;
  readonly #nowMs: () => number;
  #copy: Database.Database | undefined;
  #durable = true;
  #behind = 0;
  #thinned = false;

  constructor(dir: string, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#copyFile = join(dir, ocppCopyName);
    const { db, aside } = openOrRestore(join(dir, ocppName), this.#copyFile, nowMs(), prepare);
    this.#db = db;
    this.aside = aside;
    this.reading = new OcppReading(db);
    this.#rows = new OcppRows(db);
    this.#write = db.transaction((name, changes) => this.#rows.write(name, changes));
  }

  /** All of it or nothing. `durable`: no power cut takes it back either. Returns the numbers of new messages, in order. */
  write(name: QueueName, changes: readonly QueueChange[], durable: boolean): readonly number[] {
    this.#sync(durable);
    const numbers = this.#write.immediate(name, changes);
    this.#behind += changes.length;
    return numbers;
  }

  /** Leaves out every second message of a kind in each transaction of a queue, after one: how many of which. */
  thin(name: QueueName, kind: MessageKind, after: number): ReadonlyMap<string | undefined, number> {
    this.#sync(false);
    const left = this.#db.transaction(() => this.#rows.thin(name, kind, after)).immediate();
    this.#thinned = true;
    return left;
  }

  /** Moves all messages of a queue into the list of dropped ones: how many. */
  giveUp(name: QueueName, atMs: number, why: string): number {
    this.#sync(true);
    return this.#db.transaction(() => this.#rows.giveUp(name, atMs, why)).immediate();
  }

  /** The true time of a start of the system is known now. */
  putOffset(boot: string, offsetMs: number): void {
    this.#sync(true);
    this.#rows.putOffset(boot, offsetMs);
  }

  /** What is too old goes. */
  forget(name: QueueName, tooOld: TooOld): void {
    this.#sync(false);
    this.#db.transaction(() => this.#rows.forget(name, tooOld)).immediate();
  }

  /** Somebody has seen the dropped messages up to this one. */
  see(upTo: number): void {
    this.#sync(true);
    this.#rows.see(upTo);
  }

  /** Whether the copy is further behind than it may be. */
  get behind(): boolean {
    return this.#behind >= mostBehind;
  }

  /** Brings the copy level. A copy that is damaged is made anew. */
  follow(): void {
    try {
      this.#follow();
    } catch (error) {
      if (!isDamaged(error)) throw error;
      this.#copy?.close();
      this.#copy = undefined;
      setAside(this.#copyFile, this.#nowMs());
      this.#follow();
    }
    this.#behind = 0;
    this.#thinned = false;
  }

  close(): void {
    if (this.#copy !== undefined) closeErasing(this.#copy);
    closeErasing(this.#db);
  }

  /** Without a sync a killed process loses nothing, a power cut the last of the writes. */
  #sync(durable: boolean): void {
    if (durable === this.#durable) return;
    this.#db.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    this.#durable = durable;
  }

  #follow(): void {
    this.#copy ??= openPrepared(this.#copyFile, (copy) => {
      migrateOcpp(copy);
      copy.prepare('ATTACH ? AS source').run(this.#db.name);
    });
    const copy = this.#copy;
    copy.transaction(() => copy.exec(this.#thinned ? `${level};${levelThinned}` : level)).immediate();
  }
}

/** Messages go in their order: what a queue has no more lies before its oldest. */
const level = `
  INSERT OR REPLACE INTO main.queues SELECT * FROM source.queues;
  INSERT OR REPLACE INTO main.boots SELECT * FROM source.boots;
  INSERT OR REPLACE INTO main.transactions SELECT * FROM source.transactions
    WHERE changed > (SELECT coalesce(max(changed), 0) FROM main.transactions);
  DELETE FROM main.transactions WHERE n NOT IN (SELECT n FROM source.transactions);
  INSERT INTO main.messages SELECT * FROM source.messages WHERE n > (SELECT coalesce(max(n), 0) FROM main.messages);
  DELETE FROM main.messages WHERE n IN (SELECT m.n FROM main.queues q JOIN main.messages m ON m.queue = q.n
    AND m.n < coalesce((SELECT min(s.n) FROM source.messages s WHERE s.queue = q.n), 9223372036854775807));
  INSERT OR REPLACE INTO main.dropped SELECT * FROM source.dropped
    WHERE n > (SELECT coalesce(max(n), 0) FROM main.dropped) OR (seen = 1 AND n IN (SELECT n FROM main.dropped WHERE seen = 0));
  DELETE FROM main.dropped WHERE n NOT IN (SELECT n FROM source.dropped)`;
const levelThinned = 'DELETE FROM main.messages WHERE n NOT IN (SELECT n FROM source.messages)';

/** Reads what the program goes on from. */
function prepare(db: Database.Database): void {
  migrateOcpp(db);
  const reading = new OcppReading(db);
  for (const name of reading.queues()) {
    const queue = reading.queue(name);
    if (queue !== undefined) reading.running(queue);
  }
  for (const table of ['messages', 'transactions', 'dropped'])
    for (const order of ['n', 'n DESC']) db.prepare(`SELECT * FROM ${table} ORDER BY ${order} LIMIT 100`).all();
}
