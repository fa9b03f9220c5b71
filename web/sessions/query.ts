import type { SessionQuery } from '../api/sessions.ts';
import { linkTo } from '../live/use-route.ts';
import { isMonth } from './months.ts';

export const filters = ['user', 'tag', 'chargePoint'] as const;
export type Filter = (typeof filters)[number];

/** What the address asks for; without a month it is the one that runs. */
export function queryOf(asked: Readonly<Record<string, string>>, now: string): SessionQuery {
  const given = filters.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]] as const]));
  return { month: isMonth(asked.month) ? asked.month : now, ...Object.fromEntries(given) };
}

/** In the list of a filter: all of them; an empty one is nobody, or no card. */
export const all = '*';

/** The same, of one person, card or charge point. */
export function filtered(query: SessionQuery, name: Filter, value: string): SessionQuery {
  const { [name]: _, ...rest } = query;
  return value === all ? rest : { ...rest, [name]: value };
}

export const isFiltered = (query: SessionQuery): boolean => filters.some((name) => query[name] !== undefined);

export const linkToMonth = (query: SessionQuery): string => linkTo('sessions', [], { ...query });

/** Looks at something else without a step for the back button: a filter is no place of its own. */
export const lookAt = (query: SessionQuery): void => location.replace(linkToMonth(query));
