import { NetwachtError } from '../../domain/errors.ts';
import type { Words } from '../../domain/original-registers.ts';
import { wordsOf } from '../../domain/register-facts.ts';
import type { RegisterWrite } from '../../domain/register-write.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import { type RegisterOrderPort, RegisterOrders } from './register-orders.ts';

export interface RegisterDeskOptions {
  readonly site: () => Site | undefined;
  readonly current: () => State | undefined;
  readonly orders: RegisterOrderPort;
  /** Counters that never fall, Wh. */
  readonly importWh: (device: string) => number;
  readonly switchesPhases: (chargePoint: string) => boolean;
}

/** The original's registers of the devices of the site, filled from what the box knows; see `RegisterPort`. */
export class RegisterDesk {
  readonly #o: RegisterDeskOptions;
  readonly #orders: RegisterOrders;

  constructor(options: RegisterDeskOptions) {
    this.#o = options;
    this.#orders = new RegisterOrders(options);
  }

  words(device: string): Words {
    const { site, current, orders, importWh, switchesPhases } = this.#o;
    const now = site();
    return wordsOf(this.#find(device, now), {
      ...{ site: now, state: current(), importWh, switchesPhases },
      overrideNow: (chargePoint) => orders.overrideNow(chargePoint),
    });
  }

  /** `lease`: what is written ends then (wall ms), and goes past no order of anybody else. Code then: `othersOrder` (409). */
  write(
    device: string,
    writes: readonly RegisterWrite[],
    author: { readonly name: string },
    lease?: { readonly untilMs: number },
  ): void {
    const { id, role } = this.#find(device, this.#o.site());
    if (role !== 'chargePoint') throw new NetwachtError('notWritable', `${id} is a meter: nothing of it is written`);
    this.#orders.apply(id, writes, author, lease);
  }

  #find(device: string, site: Site | undefined): Site['devices'][number] {
    const found = site?.devices.find(({ id }) => id === device);
    if (found === undefined) throw new NetwachtError('noDevice', `There is no device ${device.slice(0, 32)}`);
    return found;
  }
}
