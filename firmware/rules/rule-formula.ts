import type { PhaseIndex } from '../domain/phases.ts';
import { compile } from '../formula/compile.ts';
import { deviceFields } from '../formula/fields.ts';
import type { RuleValues } from './values.ts';

/** What a list of rules belongs to, and where its formulas read. */
export interface RulePlace {
  /** Amperes per phase for a charge point, watts over all phases for a battery. */
  readonly kind: 'chargePoint' | 'battery';
  /** The device whose fields may stand without a prefix: `soc` is `E1.soc`. */
  readonly device: string;
  /** Keys of the site's variables: they come before fields of the device. */
  readonly variables: ReadonlySet<string>;
  readonly values: RuleValues;
}

/** A formula of a rule, ready to run; NaN = no value. Allocates nothing. */
export interface RuleFormula {
  readonly run: (phase: PhaseIndex) => number;
  /** It reads the current of "the" phase. */
  readonly perPhase: boolean;
}

/**
 * What formulas read of the walk itself. `lb_cur` is the value so far of the phase being looked at, `surplus_wanted` 1 once a
 * rule with `surplus` gave one.
 */
export const walkNames = {
  value: 'CM._rule_val',
  id: 'CM._rule_id',
  min: 'CM._rule_min',
  undercut: 'CM._undercut',
  current: 'lb_cur',
  wanted: 'surplus_wanted',
} as const;
const ofWalk: ReadonlySet<string> = new Set([walkNames.value, walkNames.id, walkNames.min, walkNames.undercut]);
/** Names that only walks write, beside parameters. */
export const isOfWalk = (name: string): boolean => ofWalk.has(name);
const zero = 'zero';
const currentSoFar = /^lb_cur(_l[123])?$/;

export const parameterName = (name: string): string => `param.${name.toLowerCase()}`;

/** Undefined for a text that is no formula: the check of the site refuses it, and a rule of it has no value. */
export function ruleFormula(text: string, place: RulePlace): RuleFormula | undefined {
  const { values } = place;
  const result = values.formulas.get(text) ?? compile(text);
  values.formulas.set(text, result);
  if (!result.ok) return undefined;
  const { names, evaluate } = result.formula;
  const slots = new Float64Array(names.length);
  const placesOn = (phase: PhaseIndex) => Int32Array.from(names, (name) => placeOf(name, phase, place));
  const places = [placesOn(0), placesOn(1), placesOn(2)] as const;
  return {
    perPhase: names.some((name) => fieldName(name, place).endsWith('.current')),
    run: (phase) => {
      const from = places[phase];
      for (let k = 0; k < slots.length; k += 1) slots[k] = values.get(from[k] as number);
      return evaluate(slots, values.prices) ?? Number.NaN;
    },
  };
}

/** `CM.soc` was written `soc`: the field of the own device, where the site has no such variable. */
function fieldName(name: string, { device, variables }: RulePlace): string {
  const key = name.startsWith('CM.') ? name.slice(3) : '';
  return deviceFields.has(key) && !variables.has(key) ? `${device}.${key}` : name;
}

/** Where a name of a formula is read, in the walk of one phase. */
export function placeOf(written: string, phase: PhaseIndex, place: RulePlace): number {
  const { values, device } = place;
  const name = fieldName(written, place);
  if (isOfWalk(name)) return values.own(name);
  if (name.startsWith('param.')) return values.own(parameterName(name.slice('param.'.length)));
  const point = name.indexOf('.');
  const field = name.slice(point + 1);
  if (name === `${device}.${walkNames.wanted}`) return values.own(walkNames.wanted);
  if (currentSoFar.test(field)) {
    const own = name.slice(0, point) === device;
    const found = values.own(own ? walkNames.current : zero);
    if (!own) values.set(found, 0);
    return found;
  }
  return name.endsWith('.current') ? values.place(name, phase) : values.place(name);
}
