import type { TransactionQueue } from '../../../firmware/ocpp/queue/transaction-queue.ts';
import { type Random, seededRandom } from '../../site/random.ts';

const minuteMs = 60_000;
const dayMinutes = 1440;

/** Monday 2026-11-23 00:00 in Berlin. */
export const weekBeginMs = Date.UTC(2026, 10, 22, 23);
export const weekStations = Array.from({ length: 20 }, (_, k) => `NW-E${k + 1}`);

export interface WeekCounts {
  starts: number;
  stops: number;
  values: number;
}

/** A car, by minutes of the week. */
interface Visit {
  readonly from: number;
  readonly to: number;
  readonly powerW: number;
}

/** One to three cars a day: in the morning, at noon, in the evening over night. */
function visitsOf(random: Random, days: number): readonly Visit[] {
  const visits: Visit[] = [];
  for (let day = 0; day < days; day += 1)
    for (const [chance, from, to, stay] of [
      [0.7, 420, 570, [120, 320]],
      [0.4, 690, 780, [30, 240]],
      [0.6, 1020, 1260, [60, 600]],
    ] as const) {
      const begin = Math.round(day * dayMinutes + random.between([from, to]));
      if (!random.chance(chance) || begin <= (visits.at(-1)?.to ?? -1)) continue;
      const end = Math.round(begin + random.between(stay));
      visits.push({
        from: begin,
        to: Math.min(end, days * dayMinutes - 1),
        powerW: random.pick([3680, 7360, 11_000, 22_000]),
      });
    }
  return visits;
}

/** A charge point and what its station writes into its queue each minute: of its session, or of the connector alone. */
class Bay {
  readonly #station: string;
  readonly #queue: TransactionQueue;
  readonly #visits: readonly Visit[];
  #localTx: string | undefined;
  /** Rises with every message, so that it tells their order. */
  #wh = 1_000_000;

  constructor(station: string, queue: TransactionQueue, days: number) {
    this.#station = station;
    this.#queue = queue;
    this.#visits = visitsOf(seededRandom(`ocpp-offline/${station}`), days);
  }

  minute(minute: number, counts: WeekCounts): void {
    const visit = this.#visits.find(({ from, to }) => from <= minute && minute <= to);
    if (visit?.from === minute) this.#begin(minute, counts);
    this.#values(visit?.powerW ?? 0, counts);
    if (visit?.to === minute) this.#end(counts);
  }

  #begin(minute: number, counts: WeekCounts): void {
    const localTx = `${this.#station}-${minute}`;
    this.#localTx = localTx;
    counts.starts += 1;
    const meterStart = this.#next(1);
    this.#queue.begin({ localTx, connector: 1, idTag: '04A1B2C3D4E5F6', document: { meterStart } }, () => ({
      action: 'StartTransaction',
      payload: { connectorId: 1, idTag: '04A1B2C3D4E5F6', meterStart, timestamp: this.#queue.stamp() },
    }));
  }

  #values(powerW: number, counts: WeekCounts): void {
    counts.values += 1;
    const context = this.#localTx === undefined ? 'Sample.Clock' : 'Sample.Periodic';
    const amps = (powerW / 690).toFixed(2);
    const measurand = (name: string, unit: string, value: string, phase?: string) => ({
      ...{ value, context, format: 'Raw', measurand: name, location: 'Outlet', unit, ...(phase && { phase }) },
    });
    const sampledValue = [
      measurand('Energy.Active.Import.Register', 'Wh', String(this.#next(powerW / 60))),
      measurand('Power.Active.Import', 'W', String(powerW)),
      ...['L1', 'L2', 'L3'].flatMap((phase) => [
        measurand('Current.Import', 'A', amps, phase),
        measurand('Voltage', 'V', '230.4', `${phase}-N`),
      ]),
    ];
    const meterValue = [{ timestamp: this.#queue.stamp(), sampledValue }];
    const fill = this.#localTx !== undefined;
    this.#queue.values(this.#localTx, () => ({ action: 'MeterValues', payload: { connectorId: 1, meterValue }, fill }));
  }

  #end(counts: WeekCounts): void {
    if (this.#localTx === undefined) return;
    counts.stops += 1;
    const meterStop = this.#next(1);
    this.#queue.end(this.#localTx, () => ({
      action: 'StopTransaction',
      payload: { meterStop, timestamp: this.#queue.stamp(), reason: 'EVDisconnected' },
      fill: true,
    }));
    this.#localTx = undefined;
  }

  #next(wh: number): number {
    this.#wh += Math.max(1, Math.round(wh));
    return this.#wh;
  }
}

/** Days without a link: every charge point a value a minute, begins and ends; written in the order in which they happen. */
export function writeDays(
  queues: ReadonlyMap<string, TransactionQueue>,
  days: number,
  setNowMs: (nowMs: number) => void,
): WeekCounts {
  const counts = { starts: 0, stops: 0, values: 0 };
  const bays = [...queues].map(([station, queue]) => new Bay(station, queue, days));
  for (let minute = 0; minute < days * dayMinutes; minute += 1) {
    setNowMs(weekBeginMs + minute * minuteMs);
    for (const bay of bays) bay.minute(minute, counts);
  }
  return counts;
}
