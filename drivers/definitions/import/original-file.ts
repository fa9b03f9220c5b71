import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { parseLooseJson } from './loose-json.ts';

/** One variable of a file, as far as it is understood; what is not of the right kind is left out. */
export interface OriginalVariable {
  readonly name: string;
  readonly address: string | number | undefined;
  readonly type: string | undefined;
  readonly resolution: number;
  readonly query: string | undefined;
  readonly regex: string | undefined;
  readonly order: string | undefined;
  readonly length: number | undefined;
  /** Function that reads it, where it has one of its own. */
  readonly read: 3 | 4 | undefined;
  readonly fixed: string | number | undefined;
  readonly expr: string | undefined;
}

/** An input: a place where a number stands that is 0 or not. */
export interface OriginalInput {
  readonly address: string | number | undefined;
  readonly count: number;
  readonly query: string | undefined;
}

export interface OriginalFile {
  /** 0 Modbus, 1 HTTP, 2 MQTT. */
  readonly rtype: 0 | 1 | 2;
  /** 1 meter, 2 inverter, 4 battery, 0 other. */
  readonly mtype: number;
  readonly name: string | undefined;
  readonly manufacturer: string | undefined;
  readonly devType: string | undefined;
  readonly modbusRead: 3 | 4;
  readonly maxRegisters: number | undefined;
  readonly allowGaps: boolean;
  readonly updateDelay: number | undefined;
  readonly rtu: Readonly<Record<string, unknown>>;
  readonly tcp: Readonly<Record<string, unknown>>;
  readonly variables: readonly OriginalVariable[];
  readonly inputs: readonly OriginalInput[];
  readonly outputs: readonly unknown[];
  readonly resets: readonly unknown[];
  /** Keys that nothing is known of. */
  readonly unknown: readonly string[];
}

const maxVariables = 200;
/** Keys that say nothing about values: how it is shown, and room for the original's own use. */
const needless = new Set(['reserved', 'ui_addr', 'delay_accumulated', 'comment', 'version_info']);
const known = new Set([
  ...['rtype', 'mtype', 'name', 'manufacturer', 'dev_type', 'modbus_read', 'modbus_read_max_registers'],
  ...['modbus_allow_gaps', 'upd_delay', 'rtu', 'tcp', 'inputs', 'outputs', 'resets', 'variables'],
]);

/** Reads a user-defined meter file of the original. Throws NetwachtError `badFile`. */
export function readOriginalFile(source: string): OriginalFile {
  const data = parseLooseJson(source);
  if (!isObject(data)) throw new NetwachtError('badFile', 'A meter file is one JSON object');
  const rtype = data.rtype ?? 0;
  if (rtype !== 0 && rtype !== 1 && rtype !== 2)
    throw new NetwachtError('badFile', 'rtype is 0 (Modbus), 1 (HTTP) or 2 (MQTT)', { path: 'rtype' });
  const own = Object.entries(data).filter(([key, value]) => !known.has(key) && !needless.has(key) && isObject(value));
  const entries = [...own, ...listed(data.variables)].slice(0, maxVariables);
  const taken = new Set(own.map(([key]) => key));
  return {
    ...{ rtype, mtype: numberOf(data.mtype) ?? 0 },
    ...{ name: textOf(data.name), manufacturer: textOf(data.manufacturer), devType: textOf(data.dev_type) },
    ...{ modbusRead: numberOf(data.modbus_read) === 4 ? 4 : 3, maxRegisters: numberOf(data.modbus_read_max_registers) },
    allowGaps: data.modbus_allow_gaps !== false && data.modbus_allow_gaps !== 0,
    updateDelay: numberOf(data.upd_delay),
    ...{ rtu: isObject(data.rtu) ? data.rtu : {}, tcp: isObject(data.tcp) ? data.tcp : {} },
    variables: entries.map(([name, value]) => variableOf(name, value)),
    inputs: arrayOf(data.inputs).filter(isObject).map(inputOf),
    ...{ outputs: arrayOf(data.outputs), resets: arrayOf(data.resets) },
    unknown: Object.keys(data).filter((key) => !known.has(key) && !needless.has(key) && !taken.has(key)),
  };
}

/** Variables in a list of their own, each with its name, or as members of an object. */
function listed(variables: unknown): [string, Record<string, unknown>][] {
  if (Array.isArray(variables))
    return variables.filter(isObject).flatMap((entry) => {
      const name = textOf(entry.name);
      return name === undefined ? [] : [[name, entry] as [string, Record<string, unknown>]];
    });
  return isObject(variables)
    ? Object.entries(variables).flatMap(([name, value]) => (isObject(value) ? [[name, value]] : []))
    : [];
}

function variableOf(name: string, value: unknown): OriginalVariable {
  const entry = isObject(value) ? value : {};
  const read = numberOf(entry.modbus_read);
  return {
    name: name.slice(0, 64),
    ...{ address: placeOf(entry.address), type: textOf(entry.type)?.toLowerCase() },
    ...{ resolution: numberOf(entry.resolution) ?? 1, query: textOf(entry.query), regex: textOf(entry.regex) },
    ...{ order: textOf(entry.order)?.toLowerCase(), length: numberOf(entry.length) },
    read: read === 3 || read === 4 ? read : undefined,
    ...{ fixed: textOf(entry.fixed) ?? numberOf(entry.fixed), expr: textOf(entry.expr) },
  };
}

const inputOf = (entry: Record<string, unknown>): OriginalInput => ({
  ...{ address: placeOf(entry.address), count: numberOf(entry.count) ?? 1, query: textOf(entry.query) },
});

/** A register as a number, in decimal or with 0x, also where it stands as a text; or a path, or a topic. */
function placeOf(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  return text !== undefined && /^(0[xX][0-9a-fA-F]{1,8}|\d{1,8})$/.test(text) ? Number(text) : text;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 2_000) : undefined;
const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};
const arrayOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 64) : []);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
