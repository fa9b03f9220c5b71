/** What a card does when it is shown: one word, or a word and what it needs (decision 057). */
export type TagFunction =
  /** Lets the car charge until it is unplugged. */
  | { readonly kind: 'authorise' }
  /** Shown again, the card pauses charging and lets it go on. */
  | { readonly kind: 'toggleCharging' }
  /** Switches the rules of the user off and on again. */
  | { readonly kind: 'toggleUserRules' }
  /** Shown again, the card ends what it began. */
  | { readonly kind: 'end' }
  | { readonly kind: 'ruleSet'; readonly id: string }
  /** Ceiling, mA per phase; undefined takes an earlier one away. */
  | { readonly kind: 'current'; readonly maxMa: number | undefined }
  | { readonly kind: 'phases'; readonly phases: 1 | 3 | 'auto' }
  | { readonly kind: 'priority'; readonly priority: number }
  | { readonly kind: 'budget'; readonly operation: BudgetOperation }
  | { readonly kind: 'variable'; readonly name: string; readonly value: number }
  | { readonly kind: 'output'; readonly id: string }
  /** Acts by itself when a car is plugged in and nothing else was shown. */
  | { readonly kind: 'auto' }
  /** The page shows the card as a button. */
  | { readonly kind: 'button'; readonly colour: (typeof buttonColours)[number] };

export type BudgetOperation =
  | { readonly kind: 'set'; readonly budget: Budget }
  | { readonly kind: 'topUp'; readonly unit: Budget['unit']; readonly amount: number }
  /** Takes top-ups away. */
  | { readonly kind: 'delete' }
  /** What was used so far no longer counts. */
  | { readonly kind: 'clear' };

/** So much energy or charging time in each period; `once` never begins anew. */
export interface Budget {
  readonly unit: 'kWh' | 'min';
  readonly amount: number;
  readonly period: BudgetPeriod;
}

export const budgetPeriods = ['day', 'week', 'month', 'year', 'session', 'once'] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

export const buttonColours = ['gray', 'green', 'yellow', 'red'] as const;

/** How each function is written, for the sentence that refuses another. */
export const functionForms =
  'authorise, toggleCharging, toggleUserRules, end, ruleSet:ID, current:AMPERES|none, phases:1|3|auto, priority:0..100, ' +
  'budget:10kWh/month|+10kWh|delete|clear, variable:NAME=NUMBER, output:ID, auto, button[:gray|green|yellow|red]';

const amount = '\\d{1,6}(?:\\.\\d{1,3})?';
const topUp = new RegExp(`^\\+(${amount})(kWh|min)$`);
const set = new RegExp(`^(${amount})(kWh|min)/(${budgetPeriods.join('|')})$`);
const bare = ['authorise', 'toggleCharging', 'toggleUserRules', 'end', 'auto'] as const;

/** Reads one function; undefined for a text that is none. Whether what it names exists is not looked at. */
export function tagFunction(text: string): TagFunction | undefined {
  const word = bare.find((kind) => kind === text);
  if (word !== undefined) return { kind: word };
  if (text === 'button') return { kind: 'button', colour: 'gray' };
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : withValue(text.slice(0, colon), text.slice(colon + 1));
}

function withValue(kind: string, value: string): TagFunction | undefined {
  switch (kind) {
    case 'ruleSet':
    case 'output':
      return /^[A-Za-z0-9_-]{1,24}$/.test(value) ? { kind, id: value } : undefined;
    case 'current':
      return currentOf(value);
    case 'phases':
      if (value === '1' || value === '3') return { kind, phases: value === '1' ? 1 : 3 };
      return value === 'auto' ? { kind, phases: 'auto' } : undefined;
    case 'priority':
      return /^(\d{1,2}|100)$/.test(value) ? { kind, priority: Number(value) } : undefined;
    case 'budget': {
      const operation = operationOf(value);
      return operation && { kind, operation };
    }
    case 'variable': {
      const [, name, number] = /^([A-Za-z][A-Za-z0-9_]*)=(-?\d+(?:\.\d+)?)$/.exec(value) ?? [];
      return name === undefined ? undefined : { kind, name, value: Number(number) };
    }
    case 'button': {
      const colour = buttonColours.find((each) => each === value);
      return colour && { kind, colour };
    }
    default:
      return undefined;
  }
}

/** 0 pauses; what lies between it and 6 A is no current that a car takes. */
function currentOf(value: string): TagFunction | undefined {
  if (value === 'none') return { kind: 'current', maxMa: undefined };
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(value)) return undefined;
  const maxMa = Math.round(Number(value) * 1000);
  return maxMa === 0 || maxMa >= 6000 ? { kind: 'current', maxMa } : undefined;
}

function operationOf(value: string): BudgetOperation | undefined {
  if (value === 'delete' || value === 'clear') return { kind: value };
  const more = topUp.exec(value);
  if (more !== null) return { kind: 'topUp', amount: Number(more[1]), unit: more[2] === 'min' ? 'min' : 'kWh' };
  const [, number, unit, name] = set.exec(value) ?? [];
  const period = budgetPeriods.find((each) => each === name);
  if (number === undefined || period === undefined) return undefined;
  return { kind: 'set', budget: { amount: Number(number), unit: unit === 'min' ? 'min' : 'kWh', period } };
}
