import type { Clock } from '../../domain/clock.ts';
import type { RemoteOffer, RemoteReport } from '../../domain/remote-device.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import { RemoteDevice } from './remote-device.ts';

export interface RemoteDevicesOptions {
  readonly clock: Clock;
  /** Sends an offer to the main thread. */
  readonly send: (offer: RemoteOffer) => void;
}

/** The devices of the worker whose sockets are in the main thread. */
export class RemoteDevices {
  readonly #o: RemoteDevicesOptions;
  readonly #devices = new Map<string, RemoteDevice>();
  /** Added to times of the main thread: what the quickest message took stays in it, so readings seem younger by that, a ms or so. */
  #offsetMs = Number.POSITIVE_INFINITY;
  #offers = 0;

  constructor(options: RemoteDevicesOptions) {
    this.#o = options;
  }

  make(config: DeviceConfig): RemoteDevice {
    const device = new RemoteDevice({
      ...{ config, clock: this.#o.clock, send: this.#o.send },
      nextId: () => {
        this.#offers += 1;
        return this.#offers;
      },
    });
    this.#devices.set(config.id, device);
    return device;
  }

  /** `sentMs`: when it was sent, by the main thread's clock. What is told of a box that is not there (any more) is dropped. */
  take(sentMs: number, reports: readonly RemoteReport[]): void {
    this.#offsetMs = Math.min(this.#offsetMs, this.#o.clock.monotonicMs() - sentMs);
    for (const report of reports) {
      const device = this.#devices.get(report.device);
      if (device?.place === report.place) device.take(report, this.#offsetMs);
    }
  }
}
