import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { browserZone, knownZone, sameDay } from '../time/calendar.ts';
import type { Words } from './en.ts';
import type { Language } from './language.ts';

/** The words of one language and the way it writes numbers and times. */
export interface Speech {
  readonly language: Language;
  readonly words: Words;
  /** How numbers and dates are written: English as in Europe, the day before the month. */
  readonly locale: string;
  /** Of the site (IANA): times and days that are shown or typed are those of its clock. */
  readonly timeZone: string;
  /** Writes moments as the clock of the site shows them. */
  moment(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat;
  /** One decimal, no unit, no sign. */
  one(value: number): string;
  /** A configured number, no decimals it does not need. */
  short(value: number): string;
  /** "16.0 A" without its sign. */
  ampere(valueA: number): string;
  /** A configured current: "16 A", "16.5 A". */
  setting(valueA: number): string;
  /** "22.0 kW" without its sign. */
  kilowatt(powerW: number): string;
  /** "14 s", "3 min". */
  seconds(valueS: number): string;
  /** "12:04:31". */
  clock(at: string | number): string;
  /** "12:04", with the day when it is not the day of `now`. */
  time(at: string, now: string): string;
}

/** How numbers and dates are written in a language of the page. */
export const localeOf = (language: string): string => (language === 'en' ? 'en-GB' : language);

/** `zone`: of the site; until the box has told it, that of the browser. */
export function speechOf(language: Language, words: Words, zone: string = browserZone()): Speech {
  const timeZone = knownZone(zone);
  const locale = localeOf(language);
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const moment = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const clock = moment({ timeStyle: 'medium', hourCycle: 'h23' });
  const time = moment({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dayAndTime = moment({
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const one = (value: number) => decimal.format(Math.abs(value));
  return {
    language,
    locale,
    timeZone,
    moment,
    words,
    one,
    short: (value) => short.format(value),
    ampere: (valueA) => `${one(valueA)}\u00a0A`,
    setting: (valueA) => `${short.format(valueA)}\u00a0A`,
    kilowatt: (powerW) => `${one(powerW / 1000)}\u00a0kW`,
    seconds: (valueS) =>
      valueS < 120 ? `${whole.format(valueS)}\u00a0s` : `${whole.format(Math.floor(valueS / 60))}\u00a0min`,
    clock: (at) => clock.format(new Date(at)),
    time(at, now) {
      const atMs = Date.parse(at);
      return (sameDay(timeZone, atMs, Date.parse(now)) ? time : dayAndTime).format(atMs);
    },
  };
}

export const SpeechContext = createContext<Speech | undefined>(undefined);

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === undefined) throw new Error('a part of the page is drawn before its language is there');
  return speech;
}
