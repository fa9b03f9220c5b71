import type { RuleWords } from '../words/rules/en.ts';

/** How one language writes what rules name; a part of `Speech` fits. */
export interface RuleSpeech {
  readonly language: string;
  /** A configured number, no decimals it does not need. */
  short(value: number): string;
  /** "16 A". */
  setting(valueA: number): string;
  /** "22.0 kW" without its sign. */
  kilowatt(powerW: number): string;
  /** "12:04", with the day when it is not the day of `now`. */
  time(at: string, now: string): string;
}

/** "1.5 kW", "-0.3 kW". */
export const power = (speech: RuleSpeech, powerW: number): string =>
  `${powerW < 0 ? '-' : ''}${speech.kilowatt(powerW)}`;

export const price = (speech: RuleSpeech, ct: number): string => `${speech.short(ct)}\u00a0ct/kWh`;

export const percent = (speech: RuleSpeech, value: number): string => `${speech.short(value)}\u00a0%`;

/** "90 s", "5 min", "2 h". */
export function duration(speech: RuleSpeech, seconds: number): string {
  if (seconds < 120) return `${speech.short(seconds)}\u00a0s`;
  if (seconds < 7200) return `${speech.short(seconds / 60)}\u00a0min`;
  return `${speech.short(seconds / 3600)}\u00a0h`;
}

/** Minutes of the day as a clock shows them. */
export function clock(minutes: number): string {
  const whole = Math.floor(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 60) % 24)}:${two(whole % 60)}`;
}

const levels = {
  '-2': 'veryExpensive',
  '-3': 'expensive',
  '-4': 'normal',
  '-5': 'cheap',
  '-6': 'veryCheap',
} as const;

export function level({ level: words }: RuleWords, value: number): string {
  const key = levels[String(value) as keyof typeof levels];
  return key === undefined ? words.other(String(value)) : words[key];
}

/** "Mon, Tue and Wed". */
export function list(words: RuleWords, items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${words.and} ${last}`;
}

/** The first letter large, where it is one. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
