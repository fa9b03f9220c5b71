import { type KeptPlace, newPlace, readKeptPlace } from '../../../../firmware/ocpp/own-places/kept-place.ts';
import type { OwnLook } from '../../../../firmware/ocpp/own-places/look.ts';
import { OwnPlace } from '../../../../firmware/ocpp/own-places/own-place.ts';
import type { PlaceEvent } from '../../../../firmware/ocpp/ports.ts';

export const startWallMs = Date.UTC(2026, 10, 28, 12);

const noCar: OwnLook = {
  ...{ state: 'A', minA: 6, offeredA: 16, drawnA: [0, 0, 0], powerW: 0, counterWh: 1000, sessionWh: undefined },
  ...{ authorised: true, occupiedAtMs: undefined, uid: undefined },
};

/** One place in a house of the test, which can lose its power at any time. */
export class PlaceUnderTest {
  place: OwnPlace;
  readonly events: PlaceEvent[] = [];
  /** What the house was asked to do. */
  readonly asked: string[] = [];
  nowMs = 0;
  look: OwnLook = noCar;
  disk: KeptPlace = newPlace;
  diskRefuses = false;
  changes = 0;
  /** Thrown when the house shall let somebody charge. */
  refuses: Error | undefined;
  #number = 0;

  constructor() {
    this.place = this.#made();
  }

  get kinds(): readonly string[] {
    return this.events.map((event) => (event.kind === 'status' ? event.status.status : event.kind));
  }

  /** A second for each, with the look as it is then. */
  observe(seconds = 1, change: Partial<OwnLook> = {}): void {
    this.look = { ...this.look, ...change };
    for (let s = 0; s < seconds; s += 1) {
      this.nowMs += 1000;
      this.place.observe(this.look);
    }
  }

  restart(): void {
    this.place = this.#made();
  }

  #made(): OwnPlace {
    const place = new OwnPlace({
      id: 'E1',
      facts: () => ({
        ...{ vendor: 'A', model: 'Box', minMa: 6000, maxMa: 16_000, phases: 3, voltageV: 230, speaksOcpp: false },
      }),
      house: {
        letCharge: (chargePoint, idTag, by) => {
          if (this.refuses !== undefined) throw this.refuses;
          this.asked.push(`${by} lets ${idTag} charge at ${chargePoint}`);
        },
        end: (chargePoint) => void this.asked.push(`end at ${chargePoint}`),
      },
      kept: readKeptPlace(JSON.parse(JSON.stringify(this.disk))),
      keep: (kept) => {
        if (this.diskRefuses) throw new Error('ENOSPC');
        this.disk = kept;
      },
      newId: () => `tx-${++this.#number}`,
      clock: { monotonicMs: () => this.nowMs, wallMs: () => startWallMs + this.nowMs },
      changed: () => {
        this.changes += 1;
      },
      log: { warn: () => {} },
    });
    place.onEvent((event) => this.events.push(event));
    return place;
  }
}
