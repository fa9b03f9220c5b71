import type { Rule } from '../../firmware/api/shapes.ts';
import { numberOf } from '../part/number-text.ts';
import type { RuleDraft, TextKey } from './rule-draft.ts';

/** What is missing or wrong in a field before the box is asked. */
export type DraftFault = 'missing' | 'number' | 'time' | 'tooLarge' | 'tooSmall';
export type DraftField = TextKey | 'holdS';
export type DraftFaults = Readonly<Partial<Record<DraftField, DraftFault>>>;

/** The rule that the fields say, or what is wrong with them. `battery`: amounts are W. */
export function ruleOf(draft: RuleDraft, battery: boolean): { readonly rule: Rule } | { readonly faults: DraftFaults } {
  const reader = new Reader(draft);
  const condition = conditionOf(draft, reader);
  const action = actionOf(draft, reader, battery);
  const holdS = draft.holdS.trim() === '' ? 0 : reader.numeric('holdS', draft.holdS, 0, 31_536_000);
  if (Object.keys(reader.faults).length > 0) return { faults: reader.faults };
  const { id, name, enabled, days, not, finish, surplus } = draft;
  return {
    rule: {
      // biome-ignore lint/suspicious/noThenProperty: the site document calls it so.
      ...{ id, enabled, not, holdS, finish, surplus, days: [...days], if: condition, then: action },
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    },
  };
}

/** Reads fields and notes what is wrong with them. */
class Reader {
  readonly #draft: RuleDraft;
  readonly faults: Partial<Record<DraftField, DraftFault>> = {};

  constructor(draft: RuleDraft) {
    this.#draft = draft;
  }

  text(key: TextKey): string {
    const text = this.#draft.text[key].trim();
    if (text === '') this.faults[key] = 'missing';
    return text;
  }

  number(key: TextKey, least: number, most: number): number {
    return this.numeric(key, this.text(key), least, most);
  }

  numeric(key: DraftField, text: string, least: number, most: number): number {
    if (text === '') return 0;
    const value = numberOf(text);
    if (value === undefined) this.faults[key] = 'number';
    else if (value < least) this.faults[key] = 'tooSmall';
    else if (value > most) this.faults[key] = 'tooLarge';
    return value ?? 0;
  }

  time(key: TextKey): string {
    const text = this.text(key);
    if (text !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) this.faults[key] = 'time';
    return text;
  }
}

function conditionOf({ condition: kind, text }: RuleDraft, read: Reader): Rule['if'] {
  switch (kind) {
    case 'always':
      return { kind };
    case 'formula':
      return { kind, formula: read.text('ifFormula') };
    case 'time':
      return { kind, from: read.time('from'), to: read.time('to') };
    case 'minutes':
      return { kind, from: read.text('minutesFrom'), to: read.text('minutesTo') };
    case 'surplus':
    case 'solar':
    case 'import':
    case 'export':
      return { kind, atLeastW: read.number('atLeastW', 0, 10_000_000) };
    case 'price':
      return { kind, atMostCt: read.number('atMostCt', -10_000, 10_000) };
    case 'priceLevel':
      return { kind, atMost: read.number('level', -10, 10) };
    case 'soc':
      return {
        ...{ kind, atLeast: read.number('soc', 0, 100) },
        ...(text.socDevice === '' ? {} : { device: text.socDevice }),
      };
    case 'charging':
      return { kind, atLeast: read.number('cars', 0, 10_000) };
    case 'input':
      return { kind, device: read.text('inputDevice'), number: read.number('inputNumber', 1, 32) };
    case 'eco':
      return {
        kind,
        durationMin: Math.round(read.number('ecoHours', 1 / 60, 48) * 60),
        maxDelayMin: Math.round(read.number('ecoDelayHours', 0, 48) * 60),
      };
  }
}

function actionOf(draft: RuleDraft, read: Reader, battery: boolean): Rule['then'] {
  const { action: kind, retrigger } = draft;
  switch (kind) {
    case 'fixed':
      return battery
        ? { kind: 'set', valueW: read.number('amount', -1, 10_000_000) }
        : { kind: 'set', valueA: read.number('amount', 0, 10_000) };
    case 'computed':
      return { kind: 'set', formula: read.text('amountFormula') };
    case 'share': {
      const of = read.text('of') as Extract<Rule['then'], { kind: 'share' }>['of'];
      return { kind, of, factor: read.number('percent', 0, 1000) / 100 };
    }
    case 'variable':
      return { kind, name: read.text('variable'), formula: read.text('variableFormula') };
    case 'trigger':
      return { kind, name: read.text('triggerName'), seconds: read.number('triggerS', 0, 31_536_000), retrigger };
    case 'and':
    case 'or':
      return { kind };
    case 'goto':
      return { kind, rule: read.text('jump') };
    case 'parameter':
      return { kind, name: read.text('parameter'), formula: read.text('parameterFormula') };
    case 'ruleSet':
      return { kind, id: read.text('set') };
  }
}

/** Which field of the form a place in the rule is about, as the box names it: `then.formula`. */
export function fieldOf(draft: RuleDraft, place: string): DraftField | undefined {
  if (place === 'holdS') return 'holdS';
  const [part, key = ''] = place.split('.');
  if (part === 'if') return conditionFields[`${draft.condition}.${key}`] ?? conditionFields[key];
  if (part === 'then') return actionFields[`${draft.action}.${key}`] ?? actionFields[draft.action];
  return undefined;
}

const conditionFields: Readonly<Record<string, TextKey>> = {
  ...{ formula: 'ifFormula', from: 'from', to: 'to', 'minutes.from': 'minutesFrom', 'minutes.to': 'minutesTo' },
  ...{ atLeastW: 'atLeastW', atMostCt: 'atMostCt', atMost: 'level', 'soc.atLeast': 'soc', 'soc.device': 'socDevice' },
  ...{ 'charging.atLeast': 'cars', 'input.device': 'inputDevice', 'input.number': 'inputNumber' },
  ...{ durationMin: 'ecoHours', maxDelayMin: 'ecoDelayHours' },
};

/** With the kind alone: the field that an action is about most. */
const actionFields: Readonly<Record<string, TextKey>> = {
  ...{ fixed: 'amount', computed: 'amountFormula', share: 'percent', 'share.of': 'of' },
  ...{ variable: 'variable', 'variable.formula': 'variableFormula', trigger: 'triggerName' },
  ...{ 'trigger.seconds': 'triggerS', goto: 'jump', ruleSet: 'set' },
  ...{ parameter: 'parameter', 'parameter.formula': 'parameterFormula' },
};
