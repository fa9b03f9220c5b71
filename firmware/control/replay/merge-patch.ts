/** Differences of JSON documents as merge patches (RFC 7386): objects by member, everything else as a whole. */

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own member; a key such as __proto__ names nothing else. */
const member = (object: Members, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

/**
 * What makes `after` out of `before`; undefined when they are equal. A member that is undefined is none, and no member
 * of `after` may be null. What is the same object in both is not looked into.
 */
export function difference(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return isEqual(before, after) ? undefined : after;
  if (before === after) return undefined;
  const gone = Object.keys(before).filter((key) => before[key] !== undefined && member(after, key) === undefined);
  const changes = gone.map((key): [string, unknown] => [key, null]);
  for (const key of Object.keys(after)) {
    const old = member(before, key);
    const value = after[key];
    const change = old === undefined ? value : difference(old, value);
    if (value !== undefined && change !== undefined) changes.push([key, change]);
  }
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, k) => isEqual(value, b[k]));
  return isObject(a) && isObject(b) && difference(a, b) === undefined;
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
