import { Controller, type CycleOutput } from '../../../../firmware/control/controller.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { topologyOf } from '../../../../firmware/control/topology.ts';
import type { ChargeState, DeviceHealth, DeviceReadings, WriteState } from '../../../../firmware/domain/device.ts';
import type { LimitRecord } from '../../../../firmware/domain/limit.ts';
import { type PerPhase, toBuilding } from '../../../../firmware/domain/phases.ts';
import { type BoxKind, circuitIds, idOf, type Situation, siteOf, type Trouble } from './situation.ts';

/** A box made of numbers: what it holds, what its car draws, what of it is on its way. Currents in mA. */
export class WorldBox {
  readonly id: string;
  readonly kind: BoxKind;
  heldMa: number;
  drawnMa = 0;
  car: boolean;
  silent = false;
  /** Answers, but takes no set-point. */
  deaf = false;
  fault = false;
  /** Draws its maximum whatever it holds. */
  ownMind = false;
  lastWrite: WriteState | undefined;
  readings: DeviceReadings = {};
  health: DeviceHealth = 'probing';
  healthSinceMs = 0;
  #silentCycles = 0;
  #pending: { readonly offeredMa: number; cycles: number } | undefined;

  constructor(id: string, kind: BoxKind) {
    this.id = id;
    this.kind = kind;
    this.car = kind.car;
    this.heldMa = kind.failsafeA * 1000;
  }

  /** All set-points that it may hold at some moment from now on. */
  get mayHoldMa(): number {
    return Math.max(this.heldMa, this.#pending?.offeredMa ?? 0);
  }

  get answers(): boolean {
    return this.health === 'online' || this.health === 'degraded';
  }

  get state(): ChargeState {
    if (this.fault) return 'F';
    if (!this.car) return 'A';
    return this.heldMa >= 6000 ? 'C' : 'B';
  }

  /** Per building phase. */
  get flowMa(): PerPhase {
    return toBuilding(this.#ownMa, this.kind.wiring, 0);
  }

  restart(): void {
    this.heldMa = this.kind.failsafeA * 1000;
    this.#pending = undefined;
  }

  offer(offeredMa: number, nowMs: number): void {
    this.lastWrite = { offeredMa, requestedAtMs: nowMs, outcome: this.silent ? 'failed' : 'pending' };
    if (this.silent) this.#pending = undefined;
    // What waits in the queue already is not put at its end again.
    else if (this.#pending?.offeredMa !== offeredMa) this.#pending = { offeredMa, cycles: this.kind.lateCycles };
  }

  /** What was written arrives, the car follows, the box is read. */
  live(nowMs: number): void {
    const pending = this.#pending;
    if (pending !== undefined && !this.silent && pending.cycles-- <= 0) {
      if (!this.deaf) this.heldMa = pending.offeredMa;
      this.#pending = undefined;
      if (this.lastWrite !== undefined)
        this.lastWrite = { ...this.lastWrite, outcome: 'acknowledged', repliedAtMs: nowMs };
    }
    const { carMaxA, carShare, maxA } = this.kind;
    const wanted = this.ownMind ? maxA * 1000 : this.heldMa;
    this.drawnMa = this.state === 'C' ? Math.round(Math.min(wanted, carMaxA * 1000) * carShare) : 0;
    this.#silentCycles = this.silent ? this.#silentCycles + 1 : 0;
    this.#enter(this.#silentCycles >= 3 ? 'offline' : this.silent ? 'degraded' : 'online', nowMs);
    if (this.silent) return;
    const at = <T>(value: T) => ({ value, atMs: nowMs });
    this.readings = {
      chargeState: at(this.state),
      energyImportWh: at(0),
      ...(this.kind.measuresCurrent ? { currentMa: at(this.#ownMa) } : {}),
      ...(this.kind.readsBack ? { offeredMa: at(this.heldMa) } : {}),
    };
  }

  view(): DeviceView {
    const { wiring, stepMa, readsBack, measuresCurrent } = this.kind;
    const { health, healthSinceMs, readings, lastWrite } = this;
    return {
      facts: {
        ...{ id: this.id, kind: 'chargePoint', wiring, stepMa, readsBack, measuresCurrent },
        ...{ minMa: 6000, maxMa: 32_000 },
      },
      ...{ health, healthSinceMs, readings, lastWrite, fault: undefined },
    };
  }

  get #ownMa(): readonly number[] {
    return this.kind.wiring.map((_, own) => (own < this.kind.carPhases ? this.drawnMa : 0));
  }

  #enter(health: DeviceHealth, nowMs: number): void {
    if (health === this.health || (this.health === 'probing' && health !== 'online')) return;
    this.health = health;
    this.healthSinceMs = nowMs;
  }
}

const startMs = 1_000_000;
const wallStartMs = Date.UTC(2026, 10, 25, 12, 0, 0);

/** A situation as it runs: the controller, its boxes and its meters, cycle by cycle. */
export class World {
  readonly situation: Situation;
  readonly controller: Controller;
  readonly boxes: readonly WorldBox[];
  limits: readonly LimitRecord[];
  houseMa: PerPhase;
  nowMs = startMs;
  /** Newest reading of each meter, by id. */
  readonly meterAtMs = new Map<string, number>();
  readonly #silentMeters = new Set<string>();
  readonly #meters: ReadonlyMap<string, number>;
  readonly #meterViews = new Map<string, DeviceView>();

  constructor(situation: Situation) {
    this.situation = situation;
    const site = siteOf(situation);
    this.controller = new Controller(topologyOf(site));
    this.boxes = situation.boxes.map((kind, k) => new WorldBox(idOf(k), kind));
    this.houseMa = situation.houseMa;
    this.limits = circuitIds.map((circuit, i) =>
      record({ id: `fuse:${circuit}`, scope: 'all', circuit, unit: 'mA', value: (situation.fuseA[i] ?? 0) * 1000 }),
    );
    this.#meters = new Map(situation.garageMeter ? [['M1', 0] as const, ['M2', 1] as const] : [['M1', 0] as const]);
  }

  happen(trouble: Trouble): void {
    if (trouble.what === 'limit') this.limit(trouble.limit);
    else if (trouble.what === 'house') this.houseMa = trouble.houseMa;
    else if (trouble.what === 'meter') {
      if (!this.#silentMeters.delete(trouble.meter)) this.#silentMeters.add(trouble.meter);
    } else if (trouble.what !== 'nothing') {
      const box = this.boxes[trouble.box % this.boxes.length];
      // Nobody can know that a box holds something else than what it took when it is silent or has no read-back.
      const secret = (trouble.what === 'restart' || trouble.what === 'deaf') && (!box?.kind.readsBack || box.silent);
      if (box === undefined || secret) return;
      if (trouble.what === 'restart') box.restart();
      else box[trouble.what] = !box[trouble.what];
    }
  }

  /** Puts a limit in the place of the one of the same circuit, scope, unit and name. */
  limit(
    { circuit = '', scope, unit, value }: Pick<LimitRecord, 'scope' | 'circuit' | 'unit' | 'value'>,
    name = '',
  ): void {
    const id = `${circuit}/${scope}/${unit}${name}`;
    this.limits = [...this.limits.filter((known) => known.id !== id), record({ id, circuit, scope, unit, value })];
  }

  /** Time passes, everything is read. */
  live(afterMs: number): void {
    this.nowMs += afterMs;
    for (const box of this.boxes) box.live(this.nowMs);
    for (const [id, circuit] of this.#meters) {
      if (this.#silentMeters.has(id)) continue;
      this.meterAtMs.set(id, this.nowMs);
      this.#meterViews.set(id, this.#meterView(id, circuit));
    }
  }

  /** One cycle; what it sends goes to the boxes only when `send` is called. */
  cycle(): CycleOutput {
    const { nowMs, limits } = this;
    const devices = new Map<string, DeviceView>(this.#meterViews);
    for (const box of this.boxes) devices.set(box.id, box.view());
    const wallMs = wallStartMs + nowMs - startMs;
    return this.controller.cycle({ nowMs, wallMs, devices, limits, failsafeOnly: false, leaving: [] });
  }

  send(output: CycleOutput): void {
    for (const { id, sendMa } of output.decisions)
      if (sendMa !== undefined) this.boxes.find((box) => box.id === id)?.offer(sendMa, this.nowMs);
  }

  /** The newest word of the meter above a box that is oldest, s; Infinity when one was never heard. */
  meterAgeS(box: WorldBox): number {
    const above = [...this.#meters].filter(([, circuit]) => circuitIds.indexOf(box.kind.circuit) >= circuit);
    return Math.max(0, ...above.map(([id]) => (this.nowMs - (this.meterAtMs.get(id) ?? -Infinity)) / 1000));
  }

  #meterView(id: string, circuit: number): DeviceView {
    const sum: [number, number, number] = circuit === 0 ? [...this.houseMa] : [0, 0, 0];
    for (const box of this.boxes)
      if (circuitIds.indexOf(box.kind.circuit) >= circuit) for (const p of [0, 1, 2] as const) sum[p] += box.flowMa[p];
    const at = <T>(value: T) => ({ value, atMs: this.nowMs });
    return {
      facts: {
        ...{ id, kind: 'meter', wiring: [0, 1, 2], stepMa: 1, minMa: 0, maxMa: 0 },
        ...{ readsBack: false, measuresCurrent: true },
      },
      ...{ health: 'online', healthSinceMs: startMs, fault: undefined, lastWrite: undefined },
      readings: { currentMa: at(sum), powerW: at(sum.map((ma) => ma * 0.23)), voltageV: at([230, 230, 230]) },
    };
  }
}

const record = (
  given: Pick<LimitRecord, 'id' | 'scope' | 'unit' | 'value'> & { readonly circuit: string },
): LimitRecord => ({
  ...given,
  ...{ origin: 'variable', sinceMs: wallStartMs, source: 'AVAIL by admin', failed: false, variables: ['AVAIL'] },
});
