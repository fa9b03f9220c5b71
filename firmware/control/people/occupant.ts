import type { Occupant } from '../../domain/known.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import type { BudgetNow } from '../../sessions/budgets/budget.ts';
import type { PeopleOfSite } from './people-of-site.ts';

/** So much is used before it is told anew: 10 Wh, a tenth of a minute. */
const steps = { kWh: 100, min: 10 };

/** Told in steps, so that not every cycle says something new; what is used up is told as used up. */
function told(budget: BudgetNow): BudgetNow {
  const { unit, amount, used } = budget;
  return used >= amount ? budget : { unit, amount, used: Math.floor(used * steps[unit]) / steps[unit] };
}

/**
 * What the worker is told of a charge point; undefined where there is nothing to tell. A user or a card that is no longer in
 * the site allows nothing.
 */
export function occupantOf(
  people: PeopleOfSite,
  chargePoint: string,
  {
    occupancy,
    budget,
  }: {
    readonly occupancy: Occupancy | undefined;
    readonly budget: BudgetNow | undefined;
  },
): Occupant | undefined {
  const guarded = people.guarded.has(chargePoint);
  if (occupancy === undefined) return guarded ? { chargePoint, authorised: false } : undefined;
  const user = people.user(occupancy.user);
  const tag = people.tag(occupancy.tag);
  const known =
    (occupancy.user === undefined || user !== undefined) && (occupancy.tag === undefined || tag !== undefined);
  if (!known) return { chargePoint, authorised: !guarded };
  const { paused, userRulesOff, ruleSet, maxMa, phases, priority = user?.priority } = occupancy.applied;
  const ceilingMa = paused === true ? 0 : maxMa;
  return {
    chargePoint,
    authorised: !guarded || occupancy.authorised,
    ...(user === undefined ? {} : { user: user.id }),
    ...(tag === undefined ? {} : { tag: tag.id }),
    ...(priority === undefined ? {} : { priority }),
    ...(ruleSet === undefined ? {} : { ruleSet }),
    ...(userRulesOff === true ? { userRulesOff } : {}),
    ...(ceilingMa === undefined ? {} : { maxMa: ceilingMa }),
    ...(phases === undefined ? {} : { phases }),
    ...(budget === undefined ? {} : { budget: told(budget) }),
  };
}
