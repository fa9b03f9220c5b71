import type { Rule } from '../../firmware/api/shapes.ts';
import { textOf } from '../part/number-text.ts';
import type { Weekday } from './whole-rule.ts';

export type ConditionKind = Rule['if']['kind'];
/** A current or a power is told apart from a formula. */
export type ActionKind = Exclude<Rule['then']['kind'], 'set'> | 'fixed' | 'computed';

/** What stands in the fields of a rule's form, as it was typed. */
export interface RuleDraft {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly days: readonly Weekday[];
  readonly condition: ConditionKind;
  readonly not: boolean;
  readonly action: ActionKind;
  readonly holdS: string;
  readonly finish: boolean;
  readonly surplus: boolean;
  readonly retrigger: boolean;
  readonly text: Readonly<Record<TextKey, string>>;
}

/** Fields that are typed or chosen; a field that the kind does not have keeps what it was given. */
export const textKeys = [
  ...['ifFormula', 'from', 'to', 'minutesFrom', 'minutesTo', 'atLeastW', 'atMostCt', 'level', 'soc', 'socDevice'],
  ...['cars', 'inputDevice', 'inputNumber', 'ecoHours', 'ecoDelayHours'],
  ...['amount', 'amountFormula', 'of', 'percent', 'variable', 'variableFormula', 'triggerName', 'triggerS'],
  ...['jump', 'parameter', 'parameterFormula', 'set'],
] as const;
export type TextKey = (typeof textKeys)[number];

const usual: Partial<Record<TextKey, string>> = {
  ...{ from: '22:00', to: '06:00', atLeastW: '1500', level: '-5', soc: '80', cars: '1', inputNumber: '1' },
  ...{ ecoHours: '2', ecoDelayHours: '12', of: 'surplus', percent: '100', triggerS: '60' },
};

/** The fields for a rule that is there. `amount`: what a new rule gives, A or W. */
export function draftOf(rule: Rule, language: string, amount: string): RuleDraft {
  const number = (value: number) => textOf(value, language);
  const text = Object.fromEntries(textKeys.map((key) => [key, usual[key] ?? ''])) as Record<TextKey, string>;
  text.amount = amount;
  Object.assign(text, conditionTexts(rule.if, number), actionTexts(rule.then, number));
  const { id, name = '', enabled, days, not, holdS, finish, surplus } = rule;
  return {
    ...{ id, name, enabled, days, not, finish, surplus, text },
    ...{ condition: rule.if.kind, action: actionKind(rule.then) },
    holdS: holdS === 0 ? '' : number(holdS),
    retrigger: rule.then.kind === 'trigger' && rule.then.retrigger,
  };
}

function actionKind(then: Rule['then']): ActionKind {
  if (then.kind !== 'set') return then.kind;
  return 'formula' in then ? 'computed' : 'fixed';
}

type Texts = Partial<Record<TextKey, string>>;

function conditionTexts(condition: Rule['if'], number: (value: number) => string): Texts {
  switch (condition.kind) {
    case 'always':
      return {};
    case 'formula':
      return { ifFormula: condition.formula };
    case 'time':
      return { from: condition.from, to: condition.to };
    case 'minutes':
      return { minutesFrom: condition.from, minutesTo: condition.to };
    case 'surplus':
    case 'solar':
    case 'import':
    case 'export':
      return { atLeastW: number(condition.atLeastW) };
    case 'price':
      return { atMostCt: number(condition.atMostCt) };
    case 'priceLevel':
      return { level: String(condition.atMost) };
    case 'soc':
      return { soc: number(condition.atLeast), socDevice: condition.device ?? '' };
    case 'charging':
      return { cars: number(condition.atLeast) };
    case 'input':
      return { inputDevice: condition.device, inputNumber: number(condition.number) };
    case 'eco':
      return { ecoHours: number(condition.durationMin / 60), ecoDelayHours: number(condition.maxDelayMin / 60) };
  }
}

function actionTexts(then: Rule['then'], number: (value: number) => string): Texts {
  switch (then.kind) {
    case 'set':
      if ('formula' in then) return { amountFormula: then.formula };
      return { amount: number('valueA' in then ? then.valueA : then.valueW) };
    case 'share':
      return { of: then.of, percent: number(then.factor * 100) };
    case 'variable':
      return { variable: then.name, variableFormula: then.formula };
    case 'trigger':
      return { triggerName: then.name, triggerS: number(then.seconds) };
    case 'goto':
      return { jump: then.rule };
    case 'parameter':
      return { parameter: then.name, parameterFormula: then.formula };
    case 'ruleSet':
      return { set: then.id };
    default:
      return {};
  }
}
