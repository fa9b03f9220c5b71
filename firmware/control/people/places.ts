import { NetwachtError } from '../../domain/errors.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { User } from '../../domain/site/users.ts';
import { PeopleOfSite } from './people-of-site.ts';

/** The people of the site in force, and its charge points. */
export class Places {
  readonly #site: () => Site | undefined;
  #known: PeopleOfSite | undefined;

  constructor(site: () => Site | undefined) {
    this.#site = site;
  }

  /** Undefined without a site. */
  people(): PeopleOfSite | undefined {
    const site = this.#site();
    if (site !== this.#known?.site) this.#known = site && new PeopleOfSite(site);
    return this.#known;
  }

  /** Throws NetwachtError `noChargePoint`. */
  at(chargePoint: string): PeopleOfSite {
    const people = this.people();
    if (people?.chargePoints.includes(chargePoint) !== true)
      throw new NetwachtError('noChargePoint', `There is no charge point ${chargePoint.slice(0, 64)}`);
    return people;
  }

  /** Throws NetwachtError `noUser`. */
  user(id: string): User {
    const user = this.people()?.user(id);
    if (user === undefined) throw new NetwachtError('noUser', `There is no user ${id.slice(0, 64)}`);
    return user;
  }
}
