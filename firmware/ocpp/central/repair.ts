import type { Repair } from '../rpc/peer.ts';
import { type SchemaFault, validatorOf } from '../schema/validators.ts';
import type { OcppVersion } from '../version.ts';
import { instantOf } from './instant.ts';

/** One message is put right at so many places at most; one that is wrong everywhere is refused. */
const mostRepairs = 60;

/** Texts for people: what is too long is cut. Never ids, tags, keys or signed data: a cut one is another one. */
const freeTexts = new Set([
  ...['info', 'vendorId', 'vendorErrorCode', 'additionalInfo', 'reasonCode', 'techInfo', 'cause'],
  ...['chargePointVendor', 'chargePointModel', 'chargePointSerialNumber', 'chargeBoxSerialNumber', 'firmwareVersion'],
  ...['iccid', 'imsi', 'meterType', 'meterSerialNumber', 'model', 'vendorName', 'serialNumber', 'unit'],
]);

/** What stands for a word that the version does not know, or for one that is missing. */
const otherwise: Readonly<Record<string, string>> = {
  errorCode: 'OtherError',
  reason: 'Other',
  stoppedReason: 'Other',
  triggerReason: 'AbnormalCondition',
};
const missing: Readonly<Record<string, string>> = { errorCode: 'NoError' };

/**
 * Puts right what charge points get wrong (complaints about proxies: field/ocpp.md §4), fault by fault as the schema finds
 * them, on a copy. What changes the meaning of a message is not done: then it is refused. `wallMs`: for times that cannot
 * be read. The note says what was done, so that the message log shows it.
 */
export function repairOf(version: OcppVersion, wallMs: () => number): Repair {
  return (action, kind, payload) => {
    const validate = validatorOf(version, action, kind);
    if (validate === undefined) return undefined;
    // An empty answer is sent as null or left out by some.
    const copy: unknown = payload === undefined || payload === null ? {} : structuredClone(payload);
    if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) return undefined;
    const notes: string[] = [];
    for (let n = 0; n < mostRepairs; n += 1) {
      const [fault] = validate(copy);
      if (fault === undefined) return { payload: copy, note: `put right: ${notes.join('; ')}`.slice(0, 500) };
      const note = putRight(copy as Holder, fault, wallMs());
      if (note === undefined) return undefined;
      notes.push(note);
    }
    return undefined;
  };
}

type Holder = Record<string, unknown>;

/** Says what it did; undefined: nothing can be done. */
function putRight(payload: Holder, fault: SchemaFault, wallMs: number): string | undefined {
  const spot = spotOf(payload, fault.path);
  if (spot === undefined) return undefined;
  const { value, key, put, drop } = spot;
  const at = fault.path;
  switch (fault.keyword) {
    case 'additionalProperties':
      if (fault.property === undefined) return undefined;
      delete (value as Holder)[fault.property];
      return `${at}/${fault.property} is not known and was left out`;
    case 'required': {
      const filled = fault.property === undefined ? undefined : filledIn(fault.property, wallMs);
      if (filled === undefined || fault.property === undefined) return dropSample(payload, at);
      (value as Holder)[fault.property] = filled;
      return `${at}/${fault.property} was missing`;
    }
    case 'type': {
      if (value === null) {
        drop();
        return `${at} was null and was left out`;
      }
      const typed = asType(value, fault.message);
      if (typed === undefined) return dropSample(payload, at);
      put(typed);
      return `${at} had another type`;
    }
    case 'format':
      if (!/date-time/.test(fault.message)) return undefined;
      put(new Date(instantOf(String(value)) ?? wallMs).toISOString());
      return `${at} was ${JSON.stringify(String(value).slice(0, 40))}`;
    case 'enum': {
      const word = fault.allowed?.find((one) => String(one).toLowerCase() === String(value).trim().toLowerCase());
      const instead = word ?? fault.allowed?.find((one) => one === otherwise[key]);
      if (instead === undefined) return dropSample(payload, at);
      put(instead);
      return `${at} was ${JSON.stringify(String(value).slice(0, 40))}`;
    }
    case 'maxLength': {
      const most = fault.limit;
      if (!freeTexts.has(key) || most === undefined || typeof value !== 'string') return undefined;
      put(value.slice(0, most));
      return `${at} was too long and was cut`;
    }
    case 'minItems':
      // An empty list of values: nothing is said at that time.
      if (key === 'sampledValue') return dropSample(payload, at);
      drop();
      return `${at} was empty and was left out`;
    default:
      return undefined;
  }
}

function filledIn(property: string, wallMs: number): string | undefined {
  return property === 'timestamp' || property === 'generatedAt' ? new Date(wallMs).toISOString() : missing[property];
}

function asType(value: unknown, message: string): unknown {
  const wanted = /must be (\w+)/.exec(message)?.[1];
  switch (wanted) {
    case 'integer':
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value.replace(',', '.')) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
      return wanted === 'integer' ? Math.round(number) : number;
    }
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    case 'boolean':
      return value === 'true' || value === 1 ? true : value === 'false' || value === 0 ? false : undefined;
    case 'array':
      return typeof value === 'object' && value !== null ? [value] : undefined;
    default:
      return undefined;
  }
}

/**
 * Leaves out a value of a meter whose meaning is not certain (an unknown measurand would count as energy), and the whole
 * meter value once nothing is left in it.
 */
function dropSample(payload: Holder, path: string): string | undefined {
  const sample = /^(.*\/sampledValue)\/\d+/.exec(path);
  const found = sample ?? /^(.*)\/sampledValue$/.exec(path);
  if (found === null) {
    const whole = /^(.*\/(?:meterValue|transactionData)\/\d+)$/.exec(path);
    if (whole === null) return undefined;
    spotOf(payload, path)?.drop();
    return `${path} had no values and was left out`;
  }
  const dropped = sample?.[0] ?? found[1] ?? '';
  spotOf(payload, dropped)?.drop();
  return `${dropped} cannot be understood and was left out`;
}

interface Spot {
  readonly value: unknown;
  readonly key: string;
  readonly put: (value: unknown) => void;
  readonly drop: () => void;
}

/** What a path of the schema's faults means (`/meterValue/0/timestamp`). */
function spotOf(payload: Holder, path: string): Spot | undefined {
  if (path === '') return { value: payload, key: '', put: () => undefined, drop: () => undefined };
  const keys = path.slice(1).split('/');
  const key = keys.pop() ?? '';
  let holder: unknown = payload;
  for (const step of keys) holder = (holder as Holder | undefined)?.[step];
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  const into = holder as Holder;
  const drop = Array.isArray(holder) ? () => void holder.splice(Number(key), 1) : () => void delete into[key];
  const put = (value: unknown) => {
    into[key] = value;
  };
  return { value: into[key], key, put, drop };
}
