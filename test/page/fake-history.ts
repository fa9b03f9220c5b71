import type { LimitPeriod } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

const stepS = 900;

/** What the box has kept of one day (that of `at`), in quarter hours; a test changes what it needs. */
export class FakeHistory {
  readonly dayMs: number;
  readonly #now: number;
  series: Record<string, (number | string | null)[]>;
  limits: LimitPeriod[];
  /** Stands in place of the answer. */
  refusal: readonly [status: number, answer: unknown] | undefined;

  constructor(at: Date = new Date()) {
    this.dayMs = new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
    this.#now = at.getTime();
    const all = (of: (hour: number) => number | string | null) =>
      Array.from({ length: 96 }, (_, index) => of(index / 4));
    const sun = (hour: number) => Math.round(Math.max(0, Math.sin(((hour - 7) / 10) * Math.PI)) * 9000);
    const cars = (hour: number) => (hour < 6 ? 11_000 : hour > 17 ? (hour < 20 ? 8000 : 14_000) : 0);
    const house = (hour: number) => 900 + (hour > 17 && hour < 22 ? 1800 : 0);
    // Nothing was measured from noon to one.
    const measured = (of: (hour: number) => number) => all((hour) => (hour >= 12 && hour < 13 ? null : of(hour)));
    this.series = {
      'flow.gridW': measured((hour) => cars(hour) + house(hour) - sun(hour)),
      'flow.solarW': measured(sun),
      'flow.batteryW': all(() => null),
      'flow.houseW': measured(house),
      'flow.chargePointsW': measured(cars),
      'chargePoint.E1.powerW': measured((hour) => cars(hour) / 2),
      'chargePoint.E1.offeredA': all((hour) => (hour > 17 && hour < 20 ? 8 : 16)),
      'chargePoint.E1.drawnA.L1': measured((hour) => cars(hour) / 1400),
      'chargePoint.E1.drawnA.L2': measured((hour) => cars(hour) / 1400),
      'chargePoint.E1.drawnA.L3': measured((hour) => cars(hour) / 1400),
      'chargePoint.E1.energyWh': all((hour) => 10_000 + Math.round(hour * 1000)),
      'chargePoint.E1.reason': all((hour) => (hour > 17 && hour < 20 ? 'operator' : 'deviceLimit')),
      'chargePoint.E2.powerW': measured((hour) => cars(hour) / 2),
      'meter.M1.powerW.L1': measured((hour) => (cars(hour) - sun(hour)) / 3),
      'meter.M1.currentA.L1': measured((hour) => (cars(hour) - sun(hour)) / 690),
    };
    this.limits = [limitPeriod({ at: this.dayMs + 17 * 3_600_000, endedAt: this.dayMs + 20 * 3_600_000 })];
  }

  readonly ofDay: FakeRoute = () => this.refusal ?? [200, this.answer()];

  routes(): Readonly<Record<string, FakeRoute>> {
    return {
      'GET /api/v1/history': this.ofDay,
      'GET /api/v1/grid/limits': () => [200, { limits: this.limits }],
    };
  }

  answer() {
    const from = new Date(this.dayMs).toISOString();
    const to = new Date(this.dayMs + 96 * stepS * 1000).toISOString();
    const ago = Math.ceil((this.#now - this.dayMs) / (stepS * 1000));
    const known = (values: (number | string | null)[]) => values.map((value, at) => (at > ago + 1000 ? null : value));
    const series = Object.entries(this.series).map(([name, values]) => ({
      name,
      kind: 'measured',
      unit: '',
      values: known(values),
    }));
    return { from, to, everyS: stepS, series };
  }
}

/** A limit of the operator on the house, 10 kW, that all confirmed. */
export function limitPeriod(
  given: Partial<Omit<LimitPeriod, 'at' | 'endedAt'>> & { at: number; endedAt: number | null },
): LimitPeriod {
  const { at, endedAt, ...rest } = given;
  return {
    ...{ row: 12, kind: 'command', source: 'channel:emt1', by: 'p1' },
    at: new Date(at).toISOString(),
    appliedAt: new Date(at + 200).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    endedWhy: endedAt === null ? null : 'overtaken',
    data: { source: 'channel:emt1', by: 'p1', values: { AVAIL: 40 } },
    limits: [{ id: 'operator', place: 'house', value: 10_000, unit: 'W' }],
    confirmed: ['E1', 'E2'],
    unconfirmed: [],
    confirmedAt: new Date(at + 3400).toISOString(),
    gridW: { meanW: 9400, highestW: 9900 },
    chargePointsW: { meanW: 7200, highestW: 8000 },
    ...rest,
  };
}
