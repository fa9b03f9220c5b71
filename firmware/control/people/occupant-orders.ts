import type { Occupant } from '../../domain/known.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import { guardedChargePoints } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';

const nobody: readonly ChargeOrder[] = [];

/**
 * What follows from who charges where. A charge point that asks for a card or a PIN gives nothing until it is known that
 * one was shown; a budget that is used up gives nothing.
 */
export class OccupantOrders {
  readonly #guarded: ReadonlySet<string>;

  constructor(site: Site) {
    this.#guarded = guardedChargePoints(site);
  }

  ordersOf(occupants: readonly Occupant[]): readonly ChargeOrder[] {
    if (this.#guarded.size === 0 && occupants.length === 0) return nobody;
    const orders: ChargeOrder[] = [];
    for (const chargePoint of this.#guarded)
      if (!occupants.some((each) => each.chargePoint === chargePoint && each.authorised))
        orders.push({ chargePoint, origin: 'user', maxMa: 0, reason: { code: 'unauthorised' } });
    for (const occupant of occupants) ask(occupant, orders);
    return orders;
  }
}

function ask({ chargePoint, priority, maxMa, phases, budget }: Occupant, orders: ChargeOrder[]): void {
  if (budget !== undefined && !(budget.used < budget.amount))
    orders.push({ chargePoint, origin: 'budget', maxMa: 0, reason: { code: 'budget', origin: 'budget' } });
  if (priority === undefined && maxMa === undefined && phases === undefined) return;
  orders.push({
    ...{ chargePoint, origin: 'user' },
    ...(priority === undefined ? {} : { tier: priority }),
    ...(maxMa === undefined ? {} : { maxMa }),
    ...(phases === undefined ? {} : { phases }),
    reason: { code: 'user', ...(maxMa === undefined ? {} : { limitMa: maxMa }) },
  });
}
