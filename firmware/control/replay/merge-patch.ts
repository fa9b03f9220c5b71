/** Differences of JSON documents as merge patches (RFC 7386): objects by member, everything else as a whole. */

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What makes `after` out of `before`; undefined when they are equal. No member of `after` may be null. */
export function difference(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after))
    return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const changed = Object.entries(after).flatMap(([key, value]) => {
    const change = Object.hasOwn(before, key) ? difference(before[key], value) : value;
    return change === undefined ? [] : [[key, change] as const];
  });
  if (gone.length === 0 && changed.length === 0) return undefined;
  return Object.fromEntries([...gone.map((key) => [key, null] as const), ...changed]);
}

/** A document with a patch applied; neither is changed. */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // Entries, not assignments: a key such as __proto__ stays an ordinary member.
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) members.delete(key);
    else members.set(key, merge(members.get(key), value));
  }
  return Object.fromEntries(members);
}
