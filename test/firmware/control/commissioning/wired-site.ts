import { CheckDesk } from '../../../../firmware/control/commissioning/check-desk.ts';
import { type Mind, newMind, runCycle } from '../../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import type { CheckRequest, CheckResult } from '../../../../firmware/domain/check.ts';
import type { DeviceReadings, OwnPhases, Reading } from '../../../../firmware/domain/device.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';
import { type PerPhase, zeroPhases } from '../../../../firmware/domain/phases.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import {
  PlantChargePoint,
  PlantMeter,
  type Traits,
  usualTraits,
} from '../../../../scripts/site/in-process/plant-devices.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';
import { type BoxPlan, Plant, type PlantPlan } from '../../../../scripts/site/plant/plant.ts';

const startMs = 1_000_000;
const wallMs = Date.UTC(2026, 10, 25, 12);

/** How the meter's transformers were really put in: own phase k measures building phase `order[k]`, times `counts[k]`. */
export interface MeterFault {
  readonly order?: readonly [number, number, number];
  readonly counts?: readonly [number, number, number];
}

export interface WiredSiteOptions {
  readonly seed: number;
  readonly boxes: readonly BoxPlan[];
  /** Phases as the installer entered them, by charge point; absent = L1L2L3. */
  readonly entered?: Readonly<Record<string, string>>;
  readonly meterEntry?: Readonly<Record<string, unknown>>;
  readonly meterFault?: MeterFault;
  readonly fuseA?: number;
  readonly plant?: Partial<PlantPlan>;
  readonly mode?: 'manage' | 'observe';
  readonly traits?: Partial<Traits>;
}

/** The controller and a check against the plant, with what an electrician got wrong. */
export class WiredSite {
  readonly plant: Plant;
  readonly site: Site;
  readonly desk = new CheckDesk();
  readonly orders: ChargeOrder[][] = [];
  /** A load that a person switches, A per building phase. */
  kettleA: PerPhase = zeroPhases;
  readonly #mind: Mind;
  readonly #points: readonly PlantChargePoint[];
  readonly #meter: PlantMeter;
  readonly #fault: MeterFault;
  #result: CheckResult | undefined;

  constructor(options: WiredSiteOptions) {
    const { seed, boxes, entered = {}, fuseA = 63, meterEntry = {}, meterFault = {}, mode = 'manage' } = options;
    this.plant = new Plant({ seed, fuseA, boxes, ...options.plant });
    this.plant.advanceTo(5);
    const read = readSite(
      {
        ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', mode },
        circuits: [{ id: 'house', fuseA, assumedHouseA: 0 }],
        lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
        devices: [
          { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid', ...meterEntry },
          ...boxes.map(({ id, maxA = 16 }, k) => ({
            ...{ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, maxCurrentA: maxA },
            phases: entered[id] ?? 'L1L2L3',
            ...(options.traits?.switchesPhases === true ? { phaseSwitch: 'auto' } : {}),
          })),
        ],
        acceptFailsafeRisk: true,
      },
      knowledge,
    );
    if (!read.ok) throw new Error(read.faults.map((fault) => fault.message).join('\n'));
    this.site = read.site;
    this.#mind = newMind(this.site, { variables: [], rulings: [] });
    this.#fault = meterFault;
    const traits = { ...usualTraits, ...options.traits };
    this.#points = this.site.devices.flatMap((config) => {
      const box = this.plant.boxes.get(config.id);
      return box === undefined ? [] : [new PlantChargePoint(config, '', box, traits, this.nowMs)];
    });
    const meterConfig = this.site.devices.find(({ id }) => id === 'M1');
    if (meterConfig === undefined) throw new Error('no meter');
    this.#meter = new PlantMeter(meterConfig, '', this.plant, this.nowMs);
  }

  get nowMs(): number {
    return startMs + Math.round(this.plant.nowS * 1000);
  }

  get result(): CheckResult {
    if (this.#result === undefined) throw new Error('no check was started');
    return this.#result;
  }

  /** One check from its start to its end; `each` is called every second. */
  check(request: CheckRequest, each: (site: WiredSite) => void = () => {}): CheckResult {
    this.desk.start({ id: 'c1', request }, this.#mind.controller.topology, this.nowMs, this.#wallMs);
    do {
      this.second();
      each(this);
    } while (this.result.status === 'running');
    return this.result;
  }

  seconds(count: number): void {
    for (let s = 0; s < count; s += 1) this.second();
  }

  get topology() {
    return this.#mind.controller.topology;
  }

  second(): void {
    this.plant.step();
    this.plant.step();
    for (const device of this.#points) device.answerWrite(this.nowMs);
    for (const device of this.#points) device.poll(this.nowMs, this.plant.nowS);
    this.#meter.poll(this.nowMs);
    const devices = new Map<string, DeviceView>(this.#points.map((point) => [point.facts.id, point]));
    devices.set('M1', this.#asWired());
    this.#result = this.desk.observe(this.#mind.controller.topology, devices, this.nowMs) ?? this.#result;
    const orders = this.desk.orders();
    this.orders.push([...orders]);
    const { output } = runCycle(this.#mind, {
      ...{ nowMs: this.nowMs, wallMs: this.#wallMs, devices, orders, failsafeOnly: false, leaving: [] },
      ...{ limits: [], stored: [], storedRulings: [], candidates: [] },
    });
    if (this.site.mode === 'observe') return;
    for (const { id, sendMa, switchTo } of output.decisions) {
      const point = this.#points.find(({ facts }) => facts.id === id);
      if (switchTo !== undefined) point?.usePhases(switchTo);
      if (sendMa !== undefined) point?.offer(sendMa, this.nowMs, this.plant.nowS);
    }
  }

  /** What the meter says with the person's load, through transformers put in as they were. */
  #asWired(): DeviceView {
    const { order = [0, 1, 2], counts = [1, 1, 1] } = this.#fault;
    const { currentMa, powerW, voltageV } = this.#meter.readings;
    const factor = this.site.devices[0]?.factor ?? 1;
    const turned = (reading: Reading<OwnPhases> | undefined, perA: number): Reading<OwnPhases> | undefined =>
      reading && {
        atMs: reading.atMs,
        value: order.map(
          (p, k) => ((reading.value[p] ?? 0) + (this.kettleA[p] ?? 0) * perA) * (counts[k] ?? 1) * factor,
        ),
      };
    const current = turned(currentMa, 1000);
    const power = turned(powerW, 230);
    const readings: DeviceReadings = {
      ...(current && { currentMa: current }),
      ...(power && { powerW: power }),
      ...(voltageV && { voltageV }),
    };
    return { ...this.#meter, facts: this.#meter.facts, readings };
  }

  get #wallMs(): number {
    return wallMs + this.nowMs - startMs;
  }
}
