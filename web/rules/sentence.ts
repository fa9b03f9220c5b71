import type { Rule } from '../../firmware/api/shapes.ts';
import type { RuleWords } from '../words/rules/en.ts';
import { capital, duration, level, list, percent, power, price, type RuleSpeech } from './rule-speech.ts';

/** Where a rule stands, and what people call things that it names by their ids. */
export interface RulePlace {
  readonly of: 'chargePoint' | 'charge' | 'discharge';
  readonly deviceName?: (id: string) => string;
  readonly ruleName?: (id: string) => string;
  readonly setName?: (id: string) => string;
}

/** A rule as one sentence: when, what it does, and how long: "When the price is at most 10 ct/kWh: charge with 16 A, and look at no rule below." */
export function ruleSentence(speech: RuleSpeech, words: RuleWords, rule: Rule, place: RulePlace): string {
  const head = [...daysOf(words, rule.days), headOf(speech, words, rule, place)].join(', ');
  const said = [
    actionOf(speech, words, rule.then, place),
    ...(rule.surplus ? [words.surplusOnly] : []),
    ...(rule.holdS > 0 ? [words.holdsOn(duration(speech, rule.holdS))] : []),
    ...(rule.finish ? [words.finish] : []),
  ].join(', ');
  return `${capital(head)}: ${said}${rule.enabled ? '' : ` (${words.off})`}.`;
}

/** A formula as it was written, told apart from the words around it. */
const quoted = (formula: string): string => `“${formula}”`;

const week = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;

/** Nothing for a rule of every day; days that follow one another are a span: "Mon–Fri". */
function daysOf(words: RuleWords, days: Rule['days']): readonly string[] {
  const named = week.filter((day) => days.includes(day));
  if (named.length === week.length) return [];
  if (named.length === 0) return [words.noDay];
  const spans: (typeof named)[] = [];
  for (const day of named) {
    const last = spans.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && week.indexOf(before) + 1 === week.indexOf(day)) last.push(day);
    else spans.push([day]);
  }
  const texts = spans.flatMap((span) => {
    const [first, last] = [span[0], span.at(-1)];
    if (first === undefined || last === undefined) return [];
    return span.length > 2 ? [`${words.day[first]}–${words.day[last]}`] : span.map((day) => words.day[day]);
  });
  return [words.onDays(list(words, texts))];
}

function headOf(speech: RuleSpeech, words: RuleWords, { if: condition, not }: Rule, place: RulePlace): string {
  if (condition.kind === 'always') return not ? words.never : words.always;
  return words.when(conditionOf(speech, not ? words.isNot : words.is, words, condition, place));
}

function conditionOf(
  speech: RuleSpeech,
  is: RuleWords['is'],
  words: RuleWords,
  condition: Exclude<Rule['if'], { kind: 'always' }>,
  { of, deviceName = (id) => id }: RulePlace,
): string {
  switch (condition.kind) {
    case 'formula':
      return is.formula(quoted(condition.formula));
    case 'time':
      return is.time(condition.from, condition.to);
    case 'minutes':
      return is.minutes(quoted(condition.from), quoted(condition.to));
    case 'surplus':
    case 'solar':
    case 'import':
    case 'export':
      return is[condition.kind](power(speech, condition.atLeastW));
    case 'price':
      return is.price(price(speech, condition.atMostCt));
    case 'priceLevel':
      return is.priceLevel(level(words, condition.atMost));
    case 'soc': {
      const much = percent(speech, condition.atLeast);
      if (condition.device !== undefined) return is.socOf(much, deviceName(condition.device));
      return of === 'chargePoint' ? is.socOfCar(much) : is.socOfBattery(much);
    }
    case 'charging':
      return condition.atLeast === 1 ? is.chargingOne : is.charging(String(condition.atLeast));
    case 'input':
      return is.input(String(condition.number), deviceName(condition.device));
    case 'eco':
      return is.eco(duration(speech, condition.durationMin * 60), duration(speech, condition.maxDelayMin * 60));
  }
}

function actionOf(speech: RuleSpeech, words: RuleWords, action: Rule['then'], place: RulePlace): string {
  const { does, amount } = words;
  const { ruleName = (id) => id, setName = (id) => id } = place;
  switch (action.kind) {
    case 'set':
      if ('valueA' in action) return action.valueA === 0 ? does.pause : does.charge(speech.setting(action.valueA));
      if ('valueW' in action) return wattsOf(speech, words, action.valueW, place);
      return given(
        words,
        place,
        (place.of === 'chargePoint' ? amount.milliampere : amount.watt)(quoted(action.formula)),
      );
    case 'share':
      if (action.factor === 0) return given0(words, place);
      return given(
        words,
        place,
        action.factor === 1 ? amount.all[action.of] : amount.part[action.of](percent(speech, action.factor * 100)),
      );
    case 'variable':
      return does.variable(action.name, quoted(action.formula));
    case 'trigger':
      return (action.retrigger ? does.retrigger : does.trigger)(action.name, duration(speech, action.seconds));
    case 'and':
      return does.and;
    case 'or':
      return does.or;
    case 'goto':
      return does.goto(ruleName(action.rule));
    case 'parameter':
      return does.parameter(`param(${action.name})`, quoted(action.formula));
    case 'ruleSet':
      return does.ruleSet(setName(action.id));
  }
}

function wattsOf(speech: RuleSpeech, words: RuleWords, valueW: number, place: RulePlace): string {
  if (valueW < 0) return words.does.leaveAlone;
  return valueW === 0 ? given0(words, place) : given(words, place, power(speech, valueW));
}

function given({ does }: RuleWords, { of }: RulePlace, amount: string): string {
  if (of === 'chargePoint') return does.charge(amount);
  return of === 'charge' ? does.letCharge(amount) : does.letDischarge(amount);
}

function given0({ does }: RuleWords, { of }: RulePlace): string {
  if (of === 'chargePoint') return does.pause;
  return of === 'charge' ? does.noCharge : does.noDischarge;
}
