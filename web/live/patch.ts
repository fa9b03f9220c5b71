import type { State } from '../../firmware/api/shapes.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** The member that names an item in each list of the state; in a patch such a list is a map by that name. */
const listKeys: Readonly<Record<string, string>> = {
  circuits: 'id',
  chargePoints: 'id',
  meters: 'id',
  variables: 'name',
  limits: 'id',
  health: 'id',
};

/**
 * The state after a merge patch (RFC 7386, lists of named items as maps by name: contracts §5). Parts that the
 * patch does not touch keep their identity, so that only what changed is drawn again. A null removes an item of a
 * list; a null member means "no value" and stays as null.
 */
export function applyPatch(state: State, patch: unknown): State {
  if (!isObject(patch)) return state;
  const merged: Record<string, Json> = { ...(state as unknown as JsonObject) };
  for (const [key, change] of Object.entries(patch)) {
    const by = listKeys[key];
    const current = merged[key];
    merged[key] = by !== undefined && Array.isArray(current) ? mergeList(current, change, by) : merge(current, change);
  }
  return merged as unknown as State;
}

function mergeList(list: readonly Json[], change: Json, by: string): Json {
  if (!isObject(change)) return Array.isArray(change) ? change : list;
  const left = new Map(Object.entries(change));
  const merged: Json[] = [];
  for (const item of list) {
    const name = isObject(item) ? String(item[by]) : '';
    const next = left.get(name);
    if (next === undefined) merged.push(item);
    else if (next !== null) merged.push(merge(item, next));
    left.delete(name);
  }
  for (const [name, item] of left) if (isObject(item)) merged.push({ [by]: name, ...item });
  return merged;
}

function merge(current: Json | undefined, change: Json): Json {
  if (!isObject(change)) return change;
  const merged: Record<string, Json> = isObject(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(change)) merged[key] = merge(merged[key], value);
  return merged;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
