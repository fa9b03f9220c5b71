import type { ChargeState } from '../../../firmware/domain/device.ts';
import { type PerPhase, toBuilding } from '../../../firmware/domain/phases.ts';
import type { Random } from '../random.ts';
import { type Car, leastPilotA } from './car.ts';
import { DelayLine } from './delay-line.ts';
import type { BoxParameters } from './parameters.ts';

const nothing: readonly number[] = [0, 0, 0];

/** The electronics and contactor of a charge point: a set-point becomes a pilot signal, a draw becomes a reading. */
export class Box {
  readonly parameters: BoxParameters;
  readonly #random: Random;
  readonly #pilot: DelayLine<number>;
  readonly #reading: DelayLine<readonly number[]>;
  #car: Car | undefined;
  #offeredA: number;
  #phasesAllowed: number;
  #ownA: readonly number[] = nothing;
  #nowS = 0;
  #energyWh = 0;
  #sessionWh = 0;
  #faulty = false;

  constructor(parameters: BoxParameters, random: Random) {
    this.parameters = parameters;
    this.#random = random;
    this.#offeredA = parameters.failsafeA;
    this.#phasesAllowed = parameters.wiring.length;
    this.#pilot = new DelayLine(parameters.pilotDelayS, parameters.failsafeA);
    this.#reading = new DelayLine(parameters.readingAgeS, nothing);
  }

  /** A set-point the box accepted, A per phase; below 6 A it means no permission to charge. */
  offer(nowS: number, currentA: number): void {
    if (currentA === this.#offeredA) return;
    this.#offeredA = currentA;
    this.#pilot.put(nowS, currentA < leastPilotA ? 0 : Math.min(currentA, this.parameters.maxA));
  }

  /** Phase switching by the box's own contactor. */
  allowPhases(count: 1 | 3): void {
    this.#phasesAllowed = Math.min(count, this.parameters.wiring.length);
  }

  /** How many of its phases the contactor lets through. */
  get phasesAllowed(): 1 | 3 {
    return this.#phasesAllowed === 1 ? 1 : 3;
  }

  plug(car: Car): void {
    this.#car = car;
    this.#sessionWh = 0;
  }

  unplug(): void {
    this.#car = undefined;
    this.#ownA = nothing;
  }

  setFault(faulty: boolean): void {
    this.#faulty = faulty;
  }

  step(nowS: number, dtS: number, voltageV: PerPhase): void {
    this.#nowS = nowS;
    const volts = this.#usedPhases().map((phase) => voltageV[phase]);
    this.#car?.step(nowS, dtS, this.pilotA, volts);
    const drawnA = this.#car?.drawnA ?? 0;
    this.#ownA = [0, 1, 2].map((k) => (k < volts.length ? drawnA : 0));
    const energyWh = (volts.reduce((sum, v) => sum + v * drawnA, 0) * dtS) / 3600;
    this.#energyWh += energyWh;
    this.#sessionWh += energyWh;
    this.#reading.put(nowS, this.#measured());
  }

  get car(): Car | undefined {
    return this.#car;
  }

  /** The set-point that holds in the electronics. */
  get offeredA(): number {
    return this.#offeredA;
  }

  /** What the car is told now: 0 = no permission. */
  get pilotA(): number {
    return this.#faulty ? 0 : this.#pilot.at(this.#nowS);
  }

  get state(): ChargeState {
    if (this.#faulty) return 'F';
    if (this.#car === undefined) return 'A';
    return this.pilotA >= leastPilotA && !this.#car.full ? 'C' : 'B';
  }

  /** What really flows, in the order of the building. */
  get drawnA(): PerPhase {
    return toBuilding(this.#ownA, this.parameters.wiring, 0);
  }

  /** What the box says of its own L1, L2, L3: as old as its parameters have it. */
  get readingA(): readonly number[] {
    return this.#reading.at(this.#nowS);
  }

  get energyWh(): number {
    return this.#energyWh;
  }

  get sessionWh(): number {
    return this.#sessionWh;
  }

  #measured(): readonly number[] {
    const { readingNoiseA } = this.parameters;
    if (readingNoiseA === 0) return this.#ownA;
    return this.#ownA.map((a) => (a === 0 ? 0 : Math.max(0, a + readingNoiseA * this.#random.normal())));
  }

  #usedPhases() {
    const carPhases = this.#car?.parameters.phases ?? 0;
    return this.parameters.wiring.slice(0, Math.min(this.#phasesAllowed, carPhases));
  }
}
