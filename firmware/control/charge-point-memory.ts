import type { Reading } from '../domain/device.ts';
import { mapPhases, type PerPhase, type PhaseIndex } from '../domain/phases.ts';
import { SurplusHold } from './balance/surplus-hold.ts';
import { CarKnowledge } from './car-knowledge.ts';
import { ageMs, type DeviceView, onBuilding } from './device-view.ts';
import { DrawHistory } from './draw-history.ts';
import { Following, toleranceMa } from './following.ts';
import { type HabitMemory, noHabits } from './habits.ts';
import { ownPhasesOn, type PhaseMemory } from './phase-switching.ts';
import { type QueueKey, QueuePlace } from './queue-place.ts';

/** Time for a written set-point to prove itself; after it the charge point counts as lost (control.md §4). */
const confirmDeadlineMs = 20_000;
/** A charge point gets this long for its first answer. */
const newForMs = 2500;
/** A place that was empty for so long has another car. */
const newCarAfterMs = 60_000;
/** A box takes so long to show the state that follows from a set-point. */
const faultAfterMs = 4000;
/** A draw that old still counts as what the charge point may be drawing. */
const recentMs = 5000;
/** A car that draws more than this is awake. */
const tellingMa = 1000;
/** So long after it was asked for a set-point shows in what the box says it holds. */
const readsBackWithinMs = 2000;
/** Until a car follows a lower offer, where nobody measures it: pilot, dead time and ramp (plant.md). */
const followsWithinMs = 10_000;
/** A car at rest takes so much of its offer, or all but less for reasons of its own (plant.md). */
const leastOfOffer = 0.93;
/** In a silence longer than this one car may have gone and another come. */
const sameCarMs = 10_000;

/** What is kept of one charge point: its plain fields, and what its parts keep. */
export type ChargePointKept = ReturnType<ChargePointMemory['save']>;

/**
 * What the controller remembers of one charge point between cycles. Times are monotonic ms. Every field is plain, so
 * that `save` takes in whatever is added.
 */
export class ChargePointMemory {
  readonly history = new DrawHistory();
  /** What was learned of the car that is plugged in. */
  readonly car = new CarKnowledge();
  readonly queue = new QueuePlace();
  /** Whether its car takes what it is offered. */
  readonly following = new Following();
  /** Whether it runs on surplus, for a charge point that may draw nothing else. */
  readonly surplus = new SurplusHold();
  habits: HabitMemory = noHabits;
  /** Where the phase switching stands. */
  phaseSwitching: PhaseMemory | undefined;
  /** Last set-point asked for in this run; undefined before the first. */
  offerMa: number | undefined;
  askedAtMs = 0;
  /** Last set-point known to hold in the box. */
  confirmedMa: number | undefined;
  /** Highest set-point that may hold in the box since the last confirmation. */
  unconfirmedMa = 0;
  /** Since when some set-point has been asked for and not been proven; undefined while all is proven. */
  unprovenSinceMs: number | undefined;
  raisedAtMs = Number.NEGATIVE_INFINITY;
  /** The highest offer that was taken back of late, and when it was. */
  loweredFromMa = 0;
  loweredAtMs = Number.NEGATIVE_INFINITY;
  startedAtMs: number | undefined;
  stoppedAtMs: number | undefined;
  /** It was stopped because it was somebody else's turn, or for want of surplus: it rests longer. */
  stoppedForOthers = false;
  pluggedAtMs: number | undefined;
  waitingSinceMs: number | undefined;
  /** Reading of the counter when the car was plugged in. */
  energyAtPlugWh: number | undefined;
  knownSinceMs: number | undefined;
  /** Since when no car is there. */
  emptySinceMs: number | undefined;
  /** Since when the state is E or F. */
  faultSinceMs: number | undefined;
  /** When the state was read that was heard last, and the phases behind the box then. */
  heardAtMs: number | undefined;
  wiring: readonly PhaseIndex[] = [];
  /** Building phases that are switched on; none before the first reading. */
  phasesOn: readonly PhaseIndex[] = [];

  /** Takes in what the box said: draw, plug, confirmation. Call once a cycle, before anything is decided. */
  observe(view: DeviceView, nowMs: number): void {
    this.#observeCar(view);
    const current = view.readings.currentMa;
    if (current !== undefined) {
      const [a, b, c] = onBuilding(view, current);
      const drawnMa: PerPhase = [Math.max(0, a ?? 0), Math.max(0, b ?? 0), Math.max(0, c ?? 0)];
      this.history.record(current.atMs, drawnMa);
      this.phasesOn = view.facts.wiring.slice(0, ownPhasesOn(view));
      const switchedDown = this.phasesOn.length < view.facts.wiring.length;
      this.car.observe({ atMs: current.atMs, drawnMa, offerMa: this.offerMa ?? 0, switchedDown });
    }
    this.#observePlug(view, nowMs);
    this.#confirm(view, nowMs);
    this.#observeFollowing(view, nowMs);
  }

  /** Notes a set-point that is being sent; `forOthers`: a stop makes room for somebody else, or for want of surplus. */
  asked(offerMa: number, nowMs: number, forOthers = false): void {
    const before = this.offerMa ?? this.confirmedMa ?? 0;
    this.unconfirmedMa = Math.max(this.unconfirmedMa, offerMa, this.confirmedMa ?? 0);
    if (offerMa > before) this.raisedAtMs = nowMs;
    if (offerMa < before) {
      const stillHigherMa = nowMs - this.loweredAtMs < followsWithinMs ? this.loweredFromMa : 0;
      this.loweredFromMa = Math.max(before, stillHigherMa);
      this.loweredAtMs = nowMs;
    }
    if (before === 0 && offerMa > 0) this.startedAtMs = nowMs;
    if (before > 0 && offerMa === 0) {
      this.stoppedAtMs = nowMs;
      this.stoppedForOthers = forOthers;
      this.startedAtMs = undefined;
    }
    this.unprovenSinceMs ??= nowMs;
    this.offerMa = offerMa;
    this.askedAtMs = nowMs;
  }

  get confirmed(): boolean {
    return this.offerMa !== undefined && this.confirmedMa === this.offerMa && this.unconfirmedMa <= this.offerMa;
  }

  /** What it holds, when that is another set-point than ours and our last one is long written, mA; else undefined. */
  partedMa({ facts, readings, lastWrite }: DeviceView): number | undefined {
    const held = readings.offeredMa;
    if (!facts.readsBack || held === undefined || this.offerMa === undefined) return undefined;
    if (lastWrite?.outcome === 'pending') return undefined;
    const isPast = held.atMs > this.askedAtMs + readsBackWithinMs;
    return isPast && Math.abs(held.value - this.offerMa) >= facts.stepMa ? held.value : undefined;
  }

  /** Not heard yet, and not for long. */
  isNew(view: DeviceView | undefined, nowMs: number): boolean {
    this.knownSinceMs ??= nowMs;
    return view?.readings.chargeState === undefined && nowMs - this.knownSinceMs < newForMs;
  }

  /** No answer, or a set-point that was never proven. */
  isLost(view: DeviceView, nowMs: number): boolean {
    if (view.health === 'offline' || view.health === 'unknown' || view.health === 'probing') return true;
    return this.unprovenSinceMs !== undefined && nowMs - this.unprovenSinceMs > confirmDeadlineMs;
  }

  /** The most a lost charge point may be drawing per phase, mA (control.md §1). */
  lostAllowanceMa(view: DeviceView, failsafeMa: number): number {
    if (this.confirmedMa === undefined) return view.facts.maxMa;
    // Whatever it drew last counts until it is read again, however long ago that was.
    const drawn = Math.max(...this.history.highestOfLast(recentMs));
    // The box's own word on its fail-safe current counts beside what the installer wrote down.
    return Math.max(this.confirmedMa, this.unconfirmedMa, failsafeMa, view.readings.failsafeMa?.value ?? 0, drawn);
  }

  /** Building phases it may draw on now: those that are switched on and that its car was not seen to leave alone. */
  usedPhases(wiring: readonly PhaseIndex[]): readonly PhaseIndex[] {
    const on = this.phasesOn.length > 0 ? this.phasesOn : wiring;
    const known = this.car.phases;
    const used = known === undefined ? on : on.filter((phase) => known.includes(phase));
    return used.length > 0 ? used : on;
  }

  /** The most it may draw on each building phase until what was asked is proven and followed, mA. */
  bearingMa(view: DeviceView, nowMs: number): PerPhase {
    const promised = Math.max(this.offerMa ?? 0, this.unconfirmedMa, this.#unseenMa(view, nowMs));
    const recent = this.history.highestSince(nowMs - recentMs);
    const bearing: [number, number, number] = [0, 0, 0];
    for (const phase of view.facts.wiring) bearing[phase] = recent[phase];
    for (const phase of this.usedPhases(view.facts.wiring)) bearing[phase] = Math.max(promised, recent[phase]);
    return bearing;
  }

  /**
   * What it draws beside its offer, mA per building phase: its rows have to bear it (control.md §4.1). On the phases it
   * uses what goes beyond the offer for 15 s or more without falling, nothing while a reduction is on its way; on the
   * others all it draws.
   */
  excessMa(wiring: readonly PhaseIndex[], nowMs: number): PerPhase {
    const used = this.usedPhases(wiring);
    const exceeds = this.following.exceeds(nowMs);
    const offerMa = this.offerMa ?? 0;
    const penaltyMa = offerMa > 0 ? this.following.penaltyMa(nowMs) : 0;
    return mapPhases(this.history.highestOfLast(recentMs), (ma, p) => {
      if (!used.includes(p)) return ma;
      return Math.max(penaltyMa, exceeds ? ma - offerMa : 0);
    });
  }

  /** States E and F that last; one that shows for a moment after a release is the state from before. */
  inFault(nowMs: number): boolean {
    return this.faultSinceMs !== undefined && nowMs - this.faultSinceMs >= faultAfterMs;
  }

  /** Since when it draws more than it is offered although it was told long enough ago; undefined while it follows. */
  get notFollowingSinceMs(): number | undefined {
    return this.following.notFollowingSinceMs;
  }

  /** True while the car takes clearly less than it is offered, for 15 s or more. */
  takesLess(nowMs: number): boolean {
    return this.following.takesLess(nowMs);
  }

  /** True while a car may still be on its way up to its offer: after a pause it takes up to 45 s until it draws. */
  mayStillRise(nowMs: number): boolean {
    if (this.offerMa === undefined || this.offerMa === 0) return false;
    return this.following.mayStillRise(Math.max(...this.history.highestSince(nowMs - recentMs)), nowMs);
  }

  /** The place in the queue for this slot. */
  queueKey(slot: number, energy: Reading<number> | undefined, idle: boolean, nowMs: number): QueueKey {
    return this.queue.key({
      slot,
      idle,
      pluggedAtMs: this.pluggedAtMs,
      sessionEnergyWh: this.sessionEnergyWh(energy),
      waitingMs: this.waitingSinceMs === undefined ? 0 : nowMs - this.waitingSinceMs,
    });
  }

  sessionEnergyWh(energy: Reading<number> | undefined): number {
    if (energy === undefined || this.energyAtPlugWh === undefined) return 0;
    return Math.max(0, energy.value - this.energyAtPlugWh);
  }

  save() {
    const { history, car, queue, following, surplus, ...own } = this;
    return {
      ...structuredClone(own),
      history: history.save(),
      car: car.save(),
      queue: queue.save(),
      following: following.save(),
      surplus: surplus.save(),
    };
  }

  restore({ history, car, queue, following, surplus, ...own }: ChargePointKept): void {
    this.history.restore(history);
    this.car.restore(car);
    this.queue.restore(queue);
    this.following.restore(following);
    this.surplus.restore(surplus);
    Object.assign(this, own);
  }

  /** The higher offer from before that it may still be on its way to, or still be drawing, mA; else 0. */
  #followsFromMa(nowMs: number): number {
    return nowMs - this.loweredAtMs < followsWithinMs ? this.loweredFromMa : 0;
  }

  /**
   * The offer that the car may be on its way up to, mA; 0 when there is none. One that was asleep when its offer was taken back may
   * wake up to that all the same.
   */
  risesToMa(nowMs: number): number {
    const ownMa = this.mayStillRise(nowMs) ? (this.offerMa ?? 0) : 0;
    const hasDrawn = Math.max(...this.history.highestSince(this.loweredAtMs - recentMs)) >= tellingMa;
    return hasDrawn ? ownMa : Math.max(ownMa, this.#followsFromMa(nowMs));
  }

  /**
   * The least that the car may draw already on its way down to a lower offer, mA; infinite when it is on no such way. A box shows
   * its draw up to some seconds late, while the meter has seen it fall.
   */
  fallsToMa(nowMs: number): number {
    const isFalling = nowMs - this.loweredAtMs < followsWithinMs;
    return isFalling ? leastOfOffer * (this.offerMa ?? 0) : Number.POSITIVE_INFINITY;
  }

  /** What it may go on drawing of a higher offer from before, where no reading shows what it draws. */
  #unseenMa({ readings: { currentMa, chargeState } }: DeviceView, nowMs: number): number {
    const stopped = chargeState?.value !== 'C' && chargeState?.value !== 'D' && ageMs(chargeState, nowMs) <= recentMs;
    const seen = ageMs(currentMa, nowMs) <= recentMs;
    return seen || stopped ? 0 : this.#followsFromMa(nowMs);
  }

  /** After a silence, or on other wires, nothing that was learned of the car is sure. */
  #observeCar(view: DeviceView): void {
    const { wiring } = view.facts;
    const atMs = view.readings.chargeState?.atMs;
    const isRewired = wiring.join() !== this.wiring.join();
    const wasSilent = atMs !== undefined && this.heardAtMs !== undefined && atMs - this.heardAtMs > sameCarMs;
    if (isRewired || wasSilent) this.car.forget();
    if (isRewired) this.history.forget();
    this.wiring = wiring;
    this.heardAtMs = atMs ?? this.heardAtMs;
  }

  #observePlug(view: DeviceView, nowMs: number): void {
    const state = view.readings.chargeState?.value;
    if (state === undefined) return;
    if (state === 'E' || state === 'F') this.faultSinceMs ??= nowMs;
    else this.faultSinceMs = undefined;
    const plugged = state === 'B' || state === 'C' || state === 'D';
    if (plugged && this.pluggedAtMs === undefined) {
      this.pluggedAtMs = nowMs;
    }
    if (plugged) this.emptySinceMs = undefined;
    // The counter is read less often than the state.
    if (plugged) this.energyAtPlugWh ??= view.readings.energyImportWh?.value;
    if (!plugged && state === 'A') {
      this.pluggedAtMs = undefined;
      this.car.forget();
      this.emptySinceMs ??= nowMs;
      // Out and in again is no new car: its one try is not had twice.
      if (nowMs - this.emptySinceMs >= newCarAfterMs) this.queue.forget();
      this.energyAtPlugWh = undefined;
      this.waitingSinceMs = undefined;
      this.following.forget();
      // The minimum pause protects a car's contactor; the next car has not been interrupted.
      this.stoppedAtMs = undefined;
    }
  }

  #confirm(view: DeviceView, nowMs: number): void {
    const held = view.readings.offeredMa;
    if (this.offerMa === undefined) {
      if (held !== undefined) this.confirmedMa = held.value;
      // A box that does not say what it holds may hold its maximum from before.
      this.unconfirmedMa = this.confirmedMa ?? view.facts.maxMa;
      return;
    }
    if (
      held !== undefined &&
      held.atMs > (view.lastWrite?.repliedAtMs ?? this.askedAtMs) &&
      held.value >= this.offerMa + view.facts.stepMa
    ) {
      // It was restarted or set by somebody else: what it says counts until it takes ours.
      this.unconfirmedMa = Math.max(this.unconfirmedMa, held.value);
      this.unprovenSinceMs ??= nowMs;
    }
    const write = view.lastWrite;
    if (write === undefined || write.offeredMa !== this.offerMa || write.requestedAtMs < this.askedAtMs) return;
    if (write.outcome !== 'acknowledged' || write.repliedAtMs === undefined) return;
    if (this.#proven(view, write.repliedAtMs)) {
      this.confirmedMa = this.offerMa;
      this.unconfirmedMa = this.offerMa;
      this.unprovenSinceMs = undefined;
    }
  }

  #proven(view: DeviceView, repliedAtMs: number): boolean {
    const offerMa = this.offerMa ?? 0;
    if (view.facts.readsBack) {
      const held = view.readings.offeredMa;
      return held !== undefined && held.atMs >= repliedAtMs && Math.abs(held.value - offerMa) < view.facts.stepMa;
    }
    const state = view.readings.chargeState;
    if (state !== undefined && state.atMs >= repliedAtMs && state.value !== 'C' && state.value !== 'D') return true;
    // It neither says what it holds nor what it gives: its reply is all the proof there will ever be.
    if (!view.facts.measuresCurrent) return true;
    const current = view.readings.currentMa;
    return (
      current !== undefined &&
      current.atMs >= repliedAtMs &&
      Math.max(0, ...current.value.map((v) => v ?? 0)) <= offerMa + toleranceMa
    );
  }

  #observeFollowing(view: DeviceView, nowMs: number): void {
    const current = view.readings.currentMa;
    if (current === undefined || ageMs(current, nowMs) > recentMs || this.offerMa === undefined) return;
    const drawn = Math.max(0, ...current.value.map((v) => v ?? 0));
    const falling = this.following.observe(drawn, this.offerMa, nowMs);
    // Without read-back the falling draw is the proof that the box heard us.
    const heard = falling && !view.facts.readsBack && view.lastWrite?.outcome === 'acknowledged';
    if (heard && this.unprovenSinceMs !== undefined) this.unprovenSinceMs = nowMs;
  }
}
