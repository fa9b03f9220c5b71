/** What says where a secret goes, and how well it is kept on the way. */
const placeKeys = [
  ...['address', 'url', 'scheme', 'host', 'port', 'server', 'broker', 'line', 'device'],
  ...['tls', 'pin', 'ca', 'certificate'],
] as const;
/** Keys whose text is the name of a secret. */
const secretKeys = ['secret', 'token'] as const;
/** Deeper a site document does not go. */
const mostDeep = 16;

type Json = Readonly<Record<string, unknown>>;

/** Where a site document, checked or not, sends each secret: place texts by the secret's name. */
export function secretPlaces(document: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  const walk = (value: unknown, around: readonly Json[]): void => {
    if (typeof value !== 'object' || value === null || around.length > mostDeep) return;
    if (Array.isArray(value)) {
      for (const one of value) walk(one, around);
      return;
    }
    const object = value as Json;
    const own = Object.fromEntries(
      placeKeys.filter((key) => object[key] !== undefined).map((key) => [key, object[key]]),
    );
    const chain = [...around, own];
    for (const key of secretKeys) {
      const name = object[key];
      if (typeof name !== 'string') continue;
      const known = places.get(name) ?? new Set();
      places.set(name, known.add(JSON.stringify(chain)));
    }
    for (const child of Object.values(object)) walk(child, chain);
  };
  walk(document, []);
  return places;
}

/** Secrets that `after` sends to where `before` did not. */
export function movedSecrets(before: unknown, after: unknown): readonly string[] {
  const known = secretPlaces(before);
  return [...secretPlaces(after)]
    .filter(([name, places]) => [...places].some((place) => known.get(name)?.has(place) !== true))
    .map(([name]) => name);
}
