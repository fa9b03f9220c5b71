import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { MeteringCounter, MeteringQuarter } from '../../domain/metering.ts';
import type { IdleCounters, Session, SessionCorrection, SessionQuarter, SignedValue } from '../../domain/session.ts';
import { closeErasing } from '../close-erasing.ts';
import { openOrRestore } from '../open-or-restore.ts';
import { isDamaged, openPrepared } from '../open-prepared.ts';
import { setAside, setAsideFiles } from '../set-aside.ts';
import { MeteringRows } from './metering-rows.ts';
import { growingTables, migrateSessions, sessionsCopyName, sessionsName } from './schema.ts';
import { type QuarterRow, SessionReading, type SessionRow } from './session-reading.ts';

/** An open session as it is kept: the store reads no more of it than this. */
export interface KeptSession {
  readonly id: number;
  readonly chargePoint: string;
}

/** What is written at once, or not at all. */
export interface SessionWrite {
  readonly quarters: readonly SessionQuarter[];
  /** As they stand; a row of the same charge point is replaced. */
  readonly open: readonly KeptSession[];
  /** Sessions that are over: their rows of open ones go. */
  readonly closed: readonly Session[];
  readonly corrections: readonly SessionCorrection[];
  readonly signed: readonly SignedValue[];
  /** Undefined: as before. */
  readonly idle: IdleCounters | undefined;
  /** Of metering points. */
  readonly meteringQuarters: readonly MeteringQuarter[];
  /** Undefined: as before. */
  readonly meteringCounters: readonly MeteringCounter[] | undefined;
}

/** Numbers of one file are never those of another. */
const numbersPerFile = 1_000_000;
const insertSession = `INSERT INTO sessions (id, charge_point, name, plugged_ms, unplugged_ms, plugged_s, charged_s,
    first_ms, last_ms, meter, meter_device, start_wh, stop_wh, energy_wh, grid_wh, solar_wh, battery_wh, gap_wh,
    cost_uct, unpriced_wh, user, tag, flags)
  VALUES (@id, @charge_point, @name, @plugged_ms, @unplugged_ms, @plugged_s, @charged_s, @first_ms, @last_ms, @meter,
    @meter_device, @start_wh, @stop_wh, @energy_wh, @grid_wh, @solar_wh, @battery_wh, @gap_wh, @cost_uct, @unpriced_wh,
    @user, @tag, @flags) ON CONFLICT (id) DO NOTHING`;
const insertQuarter = `INSERT INTO quarters (session, from_ms, energy_wh, grid_wh, solar_wh, battery_wh, price_mct,
    own_mct, tariff, cost_uct, gap)
  VALUES (@session, @from_ms, @energy_wh, @grid_wh, @solar_wh, @battery_wh, @price_mct, @own_mct, @tariff, @cost_uct,
    @gap)`;

/** The open file of sessions, its one writer, with the copy that follows it. Throws what SQLite and the system throw. */
export class SessionFile {
  readonly reading: SessionReading;
  readonly metering: MeteringRows;
  /** Name of the damaged file that was set aside when this one was opened. */
  readonly aside: string | undefined;
  readonly #db: Database.Database;
  readonly #copyFile: string;
  readonly #nowMs: () => number;
  readonly #statements: ReturnType<typeof statementsOf>;
  #copy: Database.Database | undefined;

  constructor(dir: string, nowMs: () => number) {
    this.#nowMs = nowMs;
    const file = join(dir, sessionsName);
    this.#copyFile = join(dir, sessionsCopyName);
    const { db, aside } = openOrRestore(file, this.#copyFile, nowMs(), prepare);
    this.#db = db;
    this.aside = aside;
    this.reading = new SessionReading(db);
    this.metering = new MeteringRows(db);
    this.#statements = statementsOf(db);
    if (this.reading.lastId() === 0)
      db.prepare(`INSERT INTO meta (key, value) VALUES ('firstId', ?) ON CONFLICT (key) DO NOTHING`).run(
        String(setAsideFiles(dir).filter((name) => name.startsWith(sessionsName)).length * numbersPerFile),
      );
  }

  write(write: SessionWrite): void {
    const { quarters, open, closed, corrections, signed, idle, meteringQuarters, meteringCounters } = write;
    const run = this.#statements;
    this.#db
      .transaction(() => {
        for (const quarter of quarters) run.quarter.run(quarterRow(quarter));
        for (const session of closed) {
          run.session.run(sessionRow(session));
          run.over.run(session.id);
        }
        for (const session of open) run.open.run(session.chargePoint, session.id, JSON.stringify(session));
        for (const { session, atMs, who, why, ...what } of corrections)
          run.correction.run(session, Math.trunc(atMs), who, why, JSON.stringify(what));
        for (const { session, atMs, place, source, format, text, publicKey = null } of signed)
          run.signed.run(session, Math.trunc(atMs), place, source, format, text, publicKey);
        if (idle !== undefined) run.idle.run(JSON.stringify(idle));
        this.metering.add(meteringQuarters, meteringCounters);
      })
      .immediate();
  }

  /** Brings the copy level: rows that it lacks, and the open sessions as they are. A copy that is damaged is made anew. */
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
  }

  /** Lets sessions and metering points go of before a moment, here and in the copy. Their numbers are not given again. */
  drop(beforeMs: number): void {
    const before = Math.trunc(beforeMs);
    const found = this.#db
      .prepare(
        `SELECT 1 WHERE EXISTS (SELECT 1 FROM sessions WHERE plugged_ms < @before)
           OR EXISTS (SELECT 1 FROM metering_quarters WHERE from_ms < @before)`,
      )
      .get({ before });
    if (found === undefined) return;
    this.follow();
    const lastId = String(this.reading.lastId());
    for (const db of [this.#db, this.#copy])
      db?.transaction(() => {
        for (const table of ['quarters', 'corrections', 'signed_values'])
          db.prepare(
            `DELETE FROM main.${table} WHERE session IN (SELECT id FROM main.sessions WHERE plugged_ms < ?)`,
          ).run(before);
        db.prepare('DELETE FROM main.sessions WHERE plugged_ms < ?').run(before);
        db.prepare('DELETE FROM main.metering_quarters WHERE from_ms < ?').run(before);
        db.prepare(`UPDATE main.meta SET value = ? WHERE key = 'firstId'`).run(lastId);
      }).immediate();
  }

  close(): void {
    if (this.#copy !== undefined) closeErasing(this.#copy);
    closeErasing(this.#db);
  }

  #follow(): void {
    this.#copy ??= openCopy(this.#copyFile, this.#db.name);
    const copy = this.#copy;
    copy
      .transaction(() => {
        for (const table of growingTables)
          copy.exec(
            `INSERT INTO main.${table} SELECT * FROM source.${table}
             WHERE n > (SELECT coalesce(max(n), 0) FROM main.${table})`,
          );
        for (const table of ['open_sessions', 'meta']) {
          copy.exec(`DELETE FROM main.${table}`);
          copy.exec(`INSERT INTO main.${table} SELECT * FROM source.${table}`);
        }
      })
      .immediate();
  }
}

const statementsOf = (db: Database.Database) => ({
  session: db.prepare(insertSession),
  quarter: db.prepare(insertQuarter),
  over: db.prepare('DELETE FROM open_sessions WHERE id = ?'),
  open: db.prepare(
    `INSERT INTO open_sessions (charge_point, id, document) VALUES (?, ?, ?)
     ON CONFLICT (charge_point) DO UPDATE SET id = excluded.id, document = excluded.document`,
  ),
  correction: db.prepare('INSERT INTO corrections (session, at_ms, who, why, what) VALUES (?, ?, ?, ?, ?)'),
  signed: db.prepare(
    `INSERT INTO signed_values (session, at_ms, place, source, format, text, public_key)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ),
  idle: db.prepare(
    `INSERT INTO meta (key, value) VALUES ('idle', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  ),
});

const openCopy = (copyFile: string, file: string): Database.Database =>
  openPrepared(copyFile, (copy) => {
    migrateSessions(copy);
    copy.prepare('ATTACH ? AS source').run(file);
  });

/** Reads what the program goes on from. */
function prepare(db: Database.Database): void {
  migrateSessions(db);
  const reading = new SessionReading(db);
  reading.open();
  reading.lastId();
  for (const table of growingTables) db.prepare(`SELECT * FROM ${table} ORDER BY n DESC LIMIT 100`).all();
}

const sessionRow = (session: Session): SessionRow => ({
  ...{ id: session.id, charge_point: session.chargePoint, name: session.name, flags: session.flags.join(' ') },
  plugged_ms: Math.trunc(session.pluggedAtMs),
  unplugged_ms: Math.trunc(session.unpluggedAtMs ?? session.pluggedAtMs),
  ...{ plugged_s: session.pluggedS, charged_s: session.chargedS },
  first_ms: session.firstChargeMs === undefined ? null : Math.trunc(session.firstChargeMs),
  last_ms: session.lastChargeMs === undefined ? null : Math.trunc(session.lastChargeMs),
  ...{ meter: session.meter, meter_device: session.meterDevice },
  ...{ start_wh: session.meterStartWh ?? null, stop_wh: session.meterStopWh ?? null, energy_wh: session.energyWh },
  ...{ grid_wh: session.gridWh, solar_wh: session.solarWh, battery_wh: session.batteryWh, gap_wh: session.gapWh },
  ...{ cost_uct: session.costUct, unpriced_wh: session.unpricedWh },
  ...{ user: session.user ?? null, tag: session.tag ?? null },
});

const quarterRow = (quarter: SessionQuarter): QuarterRow => ({
  ...{ session: quarter.session, from_ms: Math.trunc(quarter.fromMs), energy_wh: quarter.energyWh },
  ...{ grid_wh: quarter.gridWh, solar_wh: quarter.solarWh, battery_wh: quarter.batteryWh },
  ...{ price_mct: quarter.priceMct ?? null, own_mct: quarter.ownMct, tariff: quarter.tariff ?? null },
  ...{ cost_uct: quarter.costUct, gap: quarter.gap ? 1 : 0 },
});
