import type { Wiring } from '../../../firmware/domain/phases.ts';
import type { Random, Range } from '../random.ts';

/** What the parts of the plant are made of: every figure of it can be set by a scenario, the rest is drawn by the seed. */

/** The plant moves in steps of this length. */
export const stepS = 0.5;

/** A car. Hidden from the controller: it sees only the state of the box and what is drawn. */
export interface CarParameters {
  /** Phases the on-board charger uses: the box's own L1, then L2, then L3. */
  readonly phases: 1 | 2 | 3;
  readonly maxA: number;
  readonly batteryWh: number;
  readonly startPercent: number;
  /** From this state of charge on the car takes less and less. */
  readonly taperFromPercent: number;
  /** Between a changed offer and the first ampere that follows it. */
  readonly deadTimeS: number;
  readonly rampDownAPerS: number;
  readonly rampUpAPerS: number;
  /** Drawn anew for every start: from the permission to the first ampere. */
  readonly wakeS: Range;
  /** Drawn anew for every stop: from the end of the permission to no current. */
  readonly stopS: Range;
  /** What it draws of what it is offered. */
  readonly drawFactor: number;
  /** Takes only whole amperes of an offer. */
  readonly wholeAmperes: boolean;
}

export interface BoxParameters {
  readonly id: string;
  /** Building phases behind the box's own L1, L2, L3. */
  readonly wiring: Wiring;
  readonly maxA: number;
  /** What the box offers by itself after power-on and when nobody speaks to it; 0 or at least 6. */
  readonly failsafeA: number;
  /** From the accepted write to the pilot signal. */
  readonly pilotDelayS: number;
  readonly readingAgeS: number;
  /** How far what it says of a current is off, A (standard deviation, anew each half second); nothing flowing is said exactly. */
  readonly readingNoiseA: number;
}

export interface HouseParameters {
  readonly baseA: Range;
  readonly applianceA: Range;
  readonly applianceForS: Range;
  /** From the start of one kettle or oven to the start of the next. */
  readonly applianceEveryS: Range;
  readonly heater: HeaterParameters | undefined;
}

/** A flow heater on all three phases. */
export interface HeaterParameters {
  readonly currentA: number;
  readonly forS: Range;
  readonly pauseS: Range;
}

export interface MeterParameters {
  readonly ageS: number;
  readonly noiseA: number;
  readonly resolutionA: number;
}

export const usualHouse: HouseParameters = {
  baseA: [1, 4],
  applianceA: [4, 12],
  applianceForS: [20, 200],
  applianceEveryS: [60, 300],
  heater: undefined,
};

/**
 * 21 kW for tens of seconds. How often it runs is left open by shared/cases/plant.md; with these pauses a controller with
 * perfect sensing gets the overload that the page gives for one.
 */
export const flowHeater: HeaterParameters = { currentA: 30.4, forS: [20, 60], pauseS: [120, 480] };

const carKinds = [
  ...[{ phases: 3, maxA: 16 } as const, { phases: 3, maxA: 16 } as const, { phases: 3, maxA: 16 } as const],
  { phases: 3, maxA: 32 },
  { phases: 2, maxA: 16 },
  { phases: 1, maxA: 32 },
  { phases: 1, maxA: 16 },
  { phases: 1, maxA: 20 },
] as const satisfies readonly Pick<CarParameters, 'phases' | 'maxA'>[];

/** A car by chance, but for what is given. What is given does not move what the rest draws. */
export function drawCar(random: Random, given: Partial<CarParameters> = {}): CarParameters {
  const drawn: CarParameters = {
    ...random.pick(carKinds),
    batteryWh: random.between([40_000, 80_000]),
    startPercent: random.between([15, 85]),
    taperFromPercent: random.between([80, 95]),
    deadTimeS: random.between([0.5, 5]),
    rampDownAPerS: random.between([5, 20]),
    rampUpAPerS: random.between([1, 5]),
    wakeS: [5, 45],
    stopS: [0.5, 3],
    drawFactor: random.between([0.94, 1]),
    wholeAmperes: random.chance(0.3),
  };
  return { ...drawn, ...given };
}

/** A box by chance, but for what is given. */
export function drawBox(
  random: Random,
  given: Pick<BoxParameters, 'id' | 'wiring'> & Partial<BoxParameters>,
): BoxParameters {
  const drawn = { pilotDelayS: random.between([0.3, 1.5]), readingAgeS: random.between([1, 3]) };
  return { maxA: 32, failsafeA: 6, readingNoiseA: 0, ...drawn, ...given };
}

export function drawMeter(random: Random, given: Partial<MeterParameters> = {}): MeterParameters {
  return { ageS: random.between([1, 3]), noiseA: 0.15, resolutionA: 0.1, ...given };
}
