import { NetwachtError } from '../../domain/errors.ts';
import { isObject, type JsonObject, objectsOf, without } from './json-object.ts';
import { booleanValue, numberOrFormula, numberValue, textValue } from './values.ts';

/** Changes a site document as one parameter of the original says. */
type Change = (document: JsonObject, key: string, value: unknown) => JsonObject;

const toAmperes = { min: 0, max: 10_000_000 };
const voltageOf = (document: JsonObject): number => (typeof document.voltageV === 'number' ? document.voltageV : 230);

/** The root of the tree: the house connection. */
function onRoot(document: JsonObject, change: (root: JsonObject) => JsonObject): JsonObject {
  const circuits = objectsOf(document.circuits);
  const root = circuits.find(({ parent }) => parent === undefined);
  if (root === undefined) throw new NetwachtError('noSite', 'The site has no house connection');
  return { ...document, circuits: circuits.map((circuit) => (circuit === root ? change(circuit) : circuit)) };
}

const within = (document: JsonObject, part: string, key: string, value: unknown): JsonObject => {
  const before = document[part];
  return { ...document, [part]: { ...(isObject(before) ? before : {}), [key]: value } };
};

/**
 * A ceiling of the house connection under the name of its parameter: beside the fuse and all other limits, so that it only
 * lowers. 0 takes it away.
 */
const limit =
  (scope: 'all' | 'chargePoints', unit: 'mA' | 'W'): Change =>
  (document, key, value) => {
    const given = numberOrFormula(key, value, toAmperes);
    return onRoot(document, (root) => {
      const others = objectsOf(root.limits).filter(({ id }) => id !== key);
      // A formula without a value leaves nothing to cars: what it would say is not known.
      const fallback = typeof given === 'string' ? { fallback: 0 } : {};
      return {
        ...root,
        limits: given === 0 ? others : [...others, { id: key, scope, unit, value: given, ...fallback }],
      };
    });
  };

const policies: Readonly<Record<string, string>> = { '-1': 'free', '0': 'off', '1': 'minimum' };

/** Parameters that the site document has; units as the original's. */
const changes = new Map<string, Change>([
  ['title', (document, key, value) => ({ ...document, name: textValue(key, value, 80) })],
  ['lb_enabled', (document, key, value) => ({ ...document, mode: booleanValue(key, value) ? 'manage' : 'observe' })],
  [
    'disable_policy',
    (document, key, value) => {
      const lostPolicy = policies[String(numberValue(key, value, { min: -1, max: 1 }))];
      if (lostPolicy === undefined) throw new NetwachtError('badValue', `${key} is -1, 0 or 1`, { path: key });
      return { ...document, lostPolicy };
    },
  ],
  ['max_total_current', limit('all', 'mA')],
  ['max_total_power', limit('all', 'W')],
  ['max_total_evse_current', limit('chargePoints', 'mA')],
  ['max_total_evse_power', limit('chargePoints', 'W')],
  [
    'reserve_current',
    (document, key, value) =>
      onRoot(document, (root) => ({ ...root, reserveA: numberValue(key, value, toAmperes) / 1000 })),
  ],
  [
    'min_pause_time',
    (document, key, value) => within(document, 'timing', 'minPauseS', numberValue(key, value, { min: 0, max: 86_400 })),
  ],
  [
    'max_imbalance',
    (document, key, value) =>
      within(document, 'imbalance', 'maxA', numberValue(key, value, toAmperes) / voltageOf(document)),
  ],
  ['imbalance_add', (document, key, value) => within(document, 'imbalance', 'includesHouse', booleanValue(key, value))],
  [
    'surplus_expr',
    (document, key, value) => {
      const formula = textValue(key, value, 1000).trim();
      return formula === '' ? without(document, 'surplus') : { ...document, surplus: { formula } };
    },
  ],
  [
    'max_total_cur_prc',
    (document, key, value) => ({ ...document, sharePercent: numberValue(key, value, { min: 0, max: 100 }) }),
  ],
]);

export interface ParamsChange {
  readonly document: JsonObject;
  readonly changed: readonly string[];
  /** Keys that we do not have. */
  readonly ignored: readonly string[];
}

const maxKeys = 200;

/** `set_params`: a part of the parameters. `shown`: what get_params says now; what is the same stays untouched. */
export function changedParams(document: JsonObject, given: JsonObject, shown: JsonObject): ParamsChange {
  const entries = Object.entries(given);
  if (entries.length > maxKeys) throw new NetwachtError('tooMany', `At most ${maxKeys} parameters at a time`);
  const changed: string[] = [];
  const ignored: string[] = [];
  let now = document;
  for (const [key, value] of entries) {
    const change = changes.get(key);
    if (change === undefined) ignored.push(key.slice(0, 64));
    else if (value !== shown[key]) {
      now = change(now, key, value);
      changed.push(key);
    }
  }
  return { document: now, changed, ignored };
}

/** `{"max_total_cur_prc":p}` and nothing else is for now only; undefined: it is something else. */
export function shareAlone(given: JsonObject): number | undefined {
  const [first, ...others] = Object.entries(given);
  if (first?.[0] !== 'max_total_cur_prc' || others.length > 0) return undefined;
  return numberValue(first[0], first[1], { min: 0, max: 100 });
}
