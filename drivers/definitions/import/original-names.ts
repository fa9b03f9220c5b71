import type { registerUnits } from '../register-schema.ts';
import type { OriginalVariable } from './original-file.ts';

/** A variable of the original as a quantity of ours: the unit that ours stands in, and the factor from the original's. */
export interface NamedVariable {
  readonly variable: OriginalVariable;
  readonly quantity: string;
  readonly unit: (typeof registerUnits)[number];
  readonly factor: number;
}

type Row = readonly [RegExp, string, NamedVariable['unit'], number];

/** The original gives V, mA, W or VA, Wh and %. */
const rows: readonly Row[] = [
  [/^voltage_l([123])$/, 'voltage_l$1', 'V', 1],
  [/^current_l([123])$/, 'current_l$1', 'A', 0.001],
  [/^power_w$/, 'power', 'W', 1],
  [/^power_w_l([123])$/, 'power_l$1', 'W', 1],
  [/^power_va$/, 'apparent_power', 'VA', 1],
  [/^power_va_l([123])$/, 'apparent_power_l$1', 'VA', 1],
  [/^power_var$/, 'reactive_power', 'var', 1],
  [/^power_var_l([123])$/, 'reactive_power_l$1', 'var', 1],
  [/^(import|export)_wh$/, 'energy_$1', 'Wh', 1],
  [/^soc$/, 'soc', '%', 1],
];
/** Names that say what a product is. */
const about = /^(type_designation|version|firmware_version|serial)$/;

/** Whether it says something about the product and is no measurement. */
export const isAbout = (name: string): boolean => about.test(name);

/** Names a variable; `undefined` for one that no quantity can be called after. */
export function nameOf(variable: OriginalVariable): NamedVariable | undefined {
  const name = variable.name.replace(/^\*/, '');
  for (const [pattern, quantity, unit, factor] of rows)
    if (pattern.test(name)) return { variable, quantity: name.replace(pattern, quantity), unit, factor };
  return /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name) ? { variable, quantity: name, unit: '', factor: 1 } : undefined;
}

/**
 * A product with one phase calls its values current, voltage, power; apparent power stands in where there is no active one.
 * `missing`: quantities of two phases out of three, which mean nothing.
 */
export function settled(named: readonly NamedVariable[]): {
  readonly kept: readonly NamedVariable[];
  readonly missing: readonly NamedVariable[];
} {
  const has = (quantity: string) => named.some((one) => one.quantity === quantity);
  const kept: NamedVariable[] = [];
  const missing: NamedVariable[] = [];
  for (const one of named) {
    const [, kind = '', phase] = /^(voltage|current|power)_l([123])$/.exec(one.quantity) ?? [];
    const phases = ['1', '2', '3'].filter((k) => kind !== '' && has(`${kind}_l${k}`));
    if (kind === '' || phases.length === 3) kept.push(stoodIn(one, has));
    else if (phases.length === 1 && phase === '1' && !has(kind)) kept.push({ ...one, quantity: kind });
    else missing.push(one);
  }
  return { kept, missing };
}

/** Signed apparent power per phase tells the direction of a phase as active power does. */
function stoodIn(one: NamedVariable, has: (quantity: string) => boolean): NamedVariable {
  const [, active = '', phase] = /^apparent_(power(?:_l([123]))?)$/.exec(one.quantity) ?? [];
  const isWhole = phase === undefined || ['1', '2', '3'].every((k) => has(`apparent_power_l${k}`));
  const isFree = !has('power_l1') && (phase !== undefined || !has('power'));
  return active !== '' && isWhole && isFree ? { ...one, quantity: active } : one;
}
