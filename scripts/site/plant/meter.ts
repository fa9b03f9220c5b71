import { mapPhases, type PerPhase, zeroPhases } from '../../../firmware/domain/phases.ts';
import type { Random } from '../random.ts';
import { DelayLine } from './delay-line.ts';
import type { MeterParameters } from './parameters.ts';

/** What a meter says; import positive. */
export interface MeterReading {
  readonly currentA: PerPhase;
  readonly powerW: PerPhase;
  readonly voltageV: PerPhase;
  /** Time of the plant at which these currents flowed. */
  readonly measuredAtS: number;
  readonly importWh: number;
  readonly exportWh: number;
}

/** A meter renews what it says so often: what it says is as old as its parameters have it, and hardly older. */
const renewsEveryS = 0.5;

/** A meter on a connection: late, a little wrong, and rounded. */
export class Meter {
  readonly parameters: MeterParameters;
  readonly #random: Random;
  readonly #line: DelayLine<MeterReading>;
  #said: MeterReading;
  #renewsAtS = 0;
  #frozen = false;
  #importWh = 0;
  #exportWh = 0;

  constructor(parameters: MeterParameters, random: Random, voltageV: PerPhase) {
    this.parameters = parameters;
    this.#random = random;
    this.#said = {
      currentA: zeroPhases,
      powerW: zeroPhases,
      voltageV,
      measuredAtS: 0,
      importWh: 0,
      exportWh: 0,
    };
    this.#line = new DelayLine(parameters.ageS, this.#said);
  }

  /** A frozen meter goes on saying the same: no communication fault shows it. */
  setFrozen(frozen: boolean): void {
    this.#frozen = frozen;
  }

  step(nowS: number, dtS: number, currentA: PerPhase, voltageV: PerPhase): void {
    const totalW = currentA.reduce((sum, amperes, p) => sum + amperes * (voltageV[p] ?? 0), 0);
    if (totalW > 0) this.#importWh += (totalW * dtS) / 3600;
    else this.#exportWh -= (totalW * dtS) / 3600;
    if (nowS >= this.#renewsAtS) {
      this.#line.put(nowS, this.#measure(nowS, currentA, voltageV));
      this.#renewsAtS = nowS + renewsEveryS;
    }
    const reading = this.#line.at(nowS);
    if (!this.#frozen) this.#said = reading;
  }

  get reading(): MeterReading {
    return this.#said;
  }

  #measure(nowS: number, trueA: PerPhase, voltageV: PerPhase): MeterReading {
    const { noiseA, resolutionA } = this.parameters;
    const currentA = mapPhases(trueA, (amperes) => {
      const noisy = amperes + noiseA * this.#random.normal();
      return resolutionA > 0 ? Math.round(noisy / resolutionA) * resolutionA : noisy;
    });
    return {
      currentA,
      powerW: mapPhases(currentA, (amperes, p) => amperes * voltageV[p]),
      voltageV,
      measuredAtS: nowS,
      importWh: this.#importWh,
      exportWh: this.#exportWh,
    };
  }
}
