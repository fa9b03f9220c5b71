import { NetwachtError } from '../domain/errors.ts';
import { variableKey } from '../domain/variable.ts';

/** Enabled channels that set variables, and what was taken back from them. */
export interface OwnershipSources {
  readonly writers: readonly { readonly id: string; readonly variables: readonly string[] }[];
  readonly released: readonly { readonly key: string }[];
}

/**
 * Who owns a variable now (contracts §2). A variable in the list of an enabled operator or supplier channel belongs to that
 * channel; of several to the one that wrote it last, else to the first by id; to none while it is released.
 */
export type OwnerOf = (variable: { readonly name: string; readonly source: string }) => string | undefined;

/** The owners at one moment. */
export function ownersNow({ writers, released }: OwnershipSources): OwnerOf {
  const free = new Set(released.map(({ key }) => key));
  const byKey = new Map<string, string[]>();
  for (const { id, variables } of writers)
    for (const name of variables) {
      const key = variableKey(name);
      if (!free.has(key)) byKey.set(key, [...(byKey.get(key) ?? []), id]);
    }
  return ({ name, source }) => {
    const channels = byKey.get(variableKey(name));
    return channels?.find((id) => source === `channel:${id}`) ?? channels?.toSorted()[0];
  };
}

/**
 * Which variables the replace of a change may take away: on a channel those of its list, elsewhere those that nobody owns.
 * Throws `owned` (403) when a value is set or removed that belongs to a channel. `sourceOf`: who wrote a variable last.
 */
export function touchable(
  change: {
    readonly within?: readonly string[];
    readonly remove?: readonly string[];
    readonly values: readonly { readonly name: string }[];
  },
  ownerOf: OwnerOf,
  sourceOf: (name: string) => string,
): (row: { readonly name: string; readonly source: string }) => boolean {
  if (change.within !== undefined) {
    const within = new Set(change.within.map(variableKey));
    return ({ name }) => within.has(variableKey(name));
  }
  for (const name of [...change.values.map((value) => value.name), ...(change.remove ?? [])]) {
    const owner = ownerOf({ name, source: sourceOf(name) });
    if (owner === undefined) continue;
    const sentence = `${name} belongs to the gateway channel ${owner}; an installer can release it until that channel writes again`;
    throw new NetwachtError('owned', sentence, { path: name });
  }
  return (row) => ownerOf(row) === undefined;
}
