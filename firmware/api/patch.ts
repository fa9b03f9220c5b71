/**
 * The lists of the live state and the field that names each entry; in a patch such a list is a map (contracts §5).
 * This file has no imports: the page applies the patches with it.
 */
export const listKeys = {
  circuits: 'id',
  chargePoints: 'id',
  meters: 'id',
  variables: 'name',
  limits: 'id',
  health: 'id',
} as const;

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entryName = (list: string): string | undefined => Object.entries(listKeys).find(([name]) => name === list)?.[1];

/**
 * Applies one `event: patch` to a state and returns the new one; the old one stays as it was.
 * A list comes as a map of changes (null takes the entry away, a new name is added at the end) or whole, as an array.
 * A null in a field stays null, since missing is null in the state; in `reason` a null takes the key away.
 */
export function applyPatch<T extends object>(state: T, patch: Fields): T {
  const next: Record<string, unknown> = Object.fromEntries(Object.entries(state));
  for (const [key, change] of Object.entries(patch)) {
    const old = next[key];
    const name = entryName(key);
    if (name !== undefined && Array.isArray(old) && isFields(change)) set(next, key, patchList(old, change, name));
    else if (isFields(old) && isFields(change)) set(next, key, patchFields(old, change));
    else set(next, key, change);
  }
  // The patch is made from two states of one type, so what it leads to is of that type again.
  return next as T;
}

function patchList(old: readonly unknown[], changes: Fields, name: string): unknown[] {
  const left = new Map(Object.entries(changes));
  const out: unknown[] = [];
  for (const entry of old) {
    const id = isFields(entry) ? String(entry[name]) : '';
    const change = left.get(id);
    left.delete(id);
    if (change === undefined) out.push(entry);
    else if (isFields(entry) && isFields(change)) out.push(patchFields(entry, change));
    else if (change !== null) out.push(change);
  }
  for (const added of left.values()) if (added !== null) out.push(added);
  return out;
}

function patchFields(old: Fields, changes: Fields): Fields {
  const next: Record<string, unknown> = { ...old };
  for (const [key, change] of Object.entries(changes)) {
    const before = next[key];
    set(next, key, isFields(before) && isFields(change) ? patchOptional(before, change) : change);
  }
  return next;
}

/** RFC 7386 to the letter: null takes a key away. */
function patchOptional(old: Fields, changes: Fields): Fields {
  const next: Record<string, unknown> = { ...old };
  for (const [key, change] of Object.entries(changes)) {
    if (change === null) delete next[key];
    else set(next, key, change);
  }
  return next;
}

/** Sets an own field, also for names such as __proto__. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
