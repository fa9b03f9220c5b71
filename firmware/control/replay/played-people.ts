import { NetwachtError } from '../../domain/errors.ts';
import type { Occupant } from '../../domain/known.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import type { Site } from '../../domain/site/schema.ts';
import { uidKey } from '../../domain/site/users.ts';
import { isPlugged } from '../orders.ts';
import { occupantOf } from '../people/occupant.ts';
import { PeopleOfSite } from '../people/people-of-site.ts';
import { takeTag } from '../people/shown-tag.ts';
import type { PointFacts } from './played-orders.ts';

/** Who charges in a file: cards are shown by its events and last until a car is unplugged. Budgets and uses are not played. */
export class PlayedPeople {
  #of: PeopleOfSite | undefined;
  readonly #occupancies = new Map<string, Occupancy>();

  /** A card that does not count changes nothing. `tag`: its uid. */
  show(site: Site, chargePoint: string, tag: string | undefined, wallMs: number): void {
    const fresh = { chargePoint, atMs: wallMs, source: 'file', begun: false };
    const before = this.#occupancies.get(chargePoint);
    if (tag === undefined) {
      this.#occupancies.set(chargePoint, { ...fresh, authorised: true, applied: {}, ...before });
      return;
    }
    const known = site.tags.find(({ uid }) => uidKey(uid) === uidKey(tag));
    if (known === undefined) return;
    try {
      const { occupancy } = takeTag({ site, tag: known, before, fresh, used: 0, wallMs });
      if (occupancy === undefined) this.#occupancies.delete(chargePoint);
      else this.#occupancies.set(chargePoint, occupancy);
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
    }
  }

  /** Who charges in this cycle, once cars have come and gone. */
  at(site: Site, factsOf: (chargePoint: string) => PointFacts): readonly Occupant[] {
    for (const [id, occupancy] of this.#occupancies) {
      const { state } = factsOf(id);
      if (isPlugged(state)) this.#occupancies.set(id, { ...occupancy, begun: true });
      else if (occupancy.begun && state === 'A') this.#occupancies.delete(id);
    }
    if (this.#of?.site !== site) this.#of = new PeopleOfSite(site);
    const people = this.#of;
    return people.chargePoints.flatMap(
      (id) => occupantOf(people, id, { occupancy: this.#occupancies.get(id), budget: undefined }) ?? [],
    );
  }
}
