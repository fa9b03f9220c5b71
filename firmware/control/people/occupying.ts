import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import type { State } from '../../domain/state.ts';
import { StoreError } from '../../store/store-error.ts';
import { isPlugged } from '../orders.ts';
import type { CarWatch } from './car-watch.ts';
import type { Occupancies } from './occupancies.ts';

export interface OccupyingParts {
  readonly occupancies: Occupancies;
  readonly cars: Pick<CarWatch, 'shown'>;
  readonly current: () => State | undefined;
  readonly clock: Clock;
  /** Tells the worker at once. */
  readonly changed: () => void;
}

/** How somebody comes to occupy a charge point: on disk before it counts. Throws NetwachtError `notPersisted`. */
export class Occupying {
  readonly #parts: OccupyingParts;

  constructor(parts: OccupyingParts) {
    this.#parts = parts;
  }

  /** Who occupies it now; somebody who waits for his car gives way to the next. */
  before(chargePoint: string): Occupancy | undefined {
    const occupancy = this.#parts.occupancies.of(chargePoint);
    return occupancy?.begun === true ? occupancy : undefined;
  }

  /** An occupancy that begins now. */
  fresh(chargePoint: string, source: string): Pick<Occupancy, 'chargePoint' | 'atMs' | 'source' | 'begun'> {
    const { current, clock } = this.#parts;
    const state = current()?.chargePoints.find(({ id }) => id === chargePoint)?.state;
    return { chargePoint, atMs: clock.wallMs(), source, begun: isPlugged(state) };
  }

  /** `used`: a card whose uses count one more with it. */
  put(occupancy: Occupancy, used?: string): void {
    this.#parts.cars.shown(occupancy.chargePoint);
    this.write(() => this.#parts.occupancies.put(occupancy, used));
  }

  end(chargePoint: string): void {
    const { occupancies } = this.#parts;
    this.write(() => {
      occupancies.end(chargePoint);
      occupancies.settle();
    });
  }

  /** Writes, and tells the worker what holds then. */
  write(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
      const message = 'it could not be written to disk, so it was not accepted';
      throw new NetwachtError('notPersisted', message, { cause: error });
    } finally {
      this.#parts.changed();
    }
  }
}
