import type { Site } from '../../domain/site/schema.ts';
import type { Controller } from '../controller.ts';
import { type DeviceMakers, DeviceSet, type Exchange } from '../device-set.ts';
import { type Leaving, leavingBoxes } from '../leaving.ts';
import type { RoomLog } from './room-log.ts';

export interface BoxesOptions {
  readonly makers: DeviceMakers;
  readonly log: RoomLog;
  /** Asks for one more cycle soon. */
  readonly nudge: () => void;
}

/** The devices of the site in force, and those that a new site has let go of while they may still draw. */
export class Boxes {
  readonly set: DeviceSet;
  readonly #options: BoxesOptions;
  #leaving: readonly Leaving[] = [];
  #moving: Promise<void> = Promise.resolve();

  constructor(options: BoxesOptions) {
    this.#options = options;
    this.set = new DeviceSet(options.makers);
  }

  get leaving(): readonly Leaving[] {
    return this.#leaving;
  }

  /** `before`: who ran the site that `site` follows. */
  use(site: Site, before: Controller | undefined, nowMs: number): void {
    const { nudge } = this.#options;
    if (before !== undefined) {
      const known = this.#leaving.filter((box) => !site.devices.some((d) => d.enabled && d.id === box.id));
      this.#leaving = [...known, ...leavingBoxes(before, site, this.set.devices, nowMs)];
    }
    this.#exchange(() => this.set.use(site, nudge));
  }

  /** A device of the site is ended and made anew, with its connection. */
  again(site: Site, id: string): void {
    this.#exchange(() => this.set.again(id, site, this.#options.nudge));
  }

  /** Devices are exchanged one change after the other; the loop goes on with those that answer meanwhile. */
  #exchange(run: () => Promise<Exchange>): void {
    const { log, nudge } = this.#options;
    this.#moving = this.#moving
      .then(run)
      .then(({ failed, released }) => {
        this.#leaving = this.#leaving.flatMap((box) => {
          const proven = released.get(box.id);
          return proven === undefined ? [box] : proven ? [] : [{ ...box, unproven: true }];
        });
        for (const { id, error } of failed) log('error', `${id} cannot be used; it counts as lost`, error);
        nudge();
      })
      .catch((error) => log('error', 'lines of the new site could not be opened', error));
  }

  /** Once the last change of the site has gone through. */
  moved(): Promise<void> {
    return this.#moving;
  }
}
