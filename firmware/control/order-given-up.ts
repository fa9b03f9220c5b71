import type { Site } from '../domain/site/schema.ts';

/** What is known of a charge point that is given up: it proves no set-point, or the program ends. */
export interface GivenUpFacts {
  /** The set-point it was told last, mA. */
  readonly offerMa: number;
  readonly failsafeMa: number;
  /** A row on its way up has nothing left even without it. */
  readonly overloaded: boolean;
}

/**
 * What a charge point that is given up is told (A13), mA; undefined = nothing. No policy raises it: `free` leaves it
 * what it has, and its own fail-safe current after that. A row that is over its limit stands above every policy.
 */
export function givenUpOfferMa(policy: Site['lostPolicy'], facts: GivenUpFacts): number | undefined {
  if (facts.overloaded || policy === 'off') return 0;
  return policy === 'free' ? undefined : Math.min(facts.offerMa, facts.failsafeMa);
}
