import type Database from 'better-sqlite3';
import type {
  IdleCounters,
  Session,
  SessionCorrection,
  SessionFlag,
  SessionQuarter,
  SignedValue,
} from '../../domain/session.ts';

/** A row of the table of sessions, as SQLite has it. */
export interface SessionRow {
  readonly id: number;
  readonly charge_point: string;
  readonly name: string;
  readonly plugged_ms: number;
  readonly unplugged_ms: number;
  readonly plugged_s: number;
  readonly charged_s: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  readonly meter: Session['meter'];
  readonly meter_device: string;
  readonly start_wh: number | null;
  readonly stop_wh: number | null;
  readonly energy_wh: number;
  readonly grid_wh: number;
  readonly solar_wh: number;
  readonly battery_wh: number;
  readonly gap_wh: number;
  readonly cost_uct: number;
  readonly unpriced_wh: number;
  readonly user: string | null;
  readonly tag: string | null;
  readonly flags: string;
}

export interface QuarterRow {
  readonly session: number;
  readonly from_ms: number;
  readonly energy_wh: number;
  readonly grid_wh: number;
  readonly solar_wh: number;
  readonly battery_wh: number;
  readonly price_mct: number | null;
  readonly own_mct: number;
  readonly tariff: string | null;
  readonly cost_uct: number;
  readonly gap: number;
}

/** Where a page begins: after this session. */
export interface After {
  readonly pluggedMs: number;
  readonly id: number;
}

export interface SessionWithCorrections {
  readonly session: Session;
  readonly corrections: readonly SessionCorrection[];
}

/** The statements that read; for the writer and the query thread alike. */
export class SessionReading {
  readonly #db: Database.Database;
  /** Prepared once each: thousands of them a second would be thrown away all at once. */
  readonly #prepared = new Map<string, Database.Statement<unknown[], unknown>>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Sessions that began in a time, oldest first, a page at a time. */
  page(fromMs: number, toMs: number, after: After | undefined, limit: number): readonly SessionWithCorrections[] {
    const { pluggedMs, id } = after ?? { pluggedMs: Math.trunc(fromMs), id: -1 };
    const sessions = this.#statement<[number, number, number, number], SessionRow>(
      `SELECT * FROM sessions WHERE (plugged_ms, id) > (?, ?) AND plugged_ms < ? ORDER BY plugged_ms, id LIMIT ?`,
    )
      .all(pluggedMs, id, Math.trunc(Math.min(toMs, Number.MAX_SAFE_INTEGER)), limit)
      .map(sessionOf);
    const [first, last] = [sessions[0], sessions.at(-1)];
    if (first === undefined || last === undefined) return [];
    const ids = sessions.map((one) => one.id);
    const corrections = Map.groupBy(this.#correctionsOf(Math.min(...ids), Math.max(...ids)), ({ session }) => session);
    return sessions.map((session) => ({ session, corrections: corrections.get(session.id) ?? [] }));
  }

  one(id: number): SessionWithCorrections | undefined {
    const row = this.#statement<[number], SessionRow>('SELECT * FROM sessions WHERE id = ?').get(id);
    return row === undefined ? undefined : { session: sessionOf(row), corrections: this.#correctionsOf(id, id) };
  }

  /** In the order they were written; of a session that still runs those that are over. */
  quarters(session: number): readonly SessionQuarter[] {
    return this.#statement<[number], QuarterRow>('SELECT * FROM quarters WHERE session = ? ORDER BY n')
      .all(session)
      .map(quarterOfRow);
  }

  signed(session: number): readonly SignedValue[] {
    return this.#statement<[number], Omit<SignedValue, 'publicKey'> & { publicKey: string | null }>(
      `SELECT session, at_ms AS atMs, place, source, format, text, public_key AS publicKey
         FROM signed_values WHERE session = ? ORDER BY n`,
    )
      .all(session)
      .map(({ publicKey, ...value }) => ({ ...value, ...(publicKey === null ? {} : { publicKey }) }));
  }

  idle(): IdleCounters | undefined {
    const row = this.#statement<[], { value: string }>(`SELECT value FROM meta WHERE key = 'idle'`).get();
    return row && (JSON.parse(row.value) as IdleCounters);
  }

  lastOf(chargePoint: string): number | undefined {
    return this.#statement<[string], { id: number }>(
      'SELECT id FROM sessions WHERE charge_point = ? ORDER BY n DESC LIMIT 1',
    ).get(chargePoint)?.id;
  }

  numberOf(chargePoint: string, pluggedAtMs: number): number | undefined {
    return this.#statement<[number, string], { id: number }>(
      'SELECT id FROM sessions WHERE plugged_ms = ? AND charge_point = ?',
    ).get(Math.trunc(pluggedAtMs), chargePoint)?.id;
  }

  open(): readonly unknown[] {
    return this.#statement<[], { document: string }>('SELECT document FROM open_sessions ORDER BY id')
      .all()
      .map(({ document }) => JSON.parse(document) as unknown);
  }

  /** The highest number that was ever given. */
  lastId(): number {
    const row = this.#statement<[], { id: number | null }>(
      `SELECT max(id) AS id FROM (SELECT max(id) AS id FROM sessions UNION SELECT max(id) FROM open_sessions
           UNION SELECT max(session) FROM quarters UNION SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'firstId')`,
    ).get();
    return row?.id ?? 0;
  }

  #statement<P extends unknown[], R>(text: string): Database.Statement<P, R> {
    const known = this.#prepared.get(text) ?? this.#db.prepare(text);
    this.#prepared.set(text, known);
    return known as Database.Statement<P, R>;
  }

  #correctionsOf(from: number, to: number): readonly SessionCorrection[] {
    return this.#statement<[number, number], { session: number; atMs: number; who: string; why: string; what: string }>(
      'SELECT session, at_ms AS atMs, who, why, what FROM corrections WHERE session BETWEEN ? AND ? ORDER BY n',
    )
      .all(from, to)
      .map(({ what, ...row }) => ({ ...row, ...(JSON.parse(what) as object) }));
  }
}

const maybe = <T>(value: T | null): T | undefined => value ?? undefined;

function sessionOf(row: SessionRow): Session {
  return {
    ...{ id: row.id, chargePoint: row.charge_point, name: row.name },
    ...{ pluggedAtMs: row.plugged_ms, unpluggedAtMs: row.unplugged_ms, pluggedS: row.plugged_s },
    ...{ chargedS: row.charged_s, firstChargeMs: maybe(row.first_ms), lastChargeMs: maybe(row.last_ms) },
    ...{ meter: row.meter, meterDevice: row.meter_device, meterStartWh: maybe(row.start_wh) },
    ...{ meterStopWh: maybe(row.stop_wh), energyWh: row.energy_wh, gridWh: row.grid_wh, solarWh: row.solar_wh },
    ...{ batteryWh: row.battery_wh, gapWh: row.gap_wh, costUct: row.cost_uct, unpricedWh: row.unpriced_wh },
    ...{ user: maybe(row.user), tag: maybe(row.tag) },
    flags: row.flags === '' ? [] : (row.flags.split(' ') as SessionFlag[]),
  };
}

function quarterOfRow(row: QuarterRow): SessionQuarter {
  return {
    ...{ session: row.session, fromMs: row.from_ms, energyWh: row.energy_wh, gridWh: row.grid_wh },
    ...{ solarWh: row.solar_wh, batteryWh: row.battery_wh, priceMct: maybe(row.price_mct), ownMct: row.own_mct },
    ...{ tariff: maybe(row.tariff), costUct: row.cost_uct, gap: row.gap === 1 },
  };
}
