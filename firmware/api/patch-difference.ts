import { isDeepStrictEqual } from 'node:util';
import type { State } from '../domain/state.ts';
import { applyPatch, type Fields, isFields, listKeys } from './patch.ts';

/** The smallest patch that turns `from` into `to` (patch.ts applies it); undefined when nothing changed. */
export function patchBetween(from: State, to: State): Fields | undefined {
  const before = new Map<string, unknown>(Object.entries(from));
  const out: [string, unknown][] = [];
  const names = new Map<string, string>(Object.entries(listKeys));
  for (const [key, value] of Object.entries(to)) {
    const old = before.get(key);
    if (isDeepStrictEqual(old, value)) continue;
    const name = names.get(key);
    if (name !== undefined && Array.isArray(old) && Array.isArray(value)) {
      const changes = listChanges(old, value, name);
      // Order or names that a map cannot express: the list goes whole.
      const fits = isDeepStrictEqual(applyPatch({ [key]: old }, { [key]: changes }), { [key]: value });
      out.push([key, fits ? changes : value]);
    } else out.push([key, isFields(old) && isFields(value) ? fieldChanges(old, value) : value]);
  }
  return out.length === 0 ? undefined : Object.fromEntries(out);
}

function listChanges(old: readonly unknown[], now: readonly unknown[], name: string): Fields {
  const named = (list: readonly unknown[]) =>
    new Map(list.filter(isFields).map((entry): [string, Fields] => [String(entry[name]), entry]));
  const before = named(old);
  const after = named(now);
  const out: [string, unknown][] = [];
  for (const id of before.keys()) if (!after.has(id)) out.push([id, null]);
  for (const [id, entry] of after) {
    const was = before.get(id);
    if (!isDeepStrictEqual(was, entry)) out.push([id, was === undefined ? entry : fieldChanges(was, entry)]);
  }
  return Object.fromEntries(out);
}

function fieldChanges(old: Fields, now: Fields): Fields {
  const out: [string, unknown][] = [];
  for (const [key, value] of Object.entries(now)) {
    const was = old[key];
    if (isDeepStrictEqual(was, value)) continue;
    out.push([key, isFields(was) && isFields(value) ? optionalChanges(was, value) : value]);
  }
  return Object.fromEntries(out);
}

function optionalChanges(old: Fields, now: Fields): Fields {
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(now, key));
  const changed = Object.entries(now).filter(([key, value]) => !isDeepStrictEqual(old[key], value));
  return Object.fromEntries([...gone.map((key): [string, unknown] => [key, null]), ...changed]);
}
