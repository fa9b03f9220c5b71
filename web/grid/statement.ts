import type { HealthState, State } from '../../firmware/api/shapes.ts';
import { variablesOf } from '../reason/ruling.ts';
import { limitsInForce } from './in-force.ts';

/**
 * What somebody outside says: nothing at all; that everything is allowed, since when; a limit. `lost`: whoever spoke is not
 * heard any more, and what he said last, or the fail-safe value, holds.
 */
export interface Statement {
  readonly kind: 'none' | 'unlimited' | 'limited';
  /** When it was said, of `unlimited`. */
  readonly since: string | undefined;
  readonly lost: readonly HealthState[];
}

const operators: readonly string[] = ['smgw', 'para14a', 'lpc', 'relay'];
const lostCodes: readonly string[] = ['channelDown', 'sourceSilent'];

export function statementOf(state: State): Statement {
  const lost = state.health.filter(({ code }) => lostCodes.includes(code));
  // What a person plays on the page nobody outside has said.
  if (limitsInForce(state).some(({ source }) => source.kind !== 'test'))
    return { kind: 'limited', since: undefined, lost };
  const said = state.limits.filter(({ origin, source }) => {
    const read = variablesOf(state, source);
    return operators.includes(origin) || read.some(({ value, source: by }) => value !== null && by !== 'site');
  });
  const owned = state.variables.filter(({ owner, value }) => owner !== null && value !== null);
  // What the settings began with, nobody has said yet.
  const since = [...said.map((limit) => limit.since), ...owned.map(({ at }) => at)].toSorted()[0];
  return { kind: since === undefined ? 'none' : 'unlimited', since, lost };
}
