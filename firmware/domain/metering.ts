/** What a metering point shows in one cycle: Wh of a counter or W, as its formula has it; null = no value. */
export interface MeteringPointState {
  readonly id: string;
  readonly consumed: MeteringValue | null;
  readonly produced: MeteringValue | null;
}

export interface MeteringValue {
  readonly unit: 'Wh' | 'W';
  readonly value: number;
}

export type MeteringSide = 'consumed' | 'produced';

/** What a point took or gave in one quarter hour, with what it costs: money, never changed afterwards. */
export interface MeteringQuarter {
  readonly point: string;
  /** Begin of the quarter hour, wall ms (UTC). */
  readonly quarterMs: number;
  /** Whole Wh; undefined: not known (yet). */
  readonly consumedWh: number | undefined;
  readonly producedWh: number | undefined;
  /** Mean price of the grid in that quarter, ct/kWh; undefined: there was none. */
  readonly priceCt: number | undefined;
  readonly priority: number;
  readonly share: number;
  readonly gridCostFactor: number;
  readonly generationCostCt: number;
  /** Some of it was not seen as it flowed but spread evenly over a gap. */
  readonly gap: boolean;
}

/** What a restart goes on from: where a counter stood when the open quarter began, and when it was last seen. */
export interface MeteringCounter {
  readonly point: string;
  readonly side: MeteringSide;
  readonly startMs: number;
  readonly startWh: number;
  readonly nowWh: number;
}

/** What one point of a quarter hour comes to. Wh are whole; what all take adds up to what all give. */
export interface PointBalance {
  readonly point: string;
  readonly consumedWh: number;
  readonly producedWh: number;
  /** Of what it took: from the plants of the house, and from the grid. */
  readonly localWh: number;
  readonly gridWh: number;
  /** Of what it gave: taken in the house; the rest went to the grid. */
  readonly soldWh: number;
  /** What it pays for the grid, ct; undefined: no price was known. */
  readonly gridCt: number | undefined;
  /** What it pays for, and what it is paid for, energy of the house, ct. */
  readonly localCt: number;
  readonly soldCt: number;
  readonly gap: boolean;
}

/** A balance over some time: the sums of its quarter hours. */
export interface PointTotal extends PointBalance {
  /** Quarter hours that count into it. */
  readonly quarters: number;
  /** Wh from the grid for which no price was known: their cost is missing in `gridCt`. */
  readonly unpricedWh: number;
  readonly gridCt: number;
}
