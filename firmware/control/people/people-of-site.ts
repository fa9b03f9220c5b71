import { functionsOf, guardedChargePoints } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Budget } from '../../domain/site/tag-functions.ts';
import type { Tag, User } from '../../domain/site/users.ts';

/** The people of one site document at hand: they are asked for after every cycle, and there may be thousands of cards. */
export class PeopleOfSite {
  readonly site: Site;
  readonly guarded: ReadonlySet<string>;
  readonly chargePoints: readonly string[];
  readonly #users: ReadonlyMap<string, User>;
  readonly #tags: ReadonlyMap<string, { readonly tag: Tag; readonly budget: Budget | undefined }>;

  constructor(site: Site) {
    this.site = site;
    this.guarded = guardedChargePoints(site);
    this.chargePoints = site.devices.flatMap(({ id, role }) => (role === 'chargePoint' ? [id] : []));
    this.#users = new Map(site.users.map((user) => [user.id, user]));
    this.#tags = new Map(site.tags.map((tag) => [tag.id, { tag, budget: budgetOf(tag) }]));
  }

  user(id: string | undefined): User | undefined {
    return id === undefined ? undefined : this.#users.get(id);
  }

  tag(id: string | undefined): Tag | undefined {
    return id === undefined ? undefined : this.#tags.get(id)?.tag;
  }

  /** The budget that a card brings. */
  budgetOfTag(id: string | undefined): Budget | undefined {
    return id === undefined ? undefined : this.#tags.get(id)?.budget;
  }
}

function budgetOf(tag: Tag): Budget | undefined {
  for (const action of functionsOf(tag))
    if (action.kind === 'budget' && action.operation.kind === 'set') return action.operation.budget;
  return undefined;
}
