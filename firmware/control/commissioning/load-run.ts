import type { ChargeOrder } from '../../domain/order.ts';
import type { Reason } from '../../domain/reason.ts';
import type { DeviceView } from '../device-view.ts';
import { LoadStep, type LoadStepTimes, type Plateau } from './load-step.ts';
import { type Match, matchSteps, type Step } from './match.ts';
import { Series } from './series.ts';

/** A charge point that takes part: as what is stepped, or as one that has to keep still meanwhile. */
export interface SteppedChargePoint {
  readonly id: string;
  /** Its smallest set-point, mA. */
  readonly minMa: number;
  readonly measuresCurrent: boolean;
}

export interface LoadRunOptions {
  /** What is stepped; undefined = a person switches a load. */
  readonly load: SteppedChargePoint | undefined;
  /** Its contactor is asked for one phase: only that tells where its L1 is. */
  readonly onOnePhase: boolean;
  readonly meter: string;
  /** Charge points under the same meter: held at their minimum, so that they do not take what the load leaves. */
  readonly held: readonly SteppedChargePoint[];
  /** Batteries and generation: a step in which they move does not count. */
  readonly watched: readonly string[];
  readonly voltageV: number;
  readonly seed: number;
  readonly nowMs: number;
}

/** The car follows, the box tells it, and the oldest meter is 3 s behind. A pause lasts a minute, a waking car 45 s more. */
const boxTimes: LoadStepTimes = { guardMs: 4000, dwellMs: [5000, 12_000], patienceMs: 130_000 };
/** A contactor that switches to one phase keeps its distance from the last time, and its pauses. */
const switchedTimes: LoadStepTimes = { ...boxTimes, patienceMs: 320_000 };
/** A load that does not say when it has followed gets this long. */
const unseenTimes: LoadStepTimes = { guardMs: 25_000, dwellMs: [5000, 12_000], patienceMs: 60_000 };
/** Persons read, walk and switch. */
const personTimes: LoadStepTimes = { guardMs: 20_000, dwellMs: [7000, 14_000], patienceMs: 60_000 };
/** From the start, so that the held ones have come down and the load has taken their place. */
const leadMs = 20_000;
const keepMs = 300_000;
/** Still means: no reading further off than this, mA. */
const steadyMa = 600;
/** A step down to the minimum has to be this large; else the load is paused instead. */
const worthwhileMa = 4000;
const noticeableMa = 3000;
/** Less than this is no draw. */
const quietMa = 500;
const because: Reason = { code: 'override', origin: 'override' };

/** One load stepped up and down, everything watched that may have a say, and what came of each step. */
export class LoadRun {
  readonly pattern: LoadStep;
  readonly #o: LoadRunOptions;
  readonly #load = new Series(keepMs);
  readonly #meterMa = new Series(keepMs);
  readonly #meterW = new Series(keepMs);
  readonly #others: ReadonlyMap<string, Series>;
  readonly #steps: Step[] = [];
  #downMa: number | undefined;
  #seenPlateaus = 0;

  constructor(options: LoadRunOptions) {
    this.#o = options;
    const { held, watched, seed, nowMs } = options;
    this.pattern = new LoadStep(timesOf(options), seed, nowMs);
    this.#others = new Map([...held.map(({ id }) => id), ...watched].map((id) => [id, new Series(keepMs)]));
  }

  get chargePoint(): string | undefined {
    return this.#o.load?.id;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  get match(): Match {
    return matchSteps(this.#steps, this.#o.voltageV);
  }

  /** True when there is nothing to step: no car that draws. */
  get isIdle(): boolean {
    return this.pattern.plateaus.length > 0 && this.pattern.plateaus[0] === undefined;
  }

  /** Only ceilings: the load is let go or held down, the others stay at their minimum. */
  orders(): readonly ChargeOrder[] {
    const { load, held, onOnePhase } = this.#o;
    const cap = (chargePoint: string, maxMa: number): ChargeOrder => {
      return { chargePoint, origin: 'override', maxMa, reason: { ...because, limitMa: maxMa } };
    };
    return [
      ...(load !== undefined && this.pattern.level === 'down' ? [cap(load.id, this.#downMa ?? load.minMa)] : []),
      ...(load !== undefined && onOnePhase
        ? [{ chargePoint: load.id, origin: 'override', phases: 1, reason: because } as const]
        : []),
      ...held.map(({ id, minMa }) => cap(id, minMa)),
    ];
  }

  /** Takes in what the devices say now; to be called in every cycle. */
  observe(devices: ReadonlyMap<string, DeviceView>, nowMs: number): void {
    const { load, meter } = this.#o;
    const { currentMa, powerW } = devices.get(meter)?.readings ?? {};
    if (currentMa !== undefined) this.#meterMa.add(currentMa.atMs, currentMa.value);
    if (powerW !== undefined) this.#meterW.add(powerW.atMs, powerW.value);
    const drawn = load === undefined ? undefined : devices.get(load.id)?.readings.currentMa;
    if (drawn !== undefined) this.#load.add(drawn.atMs, drawn.value);
    for (const [id, series] of this.#others) {
      const current = devices.get(id)?.readings.currentMa;
      if (current !== undefined) series.add(current.atMs, current.value);
    }
    this.pattern.advance(nowMs, this.#steadySinceMs());
    this.#readPlateaus();
  }

  #steadySinceMs(): number | undefined {
    const { sinceMs, level, plateaus } = this.pattern;
    const { load } = this.#o;
    const startMs = plateaus.length === 0 ? sinceMs + leadMs : sinceMs;
    if (load?.measuresCurrent !== true) return startMs;
    const drawn = this.#load.last ?? [];
    if (this.#o.onOnePhase && drawn.filter((ma) => Math.abs(ma) > quietMa).length > 1) return undefined;
    const drawnMa = largest(drawn);
    const downMa = this.#downMa ?? load.minMa;
    const arrived =
      level === 'down'
        ? drawnMa <= downMa + 1000
        : drawnMa >= (this.#downMa === undefined ? worthwhileMa : this.#downMa + noticeableMa);
    const steadyMs = this.#load.steadySinceMs(steadyMa);
    return arrived && steadyMs !== undefined ? Math.max(startMs, steadyMs) : undefined;
  }

  #readPlateaus(): void {
    const { plateaus } = this.pattern;
    if (plateaus.length === this.#seenPlateaus) return;
    this.#seenPlateaus = plateaus.length;
    const [before, after] = plateaus.slice(-2);
    const latest = plateaus.at(-1);
    if (latest?.level === 'up' && this.#downMa === undefined) this.#downMa = this.#downFrom(latest);
    const step = plateaus.length < 2 ? undefined : this.#stepBetween(before, after);
    if (step !== undefined) this.#steps.push(step);
  }

  /** The minimum where that is a step worth the name, else a pause. */
  #downFrom({ fromMs, toMs }: Plateau): number {
    const minMa = this.#o.load?.minMa ?? 0;
    if (this.#o.load?.measuresCurrent !== true) return minMa;
    return largest(this.#load.middle(fromMs, toMs) ?? []) - minMa >= worthwhileMa ? minMa : 0;
  }

  #stepBetween(before: Plateau | undefined, after: Plateau | undefined): Step | undefined {
    if (before === undefined || after === undefined) return undefined;
    const change = (series: Series): readonly number[] | undefined => {
      const from = series.middle(before.fromMs, before.toMs);
      const to = series.middle(after.fromMs, after.toMs);
      return from === undefined || to === undefined ? undefined : to.map((value, k) => value - (from[k] ?? 0));
    };
    const meterMa = change(this.#meterMa);
    const loadMa = this.#o.load?.measuresCurrent === true ? change(this.#load) : undefined;
    if (meterMa === undefined || (this.#o.load?.measuresCurrent === true && loadMa === undefined)) return undefined;
    return {
      direction: after.level === 'up' ? 1 : -1,
      loadMa,
      meterMa,
      meterW: change(this.#meterW),
      othersMa: Math.max(0, ...[...this.#others.values()].map((series) => largest(change(series) ?? []))),
    };
  }
}

function timesOf({ load, onOnePhase }: LoadRunOptions): LoadStepTimes {
  if (load === undefined) return personTimes;
  if (!load.measuresCurrent) return unseenTimes;
  return onOnePhase ? switchedTimes : boxTimes;
}

const largest = (values: readonly number[]): number => Math.max(0, ...values.map(Math.abs));
