import type { Controller, CycleOutput, Decision } from '../../../firmware/control/controller.ts';
import {
  type CycleFacts,
  type CycleResult,
  type Mind,
  mindWith,
  newMind,
  runCycle,
} from '../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../firmware/control/device-view.ts';
import { GridSources } from '../../../firmware/control/sources/grid-sources.ts';
import type { VariableTable } from '../../../firmware/control/variable-table.ts';
import type { StoredSource } from '../../../firmware/domain/grid-source.ts';
import type { Known } from '../../../firmware/domain/known.ts';
import type { LimitRecord, StoredRuling } from '../../../firmware/domain/limit.ts';
import type { ChargeOrder } from '../../../firmware/domain/order.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { DeviceConfig } from '../../../firmware/domain/site/devices.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import { keyOf } from '../../../firmware/grid/held-rulings.ts';
import { stepS } from '../plant/parameters.ts';
import { Plant, type PlantPlan } from '../plant/plant.ts';
import { PlantChargePoint, PlantMeter, type Traits, usualTraits } from './plant-devices.ts';
import { knowledge } from './products.ts';

const startMs = 1_000_000;
const wallStartMs = Date.UTC(2026, 10, 25, 12, 0, 0);
/** From the cycle to the reply of the write and its read-back. */
const replyMs = 100;

export interface PlantSiteOptions {
  readonly document: object;
  readonly plant: PlantPlan;
  /** What single charge points can or cannot do. */
  readonly traits?: Readonly<Record<string, Partial<Traits>>>;
  /** Time of the plant before the controller starts. */
  readonly warmUpS?: number;
  /** Seen after every cycle. */
  readonly watch?: (site: PlantSite, output: CycleOutput) => void;
  /** Runs a cycle; before anything is sent it may note what the cycle was given and came to. */
  readonly run?: (mind: Mind, facts: CycleFacts) => CycleResult;
}

/**
 * The real controller and the real limits against the plant of the simulated site, in process and on a virtual clock:
 * late cars, boxes and meters, hours in seconds. Once a second all devices are polled and a cycle runs; writes are
 * answered and read back 0.1 s later, and a second cycle runs then, as the loop does.
 */
export class PlantSite {
  site: Site;
  readonly plant: Plant;
  readonly chargePoints = new Map<string, PlantChargePoint>();
  readonly meters = new Map<string, PlantMeter>();
  nowMs = startMs;
  /** What the wall clock was set forward or back by, ms. */
  wallStepMs = 0;
  variables: StoredVariable[] = [];
  orders: readonly ChargeOrder[] = [];
  records: readonly LimitRecord[] = [];
  /** The variables as the last cycle saw them. */
  table: VariableTable = new Map();
  last: CycleOutput | undefined;
  /** What the boxes held before the last cycle sent anything, mA. */
  held: ReadonlyMap<string, number> = new Map();
  /** Set-points sent so far, and those that differ from the one before. */
  sent = 0;
  changes = 0;
  readonly #sentMa = new Map<string, number>();
  #mind: Mind;
  known: Known | undefined;
  #rulings: readonly StoredRuling[] = [];
  #sources = this.#newSources();
  #storedSources: readonly StoredSource[] = [];
  readonly #options: PlantSiteOptions;

  constructor(options: PlantSiteOptions) {
    this.#options = options;
    this.plant = new Plant(options.plant);
    // The meter of the plant needs a moment until it says what flows.
    this.plant.advanceTo(options.warmUpS ?? 5);
    this.nowMs = startMs + this.plant.nowS * 1000;
    this.site = read(options.document);
    this.#mind = newMind(this.site, { variables: [], rulings: [] });
    this.#sources.use(this.site, [], this);
    this.#useDevices();
  }

  /** A new site document while everything runs: devices whose entry changed get a new driver, those gone are let go. */
  put(document: object): void {
    this.site = read(document);
    this.#mind = mindWith(this.site, this.#mind);
    this.#sources.use(this.site, this.#storedSources, this);
    this.#useDevices();
  }

  /** The box loses its power: what stands on the disk is all it knows, every driver is new. */
  restart(): void {
    this.#mind = newMind(this.site, { variables: this.variables, rulings: this.#rulings });
    this.#sources = this.#newSources();
    this.#sources.use(this.site, this.#storedSources, this);
    this.chargePoints.clear();
    this.meters.clear();
    this.#useDevices();
  }

  set(name: string, value?: number): void {
    const row = { name, atMs: this.wallMs, source: 'admin', ...(value === undefined ? {} : { value }) };
    this.variables = [...this.variables.filter((v) => v.name !== name), row];
  }

  get rules(): Mind['rules'] {
    return this.#mind.rules;
  }

  get controller(): Controller {
    return this.#mind.controller;
  }

  get wallMs(): number {
    return wallStartMs + this.nowMs - startMs + this.wallStepMs;
  }

  chargePoint(id: string): PlantChargePoint {
    const found = this.chargePoints.get(id);
    if (found === undefined) throw new Error(`no charge point ${id}`);
    return found;
  }

  decision(id: string): Decision {
    const found = this.last?.decisions.find((decision) => decision.id === id);
    if (found === undefined) throw new Error(`no decision for ${id}`);
    return found;
  }

  get devices(): ReadonlyMap<string, DeviceView> {
    return new Map<string, DeviceView>([...this.meters, ...this.chargePoints]);
  }

  offers(): Record<string, number | undefined> {
    return Object.fromEntries([...this.chargePoints.keys()].map((id) => [id, this.decision(id).offerMa]));
  }

  /** `seen` is called after every step of the plant. */
  step(seconds = 1, seen: () => void = () => {}): CycleOutput {
    for (let s = 0; s < seconds; s += 1) {
      for (let part = 0; part < 1; part += stepS) {
        this.plant.step();
        seen();
      }
      this.nowMs = startMs + Math.round(this.plant.nowS * 1000);
      for (const meter of this.meters.values()) meter.poll(this.nowMs);
      for (const device of this.chargePoints.values()) device.poll(this.nowMs, this.plant.nowS);
      this.nudge();
    }
    return this.last as CycleOutput;
  }

  /** A cycle at once, as the loop makes one when a variable changes, and another one on its replies. */
  nudge(): void {
    if (!this.#cycle()) return;
    this.nowMs += replyMs;
    for (const device of this.chargePoints.values()) device.answerWrite(this.nowMs);
    if (this.#cycle()) for (const device of this.chargePoints.values()) device.answerWrite(this.nowMs);
    this.nowMs -= replyMs;
  }

  /** True when something was sent. */
  #cycle(): boolean {
    const { nowMs, wallMs, devices, controller } = this;
    const limits = this.#sources.records({ nowMs, wallMs, topology: controller.topology, devices });
    const kept = this.#sources.toStore(this.#storedSources, this);
    this.#storedSources = [
      ...this.#storedSources.filter(({ id }) => kept.every((source) => source.id !== id)),
      ...kept,
    ];
    const facts: CycleFacts = {
      ...{ nowMs, wallMs, devices, limits, orders: this.orders, failsafeOnly: false, leaving: [] },
      ...{ stored: this.variables, storedRulings: this.#rulings, candidates: [] },
      ...(this.known === undefined ? {} : { known: this.known }),
    };
    const { run = runCycle } = this.#options;
    const result = run(this.#mind, facts);
    const { limited, output } = result;
    this.records = limited.records;
    this.table = limited.variables;
    this.#rulings = stored(this.#rulings, limited.toStore);
    this.last = output;
    this.held = new Map([...this.plant.boxes].map(([id, box]) => [id, box.offeredA * 1000]));
    const sentBefore = this.sent;
    for (const { id, sendMa, switchTo } of this.last.decisions) {
      if (switchTo !== undefined) this.chargePoints.get(id)?.usePhases(switchTo);
      if (sendMa === undefined) continue;
      this.chargePoints.get(id)?.offer(sendMa, nowMs, this.plant.nowS);
      if (sendMa !== this.#sentMa.get(id)) this.changes += 1;
      this.#sentMa.set(id, sendMa);
      this.sent += 1;
    }
    this.#options.watch?.(this, this.last);
    return this.sent > sentBefore;
  }

  #newSources(): GridSources {
    return new GridSources({
      openContacts: () => {
        throw new Error('the plant has no contacts');
      },
      lookAgain: () => {},
      log: () => {},
    });
  }

  #useDevices(): void {
    const wanted = new Map(this.site.devices.filter((d) => d.enabled).map((d) => [d.id, d]));
    for (const known of [this.chargePoints, this.meters])
      for (const [id, device] of known) {
        const config = wanted.get(id);
        if (config === undefined || textOf(config) !== device.text) known.delete(id);
      }
    for (const config of wanted.values()) {
      if (config.role !== 'chargePoint') {
        if (!this.meters.has(config.id))
          this.meters.set(config.id, new PlantMeter(config, textOf(config), this.plant, this.nowMs));
        continue;
      }
      const box = this.plant.boxes.get(config.id);
      if (box === undefined || this.chargePoints.has(config.id)) continue;
      const traits = { ...usualTraits, ...this.#options.traits?.[config.id] };
      this.chargePoints.set(config.id, new PlantChargePoint(config, textOf(config), box, traits, this.nowMs));
    }
  }
}

/** As in device-set.ts: what a driver is made from. */
const textOf = ({ name: _n, priority: _p, circuit: _c, limits: _l, staleS: _s, ...rest }: DeviceConfig): string =>
  JSON.stringify(rest);

/** Each ruling takes the place of the one of the same limit. */
function stored(before: readonly StoredRuling[], now: readonly StoredRuling[]): readonly StoredRuling[] {
  const keys = new Set(now.map(({ circuit, limitId }) => keyOf(circuit, limitId)));
  return [...before.filter(({ circuit, limitId }) => !keys.has(keyOf(circuit, limitId))), ...now];
}

function read(document: object): Site {
  const result = readSite(document, knowledge);
  if (!result.ok) throw new Error(result.faults.map((f) => f.message).join('\n'));
  return result.site;
}
