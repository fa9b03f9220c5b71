import type Database from 'better-sqlite3';
import type { Applied, Occupancy } from '../../domain/occupancy.ts';

/** Who occupies charge points, and how often cards were used; the caller makes the transaction. */
export interface PeopleTable {
  occupancies(): readonly Occupancy[];
  putOccupancy(occupancy: Occupancy): void;
  removeOccupancy(chargePoint: string): void;
  /** How often cards were used, by their id. */
  uses(): ReadonlyMap<string, number>;
  countUse(tag: string): void;
  forgetUses(tag: string): void;
  /** Hashes of PINs, by user. */
  pins(): ReadonlyMap<string, string>;
  putPin(user: string, phc: string): void;
  removePin(user: string): void;
}

interface Row {
  readonly charge_point: string;
  readonly user: string | null;
  readonly tag: string | null;
  readonly authorised: number;
  readonly begun: number;
  readonly at_ms: number;
  readonly source: string;
  readonly applied: string;
}

export function peopleTable(db: Database.Database): PeopleTable {
  const all = db.prepare<[], Row>('SELECT * FROM occupancies ORDER BY rowid');
  const put = db.prepare<[Row]>(
    `INSERT OR REPLACE INTO occupancies (charge_point, user, tag, authorised, begun, at_ms, source, applied)
     VALUES (@charge_point, @user, @tag, @authorised, @begun, @at_ms, @source, @applied)`,
  );
  const remove = db.prepare<[string]>('DELETE FROM occupancies WHERE charge_point = ?');
  const uses = db.prepare<[], { tag: string; count: number }>('SELECT tag, count FROM tag_uses');
  const countUse = db.prepare<[string]>(
    'INSERT INTO tag_uses (tag, count) VALUES (?, 1) ON CONFLICT (tag) DO UPDATE SET count = count + 1',
  );
  const forgetUses = db.prepare<[string]>('DELETE FROM tag_uses WHERE tag = ?');
  const pins = db.prepare<[], { user: string; phc: string }>('SELECT user, phc FROM pins ORDER BY rowid');
  const putPin = db.prepare<[string, string]>('INSERT OR REPLACE INTO pins (user, phc) VALUES (?, ?)');
  const removePin = db.prepare<[string]>('DELETE FROM pins WHERE user = ?');
  return {
    occupancies: () => all.all().map(fromRow),
    putOccupancy: (occupancy) => void put.run(toRow(occupancy)),
    removeOccupancy: (chargePoint) => void remove.run(chargePoint),
    uses: () => new Map(uses.all().map(({ tag, count }) => [tag, count])),
    countUse: (tag) => void countUse.run(tag),
    forgetUses: (tag) => void forgetUses.run(tag),
    pins: () => new Map(pins.all().map(({ user, phc }) => [user, phc])),
    putPin: (user, phc) => void putPin.run(user, phc),
    removePin: (user) => void removePin.run(user),
  };
}

const toRow = (occupancy: Occupancy): Row => ({
  charge_point: occupancy.chargePoint,
  user: occupancy.user ?? null,
  tag: occupancy.tag ?? null,
  authorised: occupancy.authorised ? 1 : 0,
  begun: occupancy.begun ? 1 : 0,
  at_ms: Math.trunc(occupancy.atMs),
  source: occupancy.source,
  applied: JSON.stringify(occupancy.applied),
});

const fromRow = (row: Row): Occupancy => ({
  chargePoint: row.charge_point,
  ...(row.user === null ? {} : { user: row.user }),
  ...(row.tag === null ? {} : { tag: row.tag }),
  authorised: row.authorised === 1,
  begun: row.begun === 1,
  atMs: row.at_ms,
  source: row.source,
  applied: appliedOf(JSON.parse(row.applied)),
});

/** What another version wrote that this one does not know is left out. */
function appliedOf(kept: unknown): Applied {
  if (typeof kept !== 'object' || kept === null) return {};
  const { paused, userRulesOff, ruleSet, maxMa, phases, priority } = kept as Record<string, unknown>;
  return {
    ...(paused === true ? { paused } : {}),
    ...(userRulesOff === true ? { userRulesOff } : {}),
    ...(typeof ruleSet === 'string' ? { ruleSet } : {}),
    ...(typeof maxMa === 'number' && maxMa >= 0 ? { maxMa } : {}),
    ...(phases === 1 || phases === 3 || phases === 'auto' ? { phases } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
  };
}
