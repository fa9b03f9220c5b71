import { LineBudget } from '../../../drivers/bus/line-budget.ts';
import type { WireRate } from '../../../drivers/bus/poll-plan.ts';
import type { Bus } from '../../../drivers/bus/types.ts';
import type { ModbusDevice } from '../../../drivers/device/capabilities.ts';
import { createModbusDevice } from '../../../drivers/device/modbus-device.ts';
import type { Timers } from '../../../drivers/device/timers.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import { product } from '../device/device-on-bench.ts';
import type { UnitImages } from './unit-images.ts';

export interface SharedLineOptions {
  readonly bus: Bus;
  readonly units: UnitImages;
  readonly wire: WireRate;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
}

/** Devices of many products on one line, as a site has them. Unit ids from 1. */
export class SharedLine {
  readonly budget = new LineBudget();
  readonly devices: ModbusDevice[] = [];
  readonly #o: SharedLineOptions;

  constructor(options: SharedLineOptions) {
    this.#o = options;
  }

  add(id: string): ModbusDevice {
    const { bus, units, wire, clock, timers, random } = this.#o;
    const unitId = this.devices.length + 1;
    units.add(unitId, id);
    const device = createModbusDevice({
      config: { id: `D${unitId}`, unitId, wiring: [0, 1, 2], minCurrentA: 6 },
      ...{ definition: product(id), bus, clock, timers, random, wire, budget: this.budget },
    });
    this.devices.push(device);
    device.start();
    return device;
  }

  /** Adds products in turn until the plan takes `share` of the line. */
  fill(products: readonly string[], share: number): void {
    for (let k = 0; this.budget.unstretchedShare < share; k++) this.add(products[k % products.length] ?? '');
  }

  async stop(): Promise<void> {
    const stopped = Promise.all(this.devices.map((device) => device.stop()));
    // What is on the line is not waited for: nobody moves the time any more.
    await this.#o.bus.close();
    await stopped;
  }
}
