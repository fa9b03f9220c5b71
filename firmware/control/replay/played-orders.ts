import type { ChargeState } from '../../domain/device.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import type { StoredOrder } from '../../domain/stored-order.ts';
import { orderMarks, ordersOf } from '../orders.ts';
import type { LineEvent } from './format.ts';

/** What the orders look at of a charge point. */
export interface PointFacts {
  readonly state: ChargeState | undefined;
  readonly counterWh: number | undefined;
}

interface Profile {
  readonly order: ChargeOrder;
  readonly untilMs: number | undefined;
}

/** What persons and backends ask for in the events of a file: rows as on disk, with the life that they have there. */
export class PlayedOrders {
  #rows: readonly StoredOrder[] = [];
  #profiles: ReadonlyMap<string, Profile> = new Map();

  take(event: LineEvent, wallMs: number, counterWh: number | undefined): void {
    switch (event.kind) {
      case 'override':
      case 'need':
        this.#rows = [
          ...this.#rows.filter(({ kind, chargePoint }) => kind !== event.kind || chargePoint !== event.chargePoint),
          ...rowOf(event, wallMs, counterWh),
        ];
        return;
      case 'profile': {
        const others = [...this.#profiles].filter(([id]) => id !== event.chargePoint);
        this.#profiles = new Map([...others, ...profileOf(event, wallMs)]);
        return;
      }
      case 'plug':
      case 'unplug':
      case 'authorise':
      case 'restart':
        return;
    }
  }

  /** What is asked for in this cycle, once cars have come and gone and times are over. */
  at(wallMs: number, factsOf: (chargePoint: string) => PointFacts): readonly ChargeOrder[] {
    for (const { chargePoint, kind, mark } of orderMarks(this.#rows, wallMs, (id) => factsOf(id).state))
      this.#rows = this.#rows.flatMap((row) => {
        if (row.chargePoint !== chargePoint || row.kind !== kind) return [row];
        return mark === 'ended' ? [] : [{ ...row, begun: true }];
      });
    const profiles = [...this.#profiles.values()].filter(({ untilMs }) => untilMs === undefined || wallMs < untilMs);
    return [...ordersOf(this.#rows, wallMs, (id) => factsOf(id).counterWh), ...profiles.map(({ order }) => order)];
  }
}

type EventOf<K extends LineEvent['kind']> = Extract<LineEvent, { kind: K }>;

/** An order that asks for nothing ends the one before. */
function rowOf(
  event: EventOf<'override' | 'need'>,
  atMs: number,
  counterWh: number | undefined,
): readonly StoredOrder[] {
  const placed = { chargePoint: event.chargePoint, atMs, source: 'file', begun: false };
  if (event.kind === 'need') {
    const { energyWh, departure } = event;
    if (energyWh === undefined && departure === undefined) return [];
    const row = {
      ...{ ...placed, kind: event.kind },
      ...(energyWh === undefined ? {} : { energyWh }),
      ...(energyWh === undefined || counterWh === undefined ? {} : { counterWh }),
      ...(departure === undefined ? {} : { departureMs: Date.parse(departure) }),
    };
    return [row];
  }
  const { limitA, until, rulesOff, kind } = event;
  if (limitA === null && !rulesOff) return [];
  const row = {
    ...{ ...placed, kind, rulesOff },
    ...(limitA === null ? {} : { limitMa: limitA === 'off' ? 0 : milliamperes(limitA) }),
    ...(until === 'unplug' ? {} : { untilMs: Date.parse(until) }),
  };
  return [row];
}

function profileOf(event: EventOf<'profile'>, wallMs: number): readonly (readonly [string, Profile])[] {
  const { chargePoint, limitA, until } = event;
  if (limitA === null) return [];
  const maxMa = milliamperes(limitA);
  const untilMs = until === undefined ? undefined : Date.parse(until);
  const reason = {
    ...({ code: 'profile', origin: 'profile', limitMa: maxMa } as const),
    since: new Date(wallMs).toISOString(),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
  };
  return [[chargePoint, { order: { chargePoint, origin: 'profile', maxMa, reason }, untilMs }]];
}

/** A ceiling is never rounded up; the small term is for 6.1 A, which is a little less than 6100 mA in binary. */
const milliamperes = (amperes: number): number => Math.floor(amperes * 1000 + 1e-6);
