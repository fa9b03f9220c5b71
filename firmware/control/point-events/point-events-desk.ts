import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { PointEvents } from '../../domain/point-events.ts';
import type { State } from '../../domain/state.ts';
import { PointWatch } from './point-watch.ts';

interface PointEventsParts {
  readonly clock: Pick<Clock, 'wallMs'>;
  /** Whether whoever stands at a charge point may charge now. */
  readonly authorised: (chargePoint: string) => boolean;
}

/** The last events of every charge point, from the states of each second. In memory only: they begin anew with the box. */
export class PointEventsDesk {
  readonly #parts: PointEventsParts;
  readonly #since: string;
  readonly #watches = new Map<string, PointWatch>();

  constructor(parts: PointEventsParts) {
    this.#parts = parts;
    this.#since = new Date(parts.clock.wallMs()).toISOString();
  }

  observe({ at, chargePoints, health }: State): void {
    const there = new Set(chargePoints.map(({ id }) => id));
    for (const id of this.#watches.keys()) if (!there.has(id)) this.#watches.delete(id);
    for (const point of chargePoints) {
      const watch = this.#watches.get(point.id) ?? new PointWatch();
      this.#watches.set(point.id, watch);
      const faults = health.filter(({ what }) => what === point.id).map(({ code }) => code);
      watch.observe({ point, faults, authorised: this.#parts.authorised(point.id), wallMs: Date.parse(at) });
    }
  }

  of(chargePoint: string): PointEvents {
    const watch = this.#watches.get(chargePoint);
    if (watch === undefined) throw new NetwachtError('notFound', 'There is no such charge point');
    return { chargePoint, since: this.#since, events: [...watch.events] };
  }
}
