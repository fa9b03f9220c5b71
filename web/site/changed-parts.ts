import type { SiteDocument } from '../../firmware/api/shapes.ts';

/** What differs between two versions of a site, named by key and id: `mode`, `circuits.garage`, `devices.E2`. */
export function changedParts(before: SiteDocument | undefined, after: SiteDocument): string[] {
  const was: Readonly<Record<string, unknown>> = before ?? {};
  const is: Readonly<Record<string, unknown>> = after;
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => {
    if (same(was[key], is[key])) return [];
    const [left, right] = [byId(was[key]), byId(is[key])];
    if (left === undefined && right === undefined) return [key];
    const ids = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
    const parts = [...ids].filter((id) => !same(left?.get(id), right?.get(id)));
    // Only their order differs.
    return parts.length === 0 ? [key] : parts.map((id) => `${key}.${id}`);
  });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A list whose entries have ids or names; undefined: it is something else. */
function byId(value: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  return new Map(
    value.map((entry: { readonly id?: unknown; readonly name?: unknown; readonly device?: unknown }, at) => [
      String(entry?.id ?? entry?.name ?? entry?.device ?? at),
      entry,
    ]),
  );
}
