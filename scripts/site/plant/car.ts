import type { Random } from '../random.ts';
import { DelayLine } from './delay-line.ts';
import type { CarParameters } from './parameters.ts';

/** IEC 61851-1: less than this is no permission to charge. */
export const leastPilotA = 6;

/** A car near its end takes at least this share of its maximum, until it is full. */
const taperFloor = 0.1;

/** A plugged-in car: what it draws follows what it is offered, late and on its own terms. */
export class Car {
  readonly parameters: CarParameters;
  readonly #random: Random;
  readonly #noticed: DelayLine<number>;
  #pilotA = 0;
  /** When the first ampere may flow; undefined while it has no permission, infinite when that ended before it woke. */
  #awakeAtS: number | undefined;
  #drawnA = 0;
  #storedWh: number;

  constructor(parameters: CarParameters, random: Random) {
    this.parameters = parameters;
    this.#random = random;
    this.#noticed = new DelayLine(parameters.deadTimeS, 0);
    this.#storedWh = (parameters.batteryWh * parameters.startPercent) / 100;
  }

  /** Per phase in use. */
  get drawnA(): number {
    return this.#drawnA;
  }

  get socPercent(): number {
    return (100 * this.#storedWh) / this.parameters.batteryWh;
  }

  get full(): boolean {
    return this.#storedWh >= this.parameters.batteryWh;
  }

  /** One step; `pilotA` is the current that the pilot signal offers now, `voltageV` that of the phases in use. */
  step(nowS: number, dtS: number, pilotA: number, voltageV: readonly number[]): void {
    this.#notice(nowS, pilotA < leastPilotA ? 0 : pilotA);
    this.#follow(dtS, this.#targetA(nowS));
    const powerW = voltageV.reduce((sum, volts) => sum + volts * this.#drawnA, 0);
    this.#storedWh = Math.min(this.parameters.batteryWh, this.#storedWh + (powerW * dtS) / 3600);
    if (this.full) this.#drawnA = 0;
  }

  #notice(nowS: number, pilotA: number): void {
    if (pilotA === this.#pilotA) return;
    if (pilotA === 0) {
      // The end of the permission overtakes offers the car has not looked at yet.
      this.#noticed.put(nowS, 0, this.#random.between(this.parameters.stopS));
      // One that was still asleep wakes no more; one that draws goes on until it has noticed.
      this.#awakeAtS = this.#asleep(nowS) ? Number.POSITIVE_INFINITY : undefined;
    } else {
      this.#noticed.put(nowS, pilotA);
      if (this.#pilotA === 0) this.#awakeAtS = nowS + this.#random.between(this.parameters.wakeS);
    }
    this.#pilotA = pilotA;
  }

  #targetA(nowS: number): number {
    const noticedA = this.#noticed.at(nowS);
    if (noticedA === 0 || this.full) return 0;
    if (this.#asleep(nowS)) return 0;
    const { wholeAmperes, drawFactor, maxA } = this.parameters;
    const usedA = wholeAmperes ? Math.floor(noticedA + 1e-6) : noticedA;
    return Math.min(usedA * drawFactor, maxA, this.#taperA());
  }

  #asleep(nowS: number): boolean {
    return this.#awakeAtS !== undefined && nowS < this.#awakeAtS;
  }

  #taperA(): number {
    const { maxA, taperFromPercent } = this.parameters;
    const left = (100 - this.socPercent) / (100 - taperFromPercent);
    return maxA * Math.min(1, Math.max(taperFloor, left));
  }

  #follow(dtS: number, targetA: number): void {
    const { rampUpAPerS, rampDownAPerS } = this.parameters;
    if (targetA === 0) this.#drawnA = 0;
    else if (targetA > this.#drawnA) this.#drawnA = Math.min(targetA, this.#drawnA + rampUpAPerS * dtS);
    else this.#drawnA = Math.max(targetA, this.#drawnA - rampDownAPerS * dtS);
  }
}
