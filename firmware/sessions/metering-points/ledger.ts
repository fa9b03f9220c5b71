import type {
  MeteringCounter,
  MeteringPointState,
  MeteringQuarter,
  MeteringSide,
  MeteringValue,
} from '../../domain/metering.ts';
import type { Site } from '../../domain/site/schema.ts';
import { QuarterCounter, quarterOf } from './quarter-counter.ts';

type Point = Site['meteringPoints'][number];

/** Power is believed for so long after it was seen; beyond it nobody knows what flowed. */
const powerHoldsMs = 15_000;
const sides = ['consumed', 'produced'] as const satisfies readonly MeteringSide[];

/** One look at all points. */
export interface MeteringLook {
  readonly wallMs: number;
  readonly nowMs: number;
  readonly points: readonly MeteringPointState[];
  /** Price of the grid now, ct/kWh, and since when it is that. */
  readonly price: { readonly ct: number; readonly sinceMs: number } | undefined;
}

interface Meter {
  readonly counter: QuarterCounter;
  /** Wh of the counter, or of the power that was integrated so far. */
  wh: number;
  powerAtMs: number | undefined;
}

/** Makes rows of quarter hours out of what the points show, cycle by cycle. */
export class MeteringLedger {
  #points: ReadonlyMap<string, Point> = new Map();
  readonly #meters = new Map<string, Meter>();
  #price: MeteringLook['price'];
  readonly #prices = new Map<number, { sum: number; count: number }>();

  /** `counters`: where they stood before a restart. */
  constructor(counters: readonly MeteringCounter[]) {
    for (const { point, side, startMs, startWh, nowWh } of counters) {
      const counter = new QuarterCounter({ atMs: startMs, wh: startWh });
      this.#meters.set(keyOf(point, side), { counter, wh: nowWh, powerAtMs: undefined });
    }
  }

  use(points: readonly Point[]): void {
    this.#points = new Map(points.map((point) => [point.id, point]));
  }

  /** Where all counters stand. */
  counters(): readonly MeteringCounter[] {
    return [...this.#points.keys()].flatMap((point) =>
      sides.flatMap((side) => {
        const meter = this.#meters.get(keyOf(point, side));
        const start = meter?.counter.start;
        if (meter === undefined || start === undefined) return [];
        return [{ point, side, startMs: start.atMs, startWh: start.wh, nowWh: meter.wh }];
      }),
    );
  }

  /** Rows of quarters that are over; one of one side has only that side. */
  take({ wallMs, nowMs, points, price }: MeteringLook): readonly MeteringQuarter[] {
    this.#notePrice(wallMs, price?.ct);
    this.#price = price;
    return points.flatMap((state) => {
      const point = this.#points.get(state.id);
      if (point === undefined) return [];
      return sides.flatMap((side) => {
        const value = state[side];
        return value === null ? [] : this.#takeSide(point, side, value, { wallMs, nowMs });
      });
    });
  }

  #takeSide(
    point: Point,
    side: MeteringSide,
    value: MeteringValue,
    { wallMs, nowMs }: Pick<MeteringLook, 'wallMs' | 'nowMs'>,
  ): readonly MeteringQuarter[] {
    const meter = this.#meterOf(point.id, side);
    if (value.unit === 'W') integrate(meter, value.value, nowMs);
    else meter.wh = value.value;
    const closed = meter.counter.take(wallMs, meter.wh);
    return closed.map(({ quarterMs, wh, gap }) => ({
      point: point.id,
      quarterMs,
      consumedWh: side === 'consumed' ? wh : undefined,
      producedWh: side === 'produced' ? wh : undefined,
      priceCt: this.#priceOf(quarterMs),
      priority: point.priority,
      share: point.share,
      gridCostFactor: point.gridCostFactor,
      generationCostCt: point.generationCostCt,
      gap,
    }));
  }

  #meterOf(point: string, side: MeteringSide): Meter {
    const key = keyOf(point, side);
    const known = this.#meters.get(key);
    if (known !== undefined) return known;
    const meter: Meter = { counter: new QuarterCounter(), wh: 0, powerAtMs: undefined };
    this.#meters.set(key, meter);
    return meter;
  }

  #notePrice(wallMs: number, priceCt: number | undefined): void {
    const quarterMs = quarterOf(wallMs);
    if (priceCt !== undefined) {
      const known = this.#prices.get(quarterMs) ?? { sum: 0, count: 0 };
      this.#prices.set(quarterMs, { sum: known.sum + priceCt, count: known.count + 1 });
    }
    // The quarter that is open, and the one before it for points that come late.
    for (const old of this.#prices.keys()) if (old < quarterMs - 900_000) this.#prices.delete(old);
  }

  #priceOf(quarterMs: number): number | undefined {
    const known = this.#prices.get(quarterMs);
    if (known !== undefined) return known.sum / known.count;
    // Not seen, for the program was not there; but it was the same then.
    return this.#price !== undefined && this.#price.sinceMs <= quarterMs ? this.#price.ct : undefined;
  }
}

/** Energy since the last look, Wh; power that flows the other way is none. */
function integrate(meter: Meter, powerW: number, nowMs: number): void {
  const beforeMs = meter.powerAtMs;
  meter.powerAtMs = nowMs;
  if (beforeMs === undefined || nowMs - beforeMs > powerHoldsMs) return;
  meter.wh += (Math.max(0, powerW) * (nowMs - beforeMs)) / 3_600_000;
}

const keyOf = (point: string, side: MeteringSide): string => `${point}\n${side}`;
