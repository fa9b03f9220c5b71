import {
  mapPhases,
  type PerPhase,
  type PhaseIndex,
  phaseIndexes,
  zeroPhases,
} from '../../../firmware/domain/phases.ts';
import type { Random } from '../random.ts';
import type { HouseParameters } from './parameters.ts';

/** Everything in the building that no one controls. */
export class House {
  readonly #parameters: HouseParameters;
  readonly #random: Random;
  readonly #baseA: PerPhase;
  #running: { readonly phase: PhaseIndex; readonly currentA: number; readonly untilS: number }[] = [];
  #nextApplianceS: number;
  #heaterOn = false;
  #heaterChangesS: number;
  #fixedA: PerPhase | undefined;
  #loadA: PerPhase = zeroPhases;

  constructor(parameters: HouseParameters, random: Random) {
    this.#parameters = parameters;
    this.#random = random;
    this.#baseA = mapPhases(zeroPhases, () => random.between(parameters.baseA));
    this.#nextApplianceS = random.between(parameters.applianceEveryS);
    this.#heaterChangesS = parameters.heater === undefined ? Infinity : random.between(parameters.heater.pauseS);
  }

  /** Holds the load at a value (negative: the house feeds in), or lets it live again. */
  fix(loadA: PerPhase | undefined): void {
    this.#fixedA = loadA;
  }

  step(nowS: number): void {
    this.#appliances(nowS);
    this.#heater(nowS);
    if (this.#fixedA !== undefined) {
      this.#loadA = this.#fixedA;
      return;
    }
    const heaterA = this.#heaterOn ? (this.#parameters.heater?.currentA ?? 0) : 0;
    this.#loadA = mapPhases(
      this.#baseA,
      (baseA, phase) =>
        baseA + heaterA + this.#running.reduce((sum, a) => (a.phase === phase ? sum + a.currentA : sum), 0),
    );
  }

  get loadA(): PerPhase {
    return this.#loadA;
  }

  #appliances(nowS: number): void {
    this.#running = this.#running.filter((appliance) => appliance.untilS > nowS);
    if (nowS < this.#nextApplianceS) return;
    const { applianceA, applianceForS, applianceEveryS } = this.#parameters;
    this.#running.push({
      phase: this.#random.pick(phaseIndexes),
      currentA: this.#random.between(applianceA),
      untilS: nowS + this.#random.between(applianceForS),
    });
    this.#nextApplianceS = nowS + this.#random.between(applianceEveryS);
  }

  #heater(nowS: number): void {
    const { heater } = this.#parameters;
    if (heater === undefined || nowS < this.#heaterChangesS) return;
    this.#heaterOn = !this.#heaterOn;
    this.#heaterChangesS = nowS + this.#random.between(this.#heaterOn ? heater.forS : heater.pauseS);
  }
}
