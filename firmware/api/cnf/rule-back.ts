import { isDeepStrictEqual } from 'node:util';
import { NetwachtError } from '../../domain/errors.ts';
import { everyDay } from '../../domain/site/primitives.ts';
import type { Rule } from '../../domain/site/rules.ts';
import { isObject, type JsonObject } from './json-object.ts';
import { actionType, conditionType, ruleFlag, ruleShape } from './rule-shape.ts';
import { booleanValue, numberOrFormula, numberValue, textValue } from './values.ts';

const minutesPerDay = 1440;
const knownFlags = ruleFlag.always | ruleFlag.finish;

/** The rules of a device before a call: with their defaults, and as the document has them. */
export interface RulesBefore {
  readonly rules: readonly Rule[];
  readonly raw: readonly unknown[];
}

/**
 * Rules as a client sends them, as rules of the site document. One that is still as it was shown stays as it stands there; of one
 * that was changed, what is the same stays. What is not understood is refused with its place, never guessed: a rule that is
 * taken for another could let a car draw. Code: `badRule` (400).
 */
export function rulesBack(given: unknown, before: RulesBefore): readonly unknown[] {
  if (!Array.isArray(given) || given.length > 100)
    throw new NetwachtError('badRule', 'A rule set is a list of at most 100 rules');
  const ids = new Set(before.rules.map(({ id }) => id));
  const used = new Set<number>();
  return given.map((rule: unknown, place) => {
    try {
      return ruleBack(rule, { ...before, ids, used });
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      const path = `crule_set.rule_set[""][${place}]`;
      throw new NetwachtError('badRule', `${path}: ${error.message}`, { path, cause: error });
    }
  });
}

function ruleBack(
  given: unknown,
  { rules, raw, ids, used }: RulesBefore & { readonly ids: Set<string>; readonly used: Set<number> },
): unknown {
  if (!isObject(given)) throw new NetwachtError('badRule', 'a rule is an object');
  const index = typeof given.id === 'number' ? given.id - 1 : -1;
  const base = used.has(index) ? undefined : rules[index];
  if (base === undefined) {
    const fresh = freshId(ids);
    return { id: fresh, ...headOf(given), if: conditionBack(given), ...withAction(given) };
  }
  used.add(index);
  const shown: JsonObject = { ...ruleShape(base, index) };
  if (Object.entries(given).every(([key, value]) => isDeepStrictEqual(value, shown[key]))) return raw[index];
  const whole = { ...shown, ...given };
  const same = (...keys: string[]) => keys.every((key) => isDeepStrictEqual(whole[key], shown[key]));
  return {
    ...base,
    ...headOf(whole),
    ...(same('ctype', 'cexpr', 'time', 'dur') ? {} : { if: conditionBack(whole), not: false }),
    ...(same('atype', 'aexpr') ? {} : withAction(whole)),
  };
}

/** The site document calls it so. */
// biome-ignore lint/suspicious/noThenProperty: a rule is never awaited, and its key is fixed by the document
const withAction = (given: JsonObject): JsonObject => ({ then: actionBack(given) });

/** What is beside condition and action. */
function headOf({ cmt, days = 127, udur = 0, flags = 0, ena = true }: JsonObject): JsonObject {
  const name = cmt === undefined ? '' : textValue('cmt', cmt, 80);
  const dayBits = numberValue('days', days, { min: 0, max: 127 });
  const flagBits = numberValue('flags', flags, { min: 0, max: 65_535 });
  if ((flagBits & ~knownFlags) !== 0) throw new NetwachtError('badRule', `flags ${flagBits} is not understood`);
  return {
    ...(name === '' ? {} : { name }),
    days: everyDay.filter((_, bit) => (dayBits & (1 << bit)) !== 0),
    holdS: numberValue('udur', udur, { min: 0, max: 31_536_000 }),
    enabled: booleanValue('ena', ena),
    finish: (flagBits & ruleFlag.finish) !== 0,
  };
}

function conditionBack({ ctype, cexpr = '', time = 0, dur = minutesPerDay }: JsonObject): JsonObject {
  const from = numberValue('time', time, { min: 0, max: minutesPerDay - 1 });
  const minutes = numberValue('dur', dur, { min: 0, max: minutesPerDay });
  if (ctype === conditionType.time) {
    if (minutes === 0) throw new NetwachtError('badRule', 'a window of 0 minutes never holds');
    if (minutes === minutesPerDay) return { kind: 'always' };
    return { kind: 'time', from: clockText(from), to: clockText((from + minutes) % minutesPerDay) };
  }
  if (ctype !== conditionType.formula) throw new NetwachtError('badRule', `ctype ${String(ctype)} is not understood`);
  if (from !== 0 || (minutes !== 0 && minutes !== minutesPerDay))
    throw new NetwachtError('badRule', 'a formula together with a time window is not understood');
  return { kind: 'formula', formula: textValue('cexpr', String(cexpr), 1000) };
}

function actionBack({ atype, aexpr = 0 }: JsonObject): JsonObject {
  switch (atype) {
    case actionType.set: {
      const value = numberOrFormula('aexpr', aexpr, { min: 0, max: 10_000_000 });
      return typeof value === 'number' ? { kind: 'set', valueA: value / 1000 } : { kind: 'set', formula: value };
    }
    case actionType.and:
      return { kind: 'and' };
    case actionType.or:
      return { kind: 'or' };
    case actionType.surplus:
      return share('surplus', aexpr);
    case actionType.solar:
      return share('solar', aexpr);
    case actionType.import:
      return share('import', aexpr);
    case actionType.export:
      return share('export', aexpr);
    case actionType.variable:
      return { kind: 'variable', ...named(aexpr, 'formula') };
    case actionType.parameter:
      return { kind: 'parameter', ...named(aexpr, 'formula') };
    case actionType.trigger:
    case actionType.retrigger: {
      const { name, seconds } = named(aexpr, 'seconds');
      const lasts = numberValue('aexpr', seconds, { min: 0, max: 31_536_000 });
      return { kind: 'trigger', name, seconds: lasts, retrigger: atype === actionType.retrigger };
    }
    case actionType.goto:
      return { kind: 'goto', rule: textValue('aexpr', aexpr, 32) };
    case actionType.ruleSet:
      return { kind: 'ruleSet', id: textValue('aexpr', aexpr, 32) };
    default:
      throw new NetwachtError('badRule', `atype ${String(atype)} is not understood`);
  }
}

const share = (of: string, factor: unknown): JsonObject => ({
  kind: 'share',
  of,
  factor: numberValue('aexpr', factor, { min: 0, max: 10 }),
});

/** `name = formula`. */
function named<K extends string>(aexpr: unknown, key: K): { readonly name: string } & Record<K, string> {
  const [, name, rest] = /^\s*([A-Za-z0-9_.]{1,64})\s*=([^=].*)$/s.exec(textValue('aexpr', aexpr, 1100)) ?? [];
  if (name === undefined || rest === undefined) throw new NetwachtError('badRule', 'aexpr is "name = formula"');
  return { name, [key]: rest.trim() } as { readonly name: string } & Record<K, string>;
}

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(Math.floor(minute % 60)).padStart(2, '0')}`;

function freshId(ids: Set<string>): string {
  let number = ids.size + 1;
  while (ids.has(`rule-${number}`)) number += 1;
  ids.add(`rule-${number}`);
  return `rule-${number}`;
}
