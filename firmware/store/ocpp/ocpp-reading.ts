import type Database from 'better-sqlite3';
import { type PackedPayload, unpacked } from './packed-payload.ts';
import type {
  DroppedMessage,
  KeptTransaction,
  MessageKind,
  QueueCount,
  QueueName,
  WaitingMessage,
} from './queue-rows.ts';

interface MessageRow extends PackedPayload {
  readonly n: number;
  readonly id: string;
  readonly local_tx: string | null;
  readonly kind: MessageKind;
  readonly action: string;
  readonly fill: 0 | 1;
  readonly created_ms: number;
  readonly boot: string;
  readonly boot_ms: number;
  readonly attempts: number;
  readonly next_ms: number | null;
}

interface TransactionRow {
  readonly local_tx: string;
  readonly connector: number;
  readonly id_tag: string | null;
  readonly backend_tx: number | null;
  readonly state: KeptTransaction['state'];
  readonly seq_no: number;
  readonly began: string;
  readonly ended: string | null;
  readonly answer: string | null;
  readonly notes: string;
  readonly document: string;
}

interface DroppedRow
  extends PackedPayload,
    Pick<MessageRow, 'n' | 'id' | 'local_tx' | 'kind' | 'action' | 'created_ms'> {
  readonly backend: string;
  readonly station: string;
  readonly dropped_ms: number;
  readonly attempts: number;
  readonly why: string;
  readonly seen: 0 | 1;
}

/** The statements that read. */
export class OcppReading {
  readonly #statements: ReturnType<typeof statementsOf>;

  constructor(db: Database.Database) {
    this.#statements = statementsOf(db);
  }

  queue({ backend, station }: QueueName): number | undefined {
    return this.#statements.queue.get(backend, station)?.n;
  }

  queues(): readonly QueueName[] {
    return this.#statements.queues.all();
  }

  /** The oldest message after one. */
  first(queue: number, after: number): WaitingMessage | undefined {
    const row = this.#statements.first.get(queue, after);
    return row && messageOf(row);
  }

  count(queue: number): QueueCount {
    const { messages = 0, bytes = 0 } = this.#statements.count.get(queue) ?? {};
    return { messages, bytes, unseen: this.#statements.unseen.get(queue)?.unseen ?? 0 };
  }

  /** Transactions that are not done, oldest first. */
  running(queue: number): readonly KeptTransaction[] {
    return this.#statements.running.all(queue).map(transactionOf);
  }

  /** The latest ones, newest first. */
  recent(queue: number, limit: number): readonly KeptTransaction[] {
    return this.#statements.recent.all(queue, limit).map(transactionOf);
  }

  /** Newest first, those with a lower number. */
  dropped(limit: number, before: number): readonly DroppedMessage[] {
    return this.#statements.dropped.all(before, limit).map(droppedOf);
  }

  offsetOf(boot: string): number | undefined {
    return this.#statements.offset.get(boot)?.offset_ms ?? undefined;
  }
}

const messages = `SELECT m.n, m.id, t.local_tx, m.kind, m.action, m.fill, m.payload, m.dictionary, m.created_ms, b.boot, m.boot_ms,
    m.attempts, m.next_ms
  FROM messages m JOIN boots b ON b.n = m.boot LEFT JOIN transactions t ON t.n = m.tx`;

const statementsOf = (db: Database.Database) => ({
  queue: db.prepare<[string, string], { n: number }>('SELECT n FROM queues WHERE backend = ? AND station = ?'),
  queues: db.prepare<[], QueueName>('SELECT backend, station FROM queues ORDER BY n'),
  first: db.prepare<[number, number], MessageRow>(`${messages} WHERE m.queue = ? AND m.n > ? ORDER BY m.n LIMIT 1`),
  count: db.prepare<[number], { messages: number; bytes: number }>(
    'SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM messages WHERE queue = ?',
  ),
  unseen: db.prepare<[number], { unseen: number }>(
    "SELECT count(*) AS unseen FROM dropped WHERE queue = ? AND seen = 0 AND kind <> 'event'",
  ),
  running: db.prepare<[number], TransactionRow>(
    `SELECT * FROM transactions WHERE queue = ? AND state IN ('open', 'ended') ORDER BY n`,
  ),
  recent: db.prepare<[number, number], TransactionRow>(
    'SELECT * FROM transactions WHERE queue = ? ORDER BY n DESC LIMIT ?',
  ),
  dropped: db.prepare<[number, number], DroppedRow>(
    `SELECT d.*, q.backend, q.station FROM dropped d JOIN queues q ON q.n = d.queue WHERE d.n < ? ORDER BY d.n DESC LIMIT ?`,
  ),
  offset: db.prepare<[string], { offset_ms: number | null }>('SELECT offset_ms FROM boots WHERE boot = ?'),
});

const messageOf = (row: MessageRow): WaitingMessage => ({
  ...{ n: row.n, id: row.id, localTx: row.local_tx ?? undefined, kind: row.kind, action: row.action },
  ...{ payload: unpacked(row), fill: row.fill === 1, createdMs: row.created_ms, boot: row.boot, bootMs: row.boot_ms },
  ...{ attempts: row.attempts, nextMs: row.next_ms ?? undefined },
});

const transactionOf = (row: TransactionRow): KeptTransaction => ({
  ...{ localTx: row.local_tx, connector: row.connector, idTag: row.id_tag ?? undefined },
  ...{ backendTx: row.backend_tx ?? undefined, state: row.state, seqNo: row.seq_no, began: row.began },
  ...{ ended: row.ended ?? undefined, answer: row.answer === null ? undefined : (JSON.parse(row.answer) as object) },
  ...{ notes: JSON.parse(row.notes) as KeptTransaction['notes'], document: JSON.parse(row.document) as object },
});

const droppedOf = (row: DroppedRow): DroppedMessage => ({
  ...{ n: row.n, backend: row.backend, station: row.station, id: row.id, localTx: row.local_tx ?? undefined },
  ...{ kind: row.kind, action: row.action, payload: unpacked(row), createdMs: row.created_ms },
  ...{ droppedMs: row.dropped_ms, attempts: row.attempts, why: row.why, seen: row.seen === 1 },
});
