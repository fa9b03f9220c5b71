import type Database from 'better-sqlite3';

/** A transaction at a charge point that speaks OCPP with us. Times are wall ms. */
export interface ChargeBoxTransaction {
  readonly identity: string;
  readonly connector: number;
  /** The same where the charge point repeats itself. */
  readonly key: string;
  readonly localTx: string;
  /** The id that the charge point has given; absent: it was given the number. */
  readonly theirs?: string;
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly startedAtMs: number;
}

export interface ChargeBoxTransactionEnd {
  readonly endedAtMs: number;
  readonly meterStopWh: number;
  readonly reason: string;
}

export interface NumberedTransaction extends ChargeBoxTransaction {
  readonly number: number;
  readonly end?: ChargeBoxTransactionEnd;
}

/** What is known of charge points that speak OCPP with us, and their transactions; the caller makes the transaction. */
export interface ChargeBoxesTable {
  box(identity: string): string | undefined;
  putBox(identity: string, document: string): void;
  open(identity: string): readonly NumberedTransaction[];
  find(identity: string, theirs: string): NumberedTransaction | undefined;
  findKey(identity: string, key: string): NumberedTransaction | undefined;
  /** The highest number there is. */
  highest(): number | undefined;
  begin(number: number, transaction: ChargeBoxTransaction): void;
  end(number: number, end: ChargeBoxTransactionEnd): void;
  /** Removes ended ones but for the newest. */
  prune(keep: number): void;
}

interface Row {
  readonly number: number;
  readonly identity: string;
  readonly connector: number;
  readonly key: string;
  readonly local_tx: string;
  readonly theirs: string | null;
  readonly id_tag: string;
  readonly meter_start_wh: number;
  readonly started_ms: number;
  readonly ended_ms: number | null;
  readonly meter_stop_wh: number | null;
  readonly reason: string | null;
}

export function chargeBoxesTable(db: Database.Database): ChargeBoxesTable {
  const box = db.prepare<[string], { document: string }>('SELECT document FROM charge_boxes WHERE identity = ?');
  const putBox = db.prepare<[string, string]>('INSERT OR REPLACE INTO charge_boxes (identity, document) VALUES (?, ?)');
  const open = db.prepare<[string], Row>(
    'SELECT * FROM charge_box_transactions WHERE identity = ? AND ended_ms IS NULL ORDER BY number',
  );
  const byTheirs = db.prepare<[string, string, string], Row>(
    `SELECT * FROM charge_box_transactions
     WHERE identity = ? AND (theirs = ? OR (theirs IS NULL AND CAST(number AS TEXT) = ?)) ORDER BY number DESC LIMIT 1`,
  );
  const byKey = db.prepare<[string, string], Row>(
    'SELECT * FROM charge_box_transactions WHERE identity = ? AND key = ? ORDER BY number DESC LIMIT 1',
  );
  const highest = db.prepare<[], { number: number | null }>(
    'SELECT max(number) AS number FROM charge_box_transactions',
  );
  const begin = db.prepare<[Omit<Row, 'ended_ms' | 'meter_stop_wh' | 'reason'>]>(
    `INSERT INTO charge_box_transactions
       (number, identity, connector, key, local_tx, theirs, id_tag, meter_start_wh, started_ms)
     VALUES (@number, @identity, @connector, @key, @local_tx, @theirs, @id_tag, @meter_start_wh, @started_ms)`,
  );
  const end = db.prepare<[number, number, string, number]>(
    `UPDATE charge_box_transactions SET ended_ms = ?, meter_stop_wh = ?, reason = ?
     WHERE number = ? AND ended_ms IS NULL`,
  );
  const prune = db.prepare<[number]>(
    `DELETE FROM charge_box_transactions WHERE ended_ms IS NOT NULL
     AND number <= (SELECT max(number) FROM charge_box_transactions) - ?`,
  );
  return {
    box: (identity) => box.get(identity)?.document,
    putBox: (identity, document) => void putBox.run(identity, document),
    open: (identity) => open.all(identity).map(transactionOf),
    find(identity, theirs) {
      const row = byTheirs.get(identity, theirs, theirs);
      return row && transactionOf(row);
    },
    findKey(identity, key) {
      const row = byKey.get(identity, key);
      return row && transactionOf(row);
    },
    highest: () => highest.get()?.number ?? undefined,
    begin: (number, tx) =>
      void begin.run({
        ...{ number, identity: tx.identity, connector: tx.connector, key: tx.key, local_tx: tx.localTx },
        ...{ theirs: tx.theirs ?? null, id_tag: tx.idTag, meter_start_wh: tx.meterStartWh, started_ms: tx.startedAtMs },
      }),
    end: (number, { endedAtMs, meterStopWh, reason }) => void end.run(endedAtMs, meterStopWh, reason, number),
    prune: (keep) => void prune.run(keep),
  };
}

const transactionOf = (row: Row): NumberedTransaction => ({
  ...{ number: row.number, identity: row.identity, connector: row.connector, key: row.key, localTx: row.local_tx },
  ...(row.theirs === null ? {} : { theirs: row.theirs }),
  ...{ idTag: row.id_tag, meterStartWh: row.meter_start_wh, startedAtMs: row.started_ms },
  ...(row.ended_ms === null
    ? {}
    : { end: { endedAtMs: row.ended_ms, meterStopWh: row.meter_stop_wh ?? 0, reason: row.reason ?? 'Other' } }),
});
