import type Database from 'better-sqlite3';
import { clockFloorMs } from '../../domain/clock.ts';
import { type PackedPayload, packed, unpacked } from './packed-payload.ts';
import type {
  KeptTransaction,
  MessageKind,
  NewDropped,
  NewMessage,
  QueueChange,
  QueueName,
  TooOld,
} from './queue-rows.ts';
import { filled } from './queue-rows.ts';

/** Transactions that are done, for a person who looks; of one queue. */
const keptDone = 100;
/** Dropped messages of one queue; begin and end of a transaction stay beyond it. */
const keptDropped = 2000;

/** Starts of the system of which no message waits. */
const keptBoots = 50;

interface WaitingRow extends PackedPayload, Pick<NewMessage, 'id' | 'kind' | 'action' | 'createdMs'> {
  readonly localTx: string | null;
  readonly fill: 0 | 1;
  readonly attempts: number;
  readonly backendTx: number | null;
}

/** The statements that write; the caller makes the transaction. */
export class OcppRows {
  readonly #statements: ReturnType<typeof statementsOf>;

  constructor(db: Database.Database) {
    this.#statements = statementsOf(db);
  }

  write(name: QueueName, changes: readonly QueueChange[]): readonly number[] {
    const queue = this.#queue(name);
    const numbers: number[] = [];
    for (const change of changes)
      switch (change.kind) {
        case 'message':
          numbers.push(this.#add(queue, change.message));
          break;
        case 'transaction':
          this.#put(queue, change.transaction);
          break;
        case 'gone':
          this.#statements.gone.run(change.n, change.id);
          break;
        case 'tried':
          this.#statements.tried.run(change.attempts, whole(change.nextMs), change.n, change.id);
          break;
        case 'dropped':
          this.#drop(queue, change.dropped);
      }
    return numbers;
  }

  thin(name: QueueName, kind: MessageKind, after: number): ReadonlyMap<string | undefined, number> {
    const left = new Map<string | undefined, number>();
    for (const { tx } of this.#statements.thin.all(this.#queue(name), kind, after)) {
      const localTx = tx === null ? undefined : this.#statements.localTx.get(tx)?.local_tx;
      left.set(localTx, (left.get(localTx) ?? 0) + 1);
    }
    return left;
  }

  giveUp(name: QueueName, atMs: number, why: string): number {
    const queue = this.#queue(name);
    const waiting = this.#statements.all.all(queue);
    for (const { fill, backendTx, payload, dictionary, ...message } of waiting) {
      const asSent = fill === 1 ? packed(filled(unpacked({ payload, dictionary }), backendTx ?? undefined)) : undefined;
      this.#statements.drop.run({
        queue,
        ...message,
        droppedMs: Math.trunc(atMs),
        why,
        payload,
        dictionary,
        ...asSent,
      });
    }
    this.#statements.goneAll.run(queue);
    this.#statements.doneAll.run({ queue });
    return waiting.length;
  }

  putOffset(boot: string, offsetMs: number): void {
    this.#statements.offset.run(boot, Math.round(offsetMs));
    this.#statements.pruneBoots.run(keptBoots);
  }

  forget(name: QueueName, { seenBeforeMs, beforeMs }: TooOld): void {
    const queue = this.#queue(name);
    this.#statements.forgetDropped.run({ queue, floorMs: clockFloorMs, seenBeforeMs, beforeMs });
    this.#statements.forgetDone.run(queue, new Date(seenBeforeMs).toISOString());
  }

  see(upTo: number): void {
    this.#statements.see.run(upTo);
  }

  #queue({ backend, station }: QueueName): number {
    const known = this.#statements.queue.get(backend, station);
    return known?.n ?? Number(this.#statements.addQueue.run(backend, station).lastInsertRowid);
  }

  #boot(boot: string): number {
    return this.#statements.boot.get(boot)?.n ?? Number(this.#statements.addBoot.run(boot).lastInsertRowid);
  }

  #add(queue: number, message: NewMessage): number {
    const { id, localTx, kind, action, fill, payload, createdMs, boot, bootMs } = message;
    const tx = localTx === undefined ? null : (this.#statements.tx.get(queue, localTx)?.n ?? null);
    return Number(
      this.#statements.add.run({
        ...{ id, queue, tx, kind, action, fill: fill ? 1 : 0, ...packed(payload), bytes: Buffer.byteLength(payload) },
        ...{ createdMs: Math.trunc(createdMs), boot: this.#boot(boot), bootMs: Math.trunc(bootMs) },
      }).lastInsertRowid,
    );
  }

  #put(queue: number, transaction: KeptTransaction): void {
    const { localTx, connector, idTag, backendTx, state, seqNo, began, ended, answer, notes, document } = transaction;
    this.#statements.put.run({
      ...{ queue, localTx, connector, idTag: idTag ?? null, backendTx: backendTx ?? null, state, seqNo, began },
      ...{ ended: ended ?? null, answer: answer === undefined ? null : JSON.stringify(answer) },
      ...{ notes: JSON.stringify(notes), document: JSON.stringify(document) },
    });
    if (state === 'done') this.#statements.pruneDone.run({ queue, kept: keptDone });
  }

  #drop(queue: number, { id, localTx, kind, action, payload, createdMs, droppedMs, attempts, why }: NewDropped): void {
    const row = { queue, id, localTx: localTx ?? null, kind, action, ...packed(payload), attempts, why };
    this.#statements.drop.run({ ...row, createdMs: Math.trunc(createdMs), droppedMs: Math.trunc(droppedMs) });
    this.#statements.pruneDropped.run({ queue, kept: keptDropped });
  }
}

const whole = (ms: number | undefined): number | null => (ms === undefined ? null : Math.trunc(ms));

const statementsOf = (db: Database.Database) => ({
  queue: db.prepare<[string, string], { n: number }>('SELECT n FROM queues WHERE backend = ? AND station = ?'),
  addQueue: db.prepare<[string, string]>('INSERT INTO queues (backend, station) VALUES (?, ?)'),
  boot: db.prepare<[string], { n: number }>('SELECT n FROM boots WHERE boot = ?'),
  addBoot: db.prepare<[string]>('INSERT INTO boots (boot) VALUES (?)'),
  offset: db.prepare<[string, number]>(
    `INSERT INTO boots (boot, offset_ms) VALUES (?, ?) ON CONFLICT (boot) DO UPDATE SET offset_ms = excluded.offset_ms`,
  ),
  pruneBoots: db.prepare<[number]>(
    'DELETE FROM boots WHERE n <= (SELECT max(n) FROM boots) - ? AND n NOT IN (SELECT boot FROM messages)',
  ),
  tx: db.prepare<[number, string], { n: number }>('SELECT n FROM transactions WHERE queue = ? AND local_tx = ?'),
  localTx: db.prepare<[number], { local_tx: string }>('SELECT local_tx FROM transactions WHERE n = ?'),
  add: db.prepare(
    `INSERT INTO messages (id, queue, tx, kind, action, fill, payload, dictionary, bytes, created_ms, boot, boot_ms,
       attempts)
     VALUES (@id, @queue, @tx, @kind, @action, @fill, @payload, @dictionary, @bytes, @createdMs, @boot, @bootMs, 0)`,
  ),
  // The id as well: after a file was lost a number may stand for another message.
  gone: db.prepare<[number, string]>('DELETE FROM messages WHERE n = ? AND id = ?'),
  tried: db.prepare<[number, number | null, number, string]>(
    'UPDATE messages SET attempts = ?, next_ms = ? WHERE n = ? AND id = ?',
  ),
  put: db.prepare(
    `INSERT INTO transactions (changed, queue, local_tx, connector, id_tag, backend_tx, state, seq_no, began, ended,
       answer, notes, document)
     VALUES ((SELECT coalesce(max(changed), 0) + 1 FROM transactions), @queue, @localTx, @connector, @idTag, @backendTx,
       @state, @seqNo, @began, @ended, @answer, @notes, @document)
     ON CONFLICT (queue, local_tx) DO UPDATE SET changed = excluded.changed, connector = excluded.connector,
       id_tag = excluded.id_tag, backend_tx = excluded.backend_tx, state = excluded.state, seq_no = excluded.seq_no,
       ended = excluded.ended, answer = excluded.answer, notes = excluded.notes, document = excluded.document`,
  ),
  pruneDone: db.prepare(
    `DELETE FROM transactions WHERE queue = @queue AND state = 'done' AND n <= (SELECT n FROM transactions
       WHERE queue = @queue AND state = 'done' ORDER BY n DESC LIMIT 1 OFFSET @kept)`,
  ),
  drop: db.prepare(
    `INSERT INTO dropped (queue, id, local_tx, kind, action, payload, dictionary, created_ms, dropped_ms, attempts, why,
       seen)
     VALUES (@queue, @id, @localTx, @kind, @action, @payload, @dictionary, @createdMs, @droppedMs, @attempts, @why, 0)`,
  ),
  all: db.prepare<[number], WaitingRow>(
    `SELECT m.id, t.local_tx AS localTx, m.kind, m.action, m.fill, m.payload, m.dictionary, m.created_ms AS createdMs,
       m.attempts, t.backend_tx AS backendTx
     FROM messages m LEFT JOIN transactions t ON t.n = m.tx WHERE m.queue = ? ORDER BY m.n`,
  ),
  goneAll: db.prepare<[number]>('DELETE FROM messages WHERE queue = ?'),
  doneAll: db.prepare(
    `UPDATE transactions SET state = 'done', changed = (SELECT max(changed) + 1 FROM transactions)
     WHERE queue = @queue AND state <> 'done'`,
  ),
  pruneDropped: db.prepare(
    `DELETE FROM dropped WHERE queue = @queue AND kind NOT IN ('start', 'stop') AND n <= (SELECT n FROM dropped
       WHERE queue = @queue ORDER BY n DESC LIMIT 1 OFFSET @kept)`,
  ),
  // A clock that was not set says nothing about the age of what it dated: that counts from the first time that can be true.
  forgetDropped: db.prepare(
    `DELETE FROM dropped WHERE queue = @queue AND
       max(dropped_ms, @floorMs) < CASE seen WHEN 1 THEN @seenBeforeMs ELSE @beforeMs END`,
  ),
  // Of a place-holder (boot:…) the text is greater than of any time.
  forgetDone: db.prepare<[number, string]>("DELETE FROM transactions WHERE queue = ? AND state = 'done' AND ended < ?"),
  see: db.prepare<[number]>('UPDATE dropped SET seen = 1 WHERE n <= ? AND seen = 0'),
  thin: db.prepare<[number, string, number], { tx: number | null }>(
    `DELETE FROM messages WHERE n IN (SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY tx ORDER BY n) AS place
       FROM messages WHERE queue = ? AND kind = ? AND n > ?) WHERE place % 2 = 0) RETURNING tx`,
  ),
});
