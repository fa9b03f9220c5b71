/** What says where a secret goes, and how well it is kept on the way. */
const placeKeys = [
  ...['address', 'url', 'scheme', 'host', 'port', 'server', 'broker', 'line', 'device'],
  ...['tls', 'pin', 'ca', 'certificate'],
] as const;
const addressKeys = ['address', 'url', 'host', 'server'];
/** Keys whose text is the name of a secret. */
const secretKeys = ['secret', 'token'] as const;
/** Deeper a site document does not go. */
const mostDeep = 16;

type Json = Readonly<Record<string, unknown>>;

/** Where a site document, checked or not, sends each secret: place texts by the secret's name. */
export function secretPlaces(document: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  eachObject(document, [], 0, (object, around) => {
    const chain = [...around, placeOf(object)];
    const texts = [chain, ...placesBelow(object).map((below) => [...chain, below])].map((place) =>
      JSON.stringify(place),
    );
    for (const key of secretKeys) {
      const name = object[key];
      if (typeof name === 'string') places.set(name, new Set([...(places.get(name) ?? []), ...texts]));
    }
  });
  return places;
}

function eachObject(
  value: unknown,
  around: readonly Json[],
  deep: number,
  told: (object: Json, around: readonly Json[]) => void,
): void {
  if (typeof value !== 'object' || value === null || deep > mostDeep) return;
  const object = Array.isArray(value) ? undefined : (value as Json);
  if (object !== undefined) told(object, around);
  const chain = object === undefined ? around : [...around, placeOf(object)];
  for (const child of Object.values(value)) eachObject(child, chain, deep + 1, told);
}

/** Of a URL only where it leads: what is asked for there may change. */
function placeOf(object: Json, keys: readonly string[] = placeKeys): Json {
  const given = keys.filter((key) => object[key] !== undefined);
  return Object.fromEntries(
    given.map((key) => {
      const value = object[key];
      const origin = typeof value === 'string' ? /^(?:https?:\/\/[^/?#]*|(?=\/))/.exec(value)?.[0] : undefined;
      return [key, origin ?? value];
    }),
  );
}

/** Addresses within an object count for its secret too: an output sends its resets with it. */
function placesBelow(object: Json): readonly Json[] {
  const places: Json[] = [];
  for (const child of Object.values(object))
    eachObject(child, [], 0, (below) => {
      const place = placeOf(below, addressKeys);
      if (Object.keys(place).length > 0) places.push(place);
    });
  return places;
}

/** Secrets that `after` sends to where `before` did not. */
export function movedSecrets(before: unknown, after: unknown): readonly string[] {
  const known = secretPlaces(before);
  return [...secretPlaces(after)]
    .filter(([name, places]) => [...places].some((place) => known.get(name)?.has(place) !== true))
    .map(([name]) => name);
}
