import { mapPhases, type PerPhase, phaseIndexes, zeroPhases } from '../../../firmware/domain/phases.ts';
import { type Random, seededRandom } from '../random.ts';
import { Box } from './box.ts';
import { Car } from './car.ts';
import { Fuse } from './fuse.ts';
import { House } from './house.ts';
import { Meter } from './meter.ts';
import {
  type BoxParameters,
  type CarParameters,
  drawBox,
  drawCar,
  drawMeter,
  type HouseParameters,
  type MeterParameters,
  stepS,
  usualHouse,
} from './parameters.ts';

/** A span of the plant's time. */
export interface Window {
  readonly fromS: number;
  readonly toS: number;
}

export interface PlantPlan {
  readonly seed: number;
  readonly fuseA: number;
  readonly voltageV?: number;
  readonly house?: Partial<HouseParameters>;
  readonly meter?: Partial<MeterParameters>;
  readonly boxes: readonly BoxPlan[];
  /** What is the same for every box that does not say it itself. */
  readonly eachBox?: Partial<Omit<BoxParameters, 'id' | 'wiring'>>;
  /** Spans in which the grid meter brings nothing new. */
  readonly staleWindows?: readonly Window[];
  /** Spans in which the operator allows only a share. */
  readonly drops?: readonly (Window & { readonly percent: number })[];
}

export type BoxPlan = Pick<BoxParameters, 'id' | 'wiring'> &
  Partial<BoxParameters> & {
    /** The car that comes; absent = nobody comes. What it leaves open is drawn by the seed. */
    readonly car?: Partial<CarParameters>;
    /** When the car is plugged in; 0 = it stands there from the start. */
    readonly arrivesS?: number;
  };

/**
 * The building and its cars on their own clock. Advance it by `step` (hours in seconds) or by `advanceTo` with real time;
 * the same plan and the same calls give the same numbers.
 */
export class Plant {
  readonly plan: PlantPlan;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly house: House;
  readonly gridMeter: Meter;
  readonly fuse: Fuse;
  readonly voltageV: PerPhase;
  readonly #random: Random;
  #steps = 0;
  #carsA: PerPhase = zeroPhases;
  #arrivals: readonly BoxPlan[];
  #meterHeld = false;

  constructor(plan: PlantPlan) {
    this.plan = plan;
    this.#random = seededRandom(plan.seed);
    const volts = plan.voltageV ?? 230;
    this.voltageV = [volts, volts, volts];
    this.boxes = new Map(plan.boxes.map((box) => [box.id, this.#boxOf(box)]));
    this.house = new House({ ...usualHouse, ...plan.house }, this.#random.fork('house'));
    this.gridMeter = new Meter(
      drawMeter(this.#random.fork('meter'), plan.meter),
      this.#random.fork('noise'),
      this.voltageV,
    );
    this.fuse = new Fuse(plan.fuseA);
    this.#arrivals = plan.boxes.filter((box) => box.car !== undefined);
    this.#arrive(0);
  }

  get nowS(): number {
    return this.#steps * stepS;
  }

  /** One step of 0.5 s. */
  step(): void {
    this.#steps += 1;
    const nowS = this.nowS;
    this.#arrive(nowS);
    this.house.step(nowS);
    let carsA: PerPhase = zeroPhases;
    for (const box of this.boxes.values()) {
      box.step(nowS, stepS, this.voltageV);
      const { drawnA } = box;
      carsA = mapPhases(carsA, (sum, p) => sum + drawnA[p]);
    }
    this.#carsA = carsA;
    this.gridMeter.setFrozen(this.stale || this.#meterHeld);
    this.gridMeter.step(nowS, stepS, this.totalA, this.voltageV);
    this.fuse.step(stepS, this.totalA);
  }

  /** Makes all steps up to a time of the plant. */
  advanceTo(nowS: number): void {
    while ((this.#steps + 1) * stepS <= nowS + 1e-9) this.step();
  }

  /** Plugs a car in; what is not given is drawn. */
  plug(id: string, given: Partial<CarParameters> = {}): void {
    // A car that comes a second time to the same box is another one.
    const random = this.#random.fork(`car/${id}/${this.#steps}`);
    this.#box(id).plug(new Car(drawCar(random, given), random.fork('reactions')));
  }

  unplug(id: string): void {
    this.#box(id).unplug();
  }

  /** Freezes the grid meter until it is let go, besides the stale windows of the plan. */
  holdMeter(held: boolean): void {
    this.#meterHeld = held;
  }

  get meterHeld(): boolean {
    return this.#meterHeld;
  }

  /** What the cars draw together. */
  get carsA(): PerPhase {
    return this.#carsA;
  }

  /** What really flows through the house connection. */
  get totalA(): PerPhase {
    return mapPhases(this.#carsA, (cars, p) => cars + this.house.loadA[p]);
  }

  get totalW(): number {
    return phaseIndexes.reduce<number>((sum, p) => sum + this.totalA[p] * this.voltageV[p], 0);
  }

  /** True in the windows in which the grid meter brings nothing new. */
  get stale(): boolean {
    return (this.plan.staleWindows ?? []).some((w) => this.nowS >= w.fromS && this.nowS < w.toS);
  }

  /** The share the operator allows now, percent. */
  get allowedPercent(): number {
    return this.plan.drops?.find((w) => this.nowS >= w.fromS && this.nowS < w.toS)?.percent ?? 100;
  }

  #arrive(nowS: number): void {
    const due = this.#arrivals.filter((box) => (box.arrivesS ?? 0) <= nowS);
    if (due.length === 0) return;
    this.#arrivals = this.#arrivals.filter((box) => !due.includes(box));
    for (const box of due) this.plug(box.id, box.car);
  }

  #box(id: string): Box {
    const box = this.boxes.get(id);
    if (box === undefined) throw new RangeError(`there is no charge point ${id} in this plant`);
    return box;
  }

  #boxOf({ car: _car, arrivesS: _arrivesS, ...given }: BoxPlan): Box {
    const parameters = drawBox(this.#random.fork(`box/${given.id}`), { ...this.plan.eachBox, ...given });
    return new Box(parameters, this.#random.fork(`box/${given.id}/noise`));
  }
}
