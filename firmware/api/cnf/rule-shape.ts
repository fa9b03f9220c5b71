import type { Rule } from '../../domain/site/rules.ts';

/** A charging rule as the original writes it. */
export interface OriginalRule {
  readonly cmt: string;
  /** Bit 0 = Monday. */
  readonly days: number;
  readonly ctype: number;
  readonly cexpr: string;
  readonly atype: number;
  /** mA, W or a factor, or a formula. */
  readonly aexpr: number | string;
  /** Minute of the day, and minutes. */
  readonly time: number;
  readonly dur: number;
  /** Seconds it holds on. */
  readonly udur: number;
  readonly flags: number;
  readonly ena: boolean;
  readonly id: number;
}

/** The two types of condition that are known: a time window, and a formula that is over 0. Every other is shown as a formula. */
export const conditionType = { time: 0, formula: 50 } as const;
/** The action codes of the vendor's log; 23 is ours. */
export const actionType = {
  ...{ set: 0, and: 1, or: 2, variable: 3, goto: 5, trigger: 7, retrigger: 8 },
  ...{ surplus: 10, solar: 11, import: 12, export: 13, parameter: 22, ruleSet: 23 },
} as const;
/** Of every rule of this engine, and of one that ends the walk. */
export const ruleFlag = { always: 16, finish: 2 } as const;

const weekdays = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;
const minutesPerDay = 1440;

/** `index`: its place in the list; the original numbers from 1, 0 is a new one. */
export function ruleShape(rule: Rule, index: number): OriginalRule {
  return {
    cmt: rule.name ?? rule.id,
    days: rule.days.reduce((bits, day) => bits | (1 << weekdays.indexOf(day)), 0),
    ...conditionOf(rule),
    ...actionOf(rule.then),
    udur: rule.holdS,
    flags: ruleFlag.always | (rule.finish ? ruleFlag.finish : 0),
    ena: rule.enabled,
    id: index + 1,
  };
}

function conditionOf({ if: condition, not }: Rule): Pick<OriginalRule, 'ctype' | 'cexpr' | 'time' | 'dur'> {
  const whole = { time: 0, dur: minutesPerDay };
  if (condition.kind === 'always' && !not) return { ctype: conditionType.time, cexpr: '', ...whole };
  if (condition.kind === 'time' && !not) {
    const [from, to] = [minuteOf(condition.from), minuteOf(condition.to)];
    const dur = (to - from + minutesPerDay) % minutesPerDay || minutesPerDay;
    return { ctype: conditionType.time, cexpr: '', time: from, dur };
  }
  const text = conditionText(condition);
  return { ctype: conditionType.formula, cexpr: not ? `!(${text})` : text, ...whole };
}

/** To be read by a person; where it is no formula of ours, it says in short what the rule asks. */
function conditionText(condition: Rule['if']): string {
  if (condition.kind === 'formula') return condition.formula;
  const { kind, ...values } = condition;
  return `${kind}(${Object.values(values).join(', ')})`;
}

function actionOf(action: Rule['then']): Pick<OriginalRule, 'atype' | 'aexpr'> {
  switch (action.kind) {
    case 'set':
      return { atype: actionType.set, aexpr: setValue(action) };
    case 'share':
      return { atype: actionType[action.of], aexpr: action.factor };
    case 'variable':
    case 'parameter':
      return { atype: actionType[action.kind], aexpr: `${action.name} = ${action.formula}` };
    case 'trigger':
      return {
        atype: action.retrigger ? actionType.retrigger : actionType.trigger,
        aexpr: `${action.name} = ${action.seconds}`,
      };
    case 'goto':
      return { atype: actionType.goto, aexpr: action.rule };
    case 'ruleSet':
      return { atype: actionType.ruleSet, aexpr: action.id };
    default:
      return { atype: actionType[action.kind], aexpr: 0 };
  }
}

function setValue(action: Extract<Rule['then'], { kind: 'set' }>): number | string {
  if ('valueA' in action) return Math.round(action.valueA * 1000);
  return 'valueW' in action ? action.valueW : action.formula;
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
