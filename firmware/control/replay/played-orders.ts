import type { ChargeOrder } from '../../domain/order.ts';
import type { LineEvent } from './format.ts';

/** An order with its life: until a wall time, or until its car is unplugged. */
interface Held {
  readonly kind: LineEvent['kind'];
  readonly order: ChargeOrder;
  readonly untilMs: number | undefined;
  readonly untilUnplug: boolean;
}

/** What persons and backends asked for in the events of a file. */
export class PlayedOrders {
  #held: readonly Held[] = [];

  take(event: LineEvent): void {
    const held = heldOf(event);
    if (held === undefined) return;
    this.#held = this.#held.filter(
      ({ kind, order }) => kind !== event.kind || order.chargePoint !== held.order.chargePoint,
    );
    if (!(held.order.energyWh === undefined && held.order.departureMs === undefined && held.order.maxMa === undefined))
      this.#held = [...this.#held, held];
  }

  unplugged(chargePoint: string): void {
    this.#held = this.#held.filter(({ order, untilUnplug }) => !untilUnplug || order.chargePoint !== chargePoint);
  }

  at(wallMs: number): readonly ChargeOrder[] {
    this.#held = this.#held.filter(({ untilMs }) => untilMs === undefined || wallMs < untilMs);
    return this.#held.map(({ order }) => order);
  }
}

/** An order that asks for nothing ends the one before. */
function heldOf(event: LineEvent): Held | undefined {
  switch (event.kind) {
    case 'need': {
      const { chargePoint, energyWh, departure, kind } = event;
      const order = {
        ...({ chargePoint, origin: 'user', reason: { code: 'user' } } as const),
        ...(energyWh === undefined ? {} : { energyWh }),
        ...(departure === undefined ? {} : { departureMs: Date.parse(departure) }),
      };
      return { kind, order, untilMs: undefined, untilUnplug: true };
    }
    case 'override':
    case 'profile': {
      const { kind, chargePoint, limitA, until = kind === 'override' ? 'unplug' : undefined } = event;
      const timed = until === undefined || until === 'unplug' ? undefined : { until: new Date(until).toISOString() };
      const order = {
        ...{ chargePoint, origin: kind, reason: { code: kind, ...timed } },
        ...(limitA === null ? {} : { maxMa: Math.floor(limitA * 1000 + 1e-6) }),
      };
      return { kind, order, untilMs: timed && Date.parse(timed.until), untilUnplug: until === 'unplug' };
    }
    case 'plug':
    case 'unplug':
    case 'authorise':
    case 'restart':
      return undefined;
  }
}
