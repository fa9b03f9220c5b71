import type { Session, SessionFlag, SessionMeter, SessionQuarter } from '../../domain/session.ts';
import { quarterMs, quarterOf } from '../metering-points/quarter-counter.ts';
import { EnergyCounter } from './energy-counter.ts';
import type { OpenSession, Stamp } from './open-session.ts';
import { type ByOrigin, fromGrid, OriginSplit } from './origin.ts';
import { type Piece, Pieces, type PriceOfEnergy } from './pieces.ts';

/** What one cycle shows of a charge point. */
export interface Moment {
  /** As far as the wall clock goes. */
  readonly wallMs: number;
  readonly nowMs: number;
  readonly synced: boolean;
  readonly charging: boolean;
  readonly counterWh: number | null;
  readonly powerW: number | null;
  /** The most that can flow. */
  readonly mostW: number;
  readonly origin: ByOrigin;
  readonly price: PriceOfEnergy;
  /** Price at a moment that is over. */
  readonly priceAt: (wallMs: number) => PriceOfEnergy;
}

export interface NewSession {
  readonly id: number;
  readonly chargePoint: string;
  readonly name: string;
  readonly meter: SessionMeter;
  readonly meterDevice: string;
  readonly beginUnknown: boolean;
  /** Where the counter stood while nobody was plugged in, and how long ago that was. */
  readonly idle: { readonly wh: number; readonly forMs: number } | undefined;
}

/** Less than this is what electronics draw. */
const chargesFromW = 50;
/** Power is believed for so long; beyond it nobody knows what flowed. */
const powerHoldsMs = 15_000;
/** Nobody looked for longer than this: what the counter brings then is spread over that time. */
const gapMs = 60_000;
/** A device that is back has told its counter after so long. */
const backMs = 45_000;
/** After a restart the power of the last checkpoint stands for what a soft meter missed, so long at most. */
const mostEstimatedMs = 600_000;

/** One session from plug-in to unplug: its energy by quarter hours, origin and price. */
export class RunningSession {
  readonly #counter = new EnergyCounter();
  readonly #split: OriginSplit;
  readonly #pieces: Pieces;
  readonly #flags: Set<SessionFlag>;
  readonly #unsure: Set<Stamp>;
  #s: OpenSession;
  #lookedMs: number | undefined;
  /** Since when nobody saw the counter, wall ms, and until when what it brings is of that gap, monotonic. */
  #gap: { readonly fromMs: number; readonly untilMs: number } | undefined;
  /** There was a restart: how long it took nobody knows as long as the clock has not been set. */
  #wasAway = false;
  /** Something has changed since the last `document`. */
  changed = true;

  constructor(open: OpenSession) {
    this.#s = open;
    this.#split = new OriginSplit(open.split);
    this.#pieces = new Pieces(open.pieces);
    this.#flags = new Set(open.flags);
    this.#unsure = new Set(open.unsure);
  }

  static begin(at: Moment, of: NewSession): RunningSession {
    const { beginUnknown, idle, ...named } = of;
    const none = [0, 0, 0] as const;
    const session = new RunningSession({
      ...named,
      ...{ pluggedAtMs: at.wallMs, pluggedMs: 0, chargedMs: 0, softWh: 0, energyWh: 0, gridWh: 0, solarWh: 0 },
      ...{ batteryWh: 0, gapWh: 0, costUct: 0, unpricedWh: 0, atMs: at.wallMs, powerW: 0 },
      unsure: at.synced ? [] : ['pluggedAtMs'],
      flags: [...(beginUnknown ? ['beginUnknown' as const] : []), ...(at.synced ? [] : ['clockUnsynced' as const])],
      split: { weights: none, owed: none },
      pieces: { open: null, held: [] },
    });
    session.#lookedMs = at.nowMs;
    const startWh = idle?.wh ?? at.counterWh;
    if (startWh !== null) session.#start(startWh, at.nowMs - (idle?.forMs ?? 0));
    return session;
  }

  get id(): number {
    return this.#s.id;
  }

  get energyWh(): number {
    return this.#s.energyWh;
  }

  get meter(): SessionMeter {
    return this.#s.meter;
  }

  get hasCounter(): boolean {
    return this.#s.startWh !== undefined;
  }

  /** Goes on after a restart; to be called once, before the first `look`. */
  resume(at: Moment): readonly SessionQuarter[] {
    const awayMs = at.wallMs - this.#s.atMs;
    const knownMs = at.synced && awayMs >= 0 ? awayMs : undefined;
    this.#lookedMs = at.nowMs;
    this.#wasAway = !at.synced || this.#unsure.size > 0;
    if (!at.synced) this.#flags.add('clockUnsynced');
    this.#s = { ...this.#s, pluggedMs: this.#s.pluggedMs + (knownMs ?? 0) };
    const { counterWh, meter, powerW } = this.#s;
    if (counterWh === undefined) return [];
    // Not known how long it was away: whatever a day may bring is believed.
    this.#counter.resume(counterWh, at.nowMs - (knownMs ?? 86_400_000));
    if (meter !== 'soft') {
      if ((knownMs ?? 0) > gapMs) this.#gap = { fromMs: this.#s.atMs, untilMs: at.nowMs + backMs };
      return [];
    }
    if (powerW < chargesFromW || !at.charging) return [];
    this.#flags.add('gap');
    const missedWh = (powerW * Math.min(knownMs ?? 0, mostEstimatedMs)) / 3_600_000;
    return this.#integrated(missedWh, { ...at, origin: fromGrid });
  }

  /** Nobody saw the charge point for a while, since `fromMs` (wall); it is back. */
  back(fromMs: number, at: Moment): void {
    this.#lookedMs = at.nowMs;
    if (at.wallMs - fromMs <= gapMs) return;
    if (this.#s.meter === 'soft') this.#flags.add('gap');
    else this.#gap = { fromMs, untilMs: at.nowMs + backMs };
  }

  /** Takes what a cycle shows; gives the quarter hours that are over. */
  look(at: Moment): readonly SessionQuarter[] {
    const dtMs = Math.max(0, at.nowMs - (this.#lookedMs ?? at.nowMs));
    this.#lookedMs = at.nowMs;
    const s = this.#s;
    const charges = at.charging && (at.powerW === null || at.powerW >= chargesFromW);
    this.#s = {
      ...s,
      pluggedMs: s.pluggedMs + dtMs,
      atMs: at.wallMs,
      powerW: at.powerW ?? (at.charging ? s.powerW : 0),
    };
    if (charges) this.#noteCharging(at, dtMs);
    const flowedWh = at.powerW === null ? 0 : (Math.max(0, at.powerW) * Math.min(dtMs, powerHoldsMs)) / 3_600_000;
    this.#split.flowed(flowedWh, at.origin);
    const brought = s.meter === 'soft' ? this.#integrated(flowedWh, at) : this.#counted(at);
    // Until a counter has been seen nobody knows whether one will be.
    if (this.#s.startWh === undefined) this.#s = { ...this.#s, softWh: this.#s.softWh + flowedWh };
    return [...brought, ...this.#quarters(this.#pieces.look(at.wallMs, at.synced))];
  }

  /** What the car used up to the end, as far as the counter says it later than the charge point. */
  lastEnergy(at: Moment): readonly SessionQuarter[] {
    return this.#s.meter === 'soft' ? [] : this.#counted(at);
  }

  occupied(user: string | undefined, tag: string | undefined): void {
    const { user: oldUser, tag: oldTag, ...rest } = this.#s;
    const now = { user: user ?? oldUser, tag: tag ?? oldTag };
    if (now.user === oldUser && now.tag === oldTag) return;
    this.changed = true;
    this.#s = { ...rest, ...(now.user === undefined ? {} : { user: now.user }), ...(now.tag && { tag: now.tag }) };
  }

  /** No counter came: current x time counts from the begin on. */
  useSoftMeter(at: Moment): readonly SessionQuarter[] {
    this.#s = { ...this.#s, meter: 'soft', meterDevice: this.#s.chargePoint };
    this.#start(0, at.nowMs);
    return this.#soFar(at);
  }

  /** What was stamped with a clock that had not been set was so much later. */
  clockSet(shiftMs: number): readonly SessionQuarter[] {
    const stamps = [...this.#unsure].map((name) => [name, (this.#s[name] ?? 0) + shiftMs] as const);
    this.#s = { ...this.#s, ...Object.fromEntries(stamps) };
    this.#unsure.clear();
    if (!this.#wasAway) this.#flags.delete('clockUnsynced');
    this.changed = true;
    return this.#quarters(this.#pieces.clockSet(shiftMs));
  }

  flag(flag: SessionFlag): void {
    this.#flags.add(flag);
    this.changed = true;
  }

  /** The car has gone then; undefined: it has not. */
  endsAt(endedAtMs: number | undefined): void {
    const { endedAtMs: _, ...rest } = this.#s;
    this.#s = endedAtMs === undefined ? rest : { ...rest, endedAtMs };
    this.changed = true;
  }

  /** As it stands. */
  session(unpluggedAtMs?: number): Session {
    const s = this.#s;
    return {
      ...{ id: s.id, chargePoint: s.chargePoint, name: s.name, pluggedAtMs: s.pluggedAtMs, unpluggedAtMs },
      ...{ pluggedS: Math.round(s.pluggedMs / 1000), chargedS: Math.round(s.chargedMs / 1000) },
      ...{ firstChargeMs: s.firstChargeMs, lastChargeMs: s.lastChargeMs, meter: s.meter, meterDevice: s.meterDevice },
      meterStartWh: s.meter === 'soft' || s.startWh === undefined ? undefined : Math.round(s.startWh),
      meterStopWh: s.meter === 'soft' || s.counterWh === undefined ? undefined : Math.round(s.counterWh),
      ...{ energyWh: s.energyWh, gridWh: s.gridWh, solarWh: s.solarWh, batteryWh: s.batteryWh, gapWh: s.gapWh },
      ...{ costUct: s.costUct, unpricedWh: s.unpricedWh, user: s.user, tag: s.tag },
      flags: [...this.#flags],
    };
  }

  /** Ends it: the session, and its last quarter hours. */
  end(unpluggedAtMs: number): { readonly session: Session; readonly quarters: readonly SessionQuarter[] } {
    const end = Math.max(unpluggedAtMs, this.#s.pluggedAtMs);
    return { session: this.session(end), quarters: this.#quarters(this.#pieces.finish()) };
  }

  /** What a restart goes on from. */
  document(): OpenSession {
    this.changed = false;
    const { split, pieces } = { split: this.#split.state, pieces: this.#pieces.state };
    return { ...this.#s, unsure: [...this.#unsure], flags: [...this.#flags], split, pieces };
  }

  #start(startWh: number, nowMs: number): void {
    this.#counter.resume(startWh, nowMs);
    this.#s = { ...this.#s, startWh, counterWh: startWh };
    this.changed = true;
  }

  #noteCharging(at: Moment, dtMs: number): void {
    const { firstChargeMs = at.wallMs, chargedMs } = this.#s;
    if (!at.synced) {
      if (this.#s.firstChargeMs === undefined) this.#unsure.add('firstChargeMs');
      this.#unsure.add('lastChargeMs');
    } else this.#unsure.delete('lastChargeMs');
    this.#s = { ...this.#s, firstChargeMs, lastChargeMs: at.wallMs, chargedMs: chargedMs + dtMs };
    this.changed = true;
  }

  #counted(at: Moment): readonly SessionQuarter[] {
    if (this.#gap !== undefined && at.nowMs > this.#gap.untilMs) this.#gap = undefined;
    if (at.counterWh === null) return [];
    const { startWh, energyWh } = this.#s;
    if (startWh === undefined) {
      this.#start(at.counterWh, at.nowMs);
      return this.#soFar(at);
    }
    const { wh, reset } = this.#counter.take(at.counterWh, at.nowMs, at.mostW);
    if (reset) this.#reset(energyWh, (this.#counter.wh ?? 0) - wh);
    if (this.#counter.wh !== undefined) this.#s = { ...this.#s, counterWh: this.#counter.wh };
    if (wh === 0) return [];
    const gap = this.#gap;
    this.#gap = undefined;
    return gap === undefined ? this.#add(wh, at.wallMs, at, false) : this.#spread(wh, gap.fromMs, at);
  }

  /** A counter that said 0 at first and nothing was counted: it simply begins where it really stands. */
  #reset(energyWh: number, fromWh: number): void {
    if (energyWh === 0) this.#s = { ...this.#s, startWh: fromWh };
    else this.#flags.add('counterReset');
  }

  #integrated(flowedWh: number, at: Moment): readonly SessionQuarter[] {
    const softWh = this.#s.softWh + flowedWh;
    const wh = Math.round(softWh) - Math.round(this.#s.softWh);
    this.#flags.add('estimated');
    this.#s = { ...this.#s, softWh, counterWh: softWh };
    return wh === 0 ? [] : this.#add(wh, at.wallMs, at, false);
  }

  /** What was integrated before it was known what counts. */
  #soFar(at: Moment): readonly SessionQuarter[] {
    const wh = Math.round(this.#s.softWh);
    if (wh > 0) this.#flags.add('estimated');
    return wh > 0 ? this.#add(wh, at.wallMs, at, false) : [];
  }

  /** Evenly over the time of the gap; from the grid, for nobody saw otherwise. */
  #spread(wh: number, fromMs: number, at: Moment): readonly SessionQuarter[] {
    const lengthMs = Math.max(1, at.wallMs - fromMs);
    this.#flags.add('gap');
    const quarters: SessionQuarter[] = [];
    let given = 0;
    for (let startMs = fromMs; startMs < at.wallMs; ) {
      const endMs = Math.min(at.wallMs, quarterOf(startMs) + quarterMs);
      const upTo = Math.round((wh * (endMs - fromMs)) / lengthMs);
      const price = quarterOf(startMs) === quarterOf(at.wallMs) ? at.price : at.priceAt(startMs);
      if (upTo > given) quarters.push(...this.#add(upTo - given, startMs, { ...at, origin: fromGrid, price }, true));
      given = upTo;
      startMs = endMs;
    }
    return quarters;
  }

  #add(wh: number, atMs: number, at: Moment, gap: boolean): readonly SessionQuarter[] {
    const parts: ByOrigin = gap ? [wh, 0, 0] : this.#split.split(wh, at.origin);
    const [gridWh, solarWh, batteryWh] = parts;
    const { priceMct, ownMct } = at.price;
    const s = this.#s;
    this.#s = {
      ...s,
      ...{ energyWh: s.energyWh + wh, gridWh: s.gridWh + gridWh, solarWh: s.solarWh + solarWh },
      ...{ batteryWh: s.batteryWh + batteryWh, gapWh: s.gapWh + (gap ? wh : 0) },
      costUct: s.costUct + gridWh * (priceMct ?? 0) + (solarWh + batteryWh) * ownMct,
      unpricedWh: s.unpricedWh + (priceMct === undefined ? gridWh : 0),
    };
    this.changed = true;
    return this.#quarters(this.#pieces.add(atMs, parts, at.price, { gap, synced: at.synced }));
  }

  #quarters(pieces: readonly Piece[]): readonly SessionQuarter[] {
    return pieces.map((piece) => ({ session: this.#s.id, ...piece }));
  }
}
