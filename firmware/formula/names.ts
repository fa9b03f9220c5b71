import { variableKey, variableNameFault } from '../domain/variable.ts';
import {
  builtInVariables,
  controllerFields,
  dateFields,
  deviceFields,
  isInputField,
  olderSiteMeters,
  siteMeterFields,
  siteMeters,
} from './fields.ts';
import { functions } from './functions.ts';

export type NameResult =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly message: string };

const known = (name: string): NameResult => ({ ok: true, name });
const unknown = (message: string): NameResult => ({ ok: false, message });

/**
 * The one spelling of a name, whatever the letter case it was written in: `AVAIL`, `cm.Avail` and `CM.AVAIL` are
 * `CM.avail`; `m1.Current_L1` is `M1.current_l1`. Not ok with a sentence when no formula could ever read it.
 */
export function canonicalName(spelled: string): NameResult {
  const parts = spelled.toLowerCase().split('.');
  const [prefix = '', field = '', subfield = ''] = parts;
  if (parts.length === 1) return bareName(spelled, prefix);
  if (prefix === 'gm') return siteMeterName(spelled, field, subfield, parts.length);
  if (parts.length > 2) return unknown(`"${short(spelled)}" has too many parts`);
  if (prefix === 'cm') return variableName(spelled.slice(spelled.indexOf('.') + 1));
  if (prefix === 'date') return fieldName('date', field, dateFields.has(field));
  if (prefix === 'pb') return fieldName('PB', field, controllerFields.has(field));
  if (/^[mev]\d+$/.test(prefix))
    return fieldName(prefix.toUpperCase(), field, deviceFields.has(field) || isInputField(field));
  return unknown(
    `"${short(spelled)}" is not known: before the point stands a device such as M1 or E1, or CM, GM, PB or date`,
  );
}

function bareName(spelled: string, lower: string): NameResult {
  if (/^[mev]\d+$/.test(lower) || lower === 'date' || lower === 'pb' || lower === 'gm' || lower === 'cm')
    return unknown(`"${short(spelled)}" needs a point and what to read of it, such as ${exampleOf(lower)}`);
  if (functions.has(lower)) return unknown(`"${spelled}" is a function and needs its values in parentheses`);
  return variableName(spelled);
}

function variableName(spelled: string): NameResult {
  const key = variableKey(spelled);
  if (builtInVariables.has(key)) return known(`CM.${key}`);
  const fault = variableNameFault(spelled);
  if (fault === undefined) return known(`CM.${key}`);
  return unknown(spelled.startsWith('_') ? `"${short(spelled)}" is not one of the built-in variables` : fault);
}

function siteMeterName(spelled: string, meter: string, field: string, parts: number): NameResult {
  const name = olderSiteMeters.get(meter) ?? meter;
  if (!siteMeters.has(name))
    return unknown(`"${short(spelled)}" is not known: GM has ${[...siteMeters.keys()].join(', ')}`);
  if (parts !== 3 || !siteMeterFields.has(field))
    return unknown(`"${short(spelled)}" needs what to read, such as GM.${name}.power_w or GM.${name}.current_l1`);
  return known(`GM.${name}.${field}`);
}

function fieldName(prefix: string, field: string, exists: boolean): NameResult {
  return exists ? known(`${prefix}.${field}`) : unknown(`"${prefix}" has nothing called "${short(field)}"`);
}

function exampleOf(prefix: string): string {
  if (prefix === 'date') return 'date.hour';
  if (prefix === 'pb') return 'PB.input1';
  if (prefix === 'gm') return 'GM.grid_demand.power_w';
  if (prefix === 'cm') return 'CM.AVAIL';
  return `${prefix.toUpperCase().slice(0, 8)}.${prefix.startsWith('v') ? 'soc' : 'power_w'}`;
}

const short = (text: string): string => (text.length > 64 ? `${text.slice(0, 64)}…` : text);
