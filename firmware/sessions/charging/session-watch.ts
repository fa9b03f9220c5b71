import type { ChargeState } from '../../domain/device.ts';
import type { IdleCounters, Session, SessionCorrection, SessionMeter, SessionQuarter } from '../../domain/session.ts';
import type { OpenSession } from './open-session.ts';
import type { ByOrigin } from './origin.ts';
import type { PriceOfEnergy } from './pieces.ts';
import { type Moment, type NewSession, RunningSession } from './running-session.ts';

/** One look at all charge points. */
export interface SessionLook {
  readonly wallMs: number;
  readonly nowMs: number;
  /** Whether the wall clock may be believed. */
  readonly synced: boolean;
  readonly chargePoints: readonly ChargePointLook[];
  readonly origin: ByOrigin;
  readonly price: PriceOfEnergy;
  readonly priceAt: (wallMs: number) => PriceOfEnergy;
}

export interface ChargePointLook {
  readonly id: string;
  readonly name: string;
  /** Null: it does not answer. */
  readonly state: ChargeState | null;
  readonly counterWh: number | null;
  readonly powerW: number | null;
  readonly mostW: number;
  readonly meter: Exclude<SessionMeter, 'soft'>;
  readonly meterDevice: string;
  readonly user: string | undefined;
  readonly tag: string | undefined;
}

/** What has to be kept of a look, all together. */
export interface SessionChanges {
  /** Sessions that began or ended, or got to know their counter: the documents are to be kept now. */
  readonly turned: readonly number[];
  readonly quarters: readonly SessionQuarter[];
  readonly closed: readonly Session[];
  readonly corrections: readonly SessionCorrection[];
}

/** A pilot signal that is gone for a moment is no unplugged car. */
const unplugHoldsMs = 3000;
/** Counters are read more seldom than states: what they still say of the session that ended. */
const settlesMs = 20_000;
/** So long after the begin a charge point that has not told a counter has none. */
const noCounterAfterMs = 30_000;
/** A charge point that the site has no more; one that is only put anew is back by then. */
const goneAfterMs = 60_000;

/** A clock that was believed and is put forward or back by more than this: nobody knows which of both was right. */
const jumpMs = 60_000;

/** First seen without a car. */
interface Ending {
  /** Wall ms of the stamps. */
  readonly atMs: number;
  /** Monotonic ms: the last word of the counter is waited for from then on. */
  readonly nowMs: number;
  /** Seen before a restart: no pilot signal that was gone for a moment. */
  readonly sure: boolean;
}

interface Place {
  running: RunningSession | undefined;
  ending: Ending | undefined;
  /** When it was last seen, wall ms; undefined: it is seen now. */
  lostSinceMs: number | undefined;
  /** When it was last seen since the program began, wall ms. */
  seenAtMs: number | undefined;
  begunMs: number;
  lookedMs: number;
  /** Restored and not looked at yet. */
  restored: boolean;
  idleWh: number | undefined;
  /** Of before a restart: when that was so, wall ms. */
  idleAtMs: number | undefined;
}

/** A counter of before a restart is the base of a car that was plugged in meanwhile, if it is no older than this. */
const idleHoldsMs = 86_400_000;
/** One that is older than this was written long before the program ended: they are written more often. */
const idleSurelyAwayMs = 2_400_000;

/** Sessions of all charge points, made of what each control cycle shows. No I/O, no clock of its own. */
export class SessionWatch {
  readonly #places = new Map<string, Place>();
  #nextId: number;
  /** Wall less monotonic ms; stands still until the clock is set, so that all times of then move together. */
  #offsetMs: number | undefined;
  #synced = true;
  /** Sessions that ended before the clock was set. */
  #endedUnsynced: number[] = [];

  /** Of before a restart: sessions that ran, counters that stood still; `nextId`: the first number that is free. */
  constructor(open: readonly OpenSession[], nextId: number, idle?: IdleCounters) {
    this.#nextId = nextId;
    for (const [id, idleWh] of Object.entries(idle?.wh ?? {}))
      this.#places.set(id, { ...newPlace(), idleWh, idleAtMs: idle?.atMs });
    for (const session of open) {
      const place = newPlace();
      place.running = new RunningSession(session);
      place.restored = true;
      const { endedAtMs } = session;
      if (endedAtMs !== undefined) place.ending = { atMs: endedAtMs, nowMs: Number.NEGATIVE_INFINITY, sure: true };
      this.#places.set(session.chargePoint, place);
    }
  }

  /** The session that runs there. */
  at(chargePoint: string): Session | undefined {
    const place = this.#places.get(chargePoint);
    return place?.ending === undefined ? place?.running?.session() : undefined;
  }

  /** All that run, those included that only wait for the last word of their counter. */
  open(): readonly Session[] {
    return [...this.#places.values()].flatMap(({ running, ending }) =>
      running === undefined ? [] : [running.session(ending?.atMs)],
    );
  }

  /** What a restart goes on from; `all` false: only of those that have changed. */
  documents(all: boolean): readonly OpenSession[] {
    return [...this.#places.values()].flatMap(({ running }) =>
      running !== undefined && (all || running.changed) ? [running.document()] : [],
    );
  }

  /** Whether it is known where every counter stands. */
  get allCounted(): boolean {
    const places = [...this.#places.values()];
    return places.length > 0 && places.every(({ running, idleWh }) => running?.hasCounter ?? idleWh !== undefined);
  }

  /** Counters of charge points without a session. */
  idle(atMs: number): IdleCounters {
    const still = [...this.#places].flatMap(([id, { running, idleWh }]) =>
      running === undefined && idleWh !== undefined ? [[id, idleWh] as const] : [],
    );
    return { atMs, wh: Object.fromEntries(still) };
  }

  take(look: SessionLook): SessionChanges {
    const changes = { turned: [], quarters: [], closed: [], corrections: [] } as MutableChanges;
    const stampMs = this.#stamp(look, changes);
    const common = { wallMs: stampMs, nowMs: look.nowMs, synced: look.synced, origin: look.origin };
    const shown = new Set<string>();
    for (const point of look.chargePoints) {
      shown.add(point.id);
      const { counterWh, powerW, mostW } = point;
      const charging = point.state === 'C' || point.state === 'D';
      const { price, priceAt } = look;
      this.#takePoint(point, { ...common, charging, counterWh, powerW, mostW, price, priceAt }, changes);
    }
    for (const [id, place] of this.#places) {
      if (shown.has(id)) continue;
      if (!Number.isFinite(place.lookedMs)) place.lookedMs = look.nowMs;
      if (look.nowMs - place.lookedMs > goneAfterMs) this.#gone(id, place, look, changes);
    }
    return changes;
  }

  #takePoint(point: ChargePointLook, at: Moment, changes: MutableChanges): void {
    const place = this.#placeOf(point.id, at.nowMs);
    place.lookedMs = at.nowMs;
    if (point.state === null) {
      place.lostSinceMs ??= place.seenAtMs ?? at.wallMs;
      // Who charges unseen is nobody's guest; whoever was plugged in while the program was away is here.
      if (place.seenAtMs !== undefined) place.idleWh = undefined;
      return;
    }
    const { running } = place;
    if (running !== undefined) {
      if (place.restored) changes.quarters.push(...running.resume(at));
      else if (place.lostSinceMs !== undefined) running.back(place.lostSinceMs, at);
    }
    const wasRestored = place.restored;
    place.restored = false;
    place.lostSinceMs = undefined;
    const plugged = point.state === 'B' || point.state === 'C' || point.state === 'D';
    if (point.state === 'A') this.#withoutCar(point, place, at, wasRestored, changes);
    else if (plugged) this.#withCar(point, place, at, changes);
    else if (place.ending === undefined) changes.quarters.push(...(place.running?.look(at) ?? []));
    place.seenAtMs = at.wallMs;
  }

  #withCar(point: ChargePointLook, place: Place, at: Moment, changes: MutableChanges): void {
    const { ending } = place;
    if (ending !== undefined && (ending.sure || at.nowMs - ending.nowMs > unplugHoldsMs))
      this.#close(place, at, changes);
    if (place.running !== undefined && place.ending !== undefined) this.#ending(place, place.running, undefined);
    if (place.running === undefined) {
      const { id: chargePoint, name, meter, meterDevice } = point;
      const beginUnknown = place.seenAtMs === undefined;
      const of = { chargePoint, name, meter, meterDevice, beginUnknown, idle: idleOf(place, at), id: this.#nextId };
      place.running = RunningSession.begin(at, of);
      place.begunMs = at.nowMs;
      const awayMs = at.wallMs - (place.idleAtMs ?? at.wallMs);
      if (awayMs > idleSurelyAwayMs) place.running.back(at.wallMs - awayMs, at);
      place.idleWh = undefined;
      this.#nextId += 1;
      changes.turned.push(of.id);
    }
    const { running } = place;
    running.occupied(point.user, point.tag);
    const { hasCounter } = running;
    changes.quarters.push(...running.look(at));
    // To disk at once: without it a kill would lose where the session began.
    if (!hasCounter && running.hasCounter) changes.turned.push(running.id);
    if (!running.hasCounter && at.nowMs - place.begunMs > noCounterAfterMs)
      changes.quarters.push(...running.useSoftMeter(at));
  }

  #withoutCar(point: ChargePointLook, place: Place, at: Moment, wasRestored: boolean, changes: MutableChanges): void {
    place.idleWh = point.counterWh ?? place.idleWh;
    place.idleAtMs = undefined;
    const { running } = place;
    if (running === undefined) return;
    if (place.ending === undefined) {
      if (wasRestored) running.flag('endUnknown');
      this.#ending(place, running, { atMs: at.wallMs, nowMs: at.nowMs, sure: false });
      changes.turned.push(running.id);
    } else if (wasRestored) this.#ending(place, running, { ...place.ending, nowMs: at.nowMs });
    const { energyWh } = running;
    changes.quarters.push(...running.lastEnergy(at));
    // To disk at once: whoever comes next must not get it.
    if (running.energyWh !== energyWh) changes.turned.push(running.id);
    if (at.nowMs - (place.ending?.nowMs ?? at.nowMs) >= settlesMs) this.#close(place, at, changes);
  }

  #ending(place: Place, running: RunningSession, ending: Place['ending']): void {
    place.ending = ending;
    running.endsAt(ending?.atMs);
  }

  #gone(id: string, place: Place, look: SessionLook, changes: MutableChanges): void {
    place.running?.flag('endUnknown');
    this.#close(place, { wallMs: look.nowMs + (this.#offsetMs ?? 0) }, changes);
    this.#places.delete(id);
  }

  #close(place: Place, at: Pick<Moment, 'wallMs'>, changes: MutableChanges): void {
    const ended = place.running?.end(place.ending?.atMs ?? at.wallMs);
    place.running = undefined;
    place.ending = undefined;
    if (ended === undefined) return;
    changes.quarters.push(...ended.quarters);
    changes.closed.push(ended.session);
    place.idleWh ??= ended.session.meterStopWh;
    if (!this.#synced) this.#endedUnsynced.push(ended.session.id);
  }

  /** The time that is written down now. */
  #stamp({ wallMs, nowMs, synced }: SessionLook, changes: MutableChanges): number {
    const offsetMs = wallMs - nowMs;
    const frozenMs = this.#offsetMs;
    const jumped = synced && this.#synced && frozenMs !== undefined && Math.abs(offsetMs - frozenMs) > jumpMs;
    if (jumped) for (const { running } of this.#places.values()) running?.flag('clockUnsynced');
    if (synced && !this.#synced && frozenMs !== undefined) this.#clockSet(offsetMs - frozenMs, wallMs, changes);
    if (synced || frozenMs === undefined) this.#offsetMs = offsetMs;
    this.#synced = synced;
    return Math.round(nowMs + (this.#offsetMs ?? offsetMs));
  }

  #clockSet(shift: number, wallMs: number, changes: MutableChanges): void {
    const shiftMs = Math.round(shift);
    for (const place of this.#places.values()) {
      changes.quarters.push(...(place.running?.clockSet(shiftMs) ?? []));
      const { ending, running } = place;
      if (ending !== undefined && running !== undefined)
        this.#ending(place, running, { ...ending, atMs: ending.atMs + shiftMs });
      if (place.lostSinceMs !== undefined) place.lostSinceMs += shiftMs;
      if (place.seenAtMs !== undefined) place.seenAtMs += shiftMs;
    }
    const why = 'The clock was set; the times of this session had been of a clock that was not';
    for (const session of this.#endedUnsynced)
      changes.corrections.push({ session, atMs: wallMs, who: 'clock', why, shiftMs });
    this.#endedUnsynced = [];
  }

  #placeOf(id: string, nowMs: number): Place {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const place = { ...newPlace(), lookedMs: nowMs };
    this.#places.set(id, place);
    return place;
  }
}

type MutableChanges = { -readonly [K in keyof SessionChanges]: SessionChanges[K][number][] };

/** Where the counter stood before the car came, and how long ago that was. */
function idleOf({ idleWh, idleAtMs }: Place, at: Moment): NewSession['idle'] {
  const forMs = at.wallMs - (idleAtMs ?? at.wallMs);
  const holds = idleWh !== undefined && (idleAtMs === undefined || !at.synced || forMs < idleHoldsMs);
  return holds ? { wh: idleWh, forMs: Math.max(0, forMs) } : undefined;
}

const newPlace = (): Place => ({
  ...{ running: undefined, ending: undefined, lostSinceMs: undefined, idleWh: undefined, idleAtMs: undefined },
  ...{ seenAtMs: undefined, restored: false, begunMs: Number.NEGATIVE_INFINITY, lookedMs: Number.POSITIVE_INFINITY },
});
