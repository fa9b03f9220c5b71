import { isDeepStrictEqual } from 'node:util';
import { NetwachtError } from '../../domain/errors.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { uidKey } from '../../domain/site/users.ts';
import { roleNumber } from './dev-info/words.ts';
import { deviceConfig } from './device-config.ts';
import { isObject, type JsonObject, objectsOf, without } from './json-object.ts';
import { rulesBack } from './rule-back.ts';
import { booleanValue, numberOrFormula, numberValue, textValue } from './values.ts';

/** What one key is changed on. */
interface Around {
  readonly site: Site;
  /** With its defaults, before the call. */
  readonly before: DeviceConfig;
  readonly value: unknown;
  /** The whole object that was sent, over what get_devices shows. */
  readonly whole: JsonObject;
}

type Change = (device: JsonObject, key: string, around: Around) => JsonObject;

const mA = { min: 0, max: 10_000_000 };
const amperes = (key: string, value: unknown): number => numberValue(key, value, mA) / 1000;

const asBoolean =
  (ours: string): Change =>
  (device, key, { value }) => ({ ...device, [ours]: booleanValue(key, value) });
const asAmperes =
  (ours: string): Change =>
  (device, key, { value }) => ({ ...device, [ours]: amperes(key, value) });

const maxCurrent: Change = (device, key, { value, before }) => {
  const given = numberOrFormula(key, value, mA);
  const others = objectsOf(device.limits).filter(({ id }) => id !== key);
  const bare = without(device, 'maxCurrentA', ...(others.length === 0 ? ['limits'] : []));
  const limits = others.length === 0 ? {} : { limits: others };
  // A formula without a value leaves what the charge point falls back to without us.
  const fallback = Math.round(before.failsafeCurrentA * 1000);
  if (typeof given === 'string')
    return { ...bare, limits: [...others, { id: key, unit: 'mA', value: given, fallback }] };
  return { ...bare, ...limits, ...(given === 0 ? {} : { maxCurrentA: given / 1000 }) };
};

const phases: Change = (device, _key, { whole }) => {
  const bits = numberValue('used_phases', whole.used_phases, { min: 0, max: 7 });
  const turned = numberValue('phase_rotation', whole.phase_rotation, { min: 0, max: 240 });
  if (turned % 120 !== 0) throw new NetwachtError('badValue', 'phase_rotation is 0, 120 or 240');
  const order = [0, 1, 2].map((k) => (k + turned / 120) % 3);
  const used = bits === 0 || bits === 7 ? order : [0, 1, 2].filter((phase) => (bits & (1 << phase)) !== 0);
  return { ...device, phases: used.map((phase) => `L${phase + 1}`).join('') };
};

const factor: Change = (device, _key, { whole }) => {
  const size = numberValue('factor', whole.factor, { min: 0, max: 10_000 });
  return { ...device, factor: booleanValue('invert', whole.invert) ? -size : size };
};

const fixedCard: Change = (device, key, { site, value }) => {
  const uid = textValue(key, value, 64);
  const tag = site.tags.find((one) => uidKey(one.uid) === uidKey(uid));
  if (tag === undefined) throw new NetwachtError('badValue', `${key} is no card of this site`, { path: key });
  return { ...device, fixedTag: tag.id };
};

const role: Change = (device, key, { value }) => {
  const [ours] = Object.entries(roleNumber).find(([, number]) => number === value) ?? [];
  if (ours === undefined || ours === 'chargePoint')
    throw new NetwachtError(
      'badValue',
      `${key} ${String(value)} is not understood; attach gives a charge point its meter`,
    );
  return { ...device, role: ours };
};

const rules: Change = (device, key, { before, value }) => {
  const sets = isObject(value) ? value.rule_set : undefined;
  if (!isObject(value) || !isObject(sets) || Object.keys(sets).some((name) => name !== '') || value.selected_id)
    throw new NetwachtError('badRule', `${key} has one rule set, named ""; others are shared by /api/v1/rule-sets`);
  const raw = Array.isArray(device.rules) ? device.rules : [];
  return { ...device, rules: rulesBack(sets[''] ?? [], { rules: before.rules, raw }) };
};

/** Keys that the site document has, of charge points and meters alike: what does not fit the device the site's check refuses. */
const changes = new Map<string, Change>([
  [
    'name',
    (device, key, { value }) =>
      value === '' ? without(device, 'name') : { ...device, name: textValue(key, value, 80) },
  ],
  ['device_enabled', asBoolean('enabled')],
  ['address', (device, key, { value }) => ({ ...device, address: textValue(key, value, 300) })],
  ['id', (device, key, { value }) => ({ ...device, unitId: numberValue(key, value, { min: 0, max: 255 }) })],
  ['used_phases', phases],
  ['phase_rotation', phases],
  ['min_charging_cur', asAmperes('minCurrentA')],
  ['max_charging_cur', maxCurrent],
  ['prio', (device, key, { value }) => ({ ...device, priority: numberValue(key, value, { min: 0, max: 100 }) })],
  ['first_come', asBoolean('firstComeFirstServed')],
  [
    'failsafe_cur',
    // 1 = the least that it charges with.
    (device, key, { value, whole }) => ({
      ...device,
      failsafeCurrentA: amperes(key, value === 1 ? whole.min_charging_cur : value),
    }),
  ],
  ['charging_cur_offs', asAmperes('offsetA')],
  ['battery_save_threshold', asAmperes('saveBatteryA')],
  ['enable_snooze', asBoolean('letCarSleep')],
  ['enable_wakeup', asBoolean('wakeCar')],
  ['keep_activated', asBoolean('keepActivated')],
  ['allow_ph_sw', (device, key, { value }) => ({ ...device, phaseSwitch: booleanValue(key, value) ? 'auto' : 'off' })],
  ['fixed_rfid', fixedCard],
  ['crule_set', rules],
  ['role', role],
  ['factor', factor],
  ['invert', factor],
]);

/** What the device is and how it stands: shown, never written. */
const fixed: ReadonlySet<string> = new Set([
  'dev_id',
  'dev_type',
  'is_evse',
  'definition',
  'number',
  'is_va',
  'pause_min_time',
  // As a key of an object it would be none.
  '__proto__',
]);
/** Never kept: a secret in the site document would be one no longer. */
const secretKey = /pass|pwd|secret|token|key|user$/i;

export interface DeviceChange {
  readonly document: JsonObject;
  readonly changed: readonly string[];
  readonly kept: readonly string[];
  /** Shown only, or secrets. */
  readonly ignored: readonly string[];
}

/**
 * One device of `set_device`, as get_devices gave it with changes. Keys that are as shown stay untouched; of the others those that
 * the site has are translated, and those it does not have are kept beside the device. Codes: `badValue`, `badRule` (400).
 */
export function changedDevice(document: JsonObject, site: Site, before: DeviceConfig, given: JsonObject): DeviceChange {
  const shown = deviceConfig(site, before);
  const devices = objectsOf(document.devices);
  const raw = devices.find(({ id }) => id === before.id) ?? {};
  const whole = { ...shown, ...given };
  const changed: string[] = [];
  const kept: Record<string, unknown> = { ...before.originalKeys };
  const ignored: string[] = [];
  let device = raw;
  let around = document;
  for (const [key, value] of Object.entries(given)) {
    if (isDeepStrictEqual(value, shown[key])) continue;
    // What is not shown of this kind of device is none of its keys.
    const change = Object.hasOwn(shown, key) ? changes.get(key) : undefined;
    if (key === 'attach') around = attached(around, before.id, textValue(key, value, 8));
    else if (key === 'users')
      throw new NetwachtError('badValue', 'users are given charge points by set_user (dev_ids)');
    else if (change !== undefined) device = change(device, key, { site, before, value, whole });
    else if (fixed.has(key) || secretKey.test(key)) {
      ignored.push(key.slice(0, 64));
      continue;
    } else kept[key] = value;
    changed.push(key.slice(0, 64));
  }
  const own = { ...device, ...(Object.keys(kept).length === 0 ? {} : { originalKeys: kept }) };
  const put = objectsOf(around.devices).map((each) => (each.id === before.id ? own : each));
  return { document: { ...around, devices: put }, changed, kept: Object.keys(kept), ignored };
}

/** The meter of a charge point: another one, or none. */
function attached(document: JsonObject, chargePoint: string, meter: string): JsonObject {
  const devices = objectsOf(document.devices);
  if (meter !== '' && !devices.some(({ id }) => id === meter))
    throw new NetwachtError('badValue', `attach names ${meter}, which is no device`, { path: 'attach' });
  return {
    ...document,
    devices: devices.map((device) => {
      // A meter of a charge point measures that and nothing else.
      if (device.id === meter) return { ...without(device, 'role'), chargePoint };
      return device.chargePoint === chargePoint ? without(device, 'chargePoint') : device;
    }),
  };
}
