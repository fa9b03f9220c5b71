import type { RuleState } from '../../firmware/api/shapes.ts';
import type { RuleWords } from '../words/rules/en.ts';
import { clock, level, percent, power, price, type RuleSpeech } from './rule-speech.ts';

/** How a rule stands now and what that rests on, as one sentence: "Does not hold: the price is 24 ct/kWh." */
export function whySentence(speech: RuleSpeech, words: RuleWords, state: RuleState, now: string): string {
  return `${standing(speech, words, state, now)}: ${factOf(speech, words, state, now)}.`;
}

function standing(speech: RuleSpeech, { stands }: RuleWords, state: RuleState, now: string): string {
  const { condition, held, why } = state;
  if (why.code === 'off' || why.code === 'otherDay' || why.code === 'notReached') return stands.doesNot;
  if (held && why.until !== null) return stands.until(speech.time(why.until, now));
  if (condition === null) return stands.noValue;
  return condition ? stands.holds : stands.doesNot;
}

function factOf(speech: RuleSpeech, words: RuleWords, { why }: RuleState, now: string): string {
  const { fact, unknown } = words;
  const { code, value, start } = why;
  switch (code) {
    case 'off':
    case 'otherDay':
    case 'notReached':
    case 'always':
      return fact[code];
    case 'formula':
      return value === null ? unknown.formula : fact.formula(speech.short(value));
    case 'time':
    case 'minutes':
      return value === null ? unknown.clock : fact.clock(clock(value));
    case 'surplus':
    case 'solar':
    case 'import':
    case 'export':
      return value === null ? unknown[code] : fact[code](power(speech, value));
    case 'price':
      return value === null ? unknown.price : fact.price(price(speech, value));
    case 'priceLevel':
      return value === null ? unknown.priceLevel : fact.priceLevel(level(words, value));
    case 'soc':
      return value === null ? unknown.soc : fact.soc(percent(speech, value));
    case 'charging':
      return value === null ? unknown.charging : fact.charging(speech.short(value));
    case 'input':
      return value === null ? unknown.input : value > 0 ? fact.inputOn : fact.inputOff;
    case 'eco':
      return start === null ? fact.noCar : fact.eco(speech.time(start, now));
  }
}
