import { useMemo } from 'preact/hooks';
import { useSpeech } from '../words/speech.ts';

/** Energy, money, durations and times as the language writes them; times are those of the site, not of the browser. */
export interface Amounts {
  /** "12.34 kWh". */
  energy(valueWh: number): string;
  /** "€3.71". */
  money(valueCt: number): string;
  /** "30.13 ct/kWh". */
  price(valueCt: number): string;
  /** "3:05 h". */
  duration(valueS: number): string;
  /** "43 %"; of nothing there is no share. */
  share(part: number, whole: number): string;
  /** "Sat 28 Nov, 14:05". */
  moment(at: string): string;
  /** "14:05", with its offset where the clock may show it twice. */
  clock(at: string, withOffset?: boolean): string;
  /** "28 November 2026, 14:05 (UTC+1)". */
  exact(at: string): string;
}

/** What the clock on the wall said; the browser must not move it into its own zone. */
const wall = (at: string): Date => new Date(`${at.slice(0, 19)}Z`);

/** "+01:00" -> "UTC+1". */
export function offsetOf(at: string): string {
  const [, sign = '', hours = '', minutes = ''] = /([+-])(\d\d):(\d\d)$/.exec(at) ?? [];
  return sign === '' ? 'UTC' : `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

export function amountsOf(locale: string): Amounts {
  const energy = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const times = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, hourCycle: 'h23', timeZone: 'UTC' });
  const clock = times({ hour: '2-digit', minute: '2-digit' });
  const day = times({ weekday: 'short', day: 'numeric', month: 'short' });
  const date = times({ day: 'numeric', month: 'long', year: 'numeric' });
  return {
    energy: (valueWh) => `${energy.format(valueWh / 1000)}\u00a0kWh`,
    money: (valueCt) => money.format(valueCt / 100),
    price: (valueCt) => `${energy.format(valueCt)}\u00a0ct/kWh`,
    duration(valueS) {
      const minutes = Math.floor(valueS / 60);
      return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}\u00a0h`;
    },
    share: (part, whole) => (whole === 0 ? '' : share.format(part / whole)),
    moment: (at) => `${day.format(wall(at))}, ${clock.format(wall(at))}`,
    clock: (at, withOffset = false) => clock.format(wall(at)) + (withOffset ? ` (${offsetOf(at)})` : ''),
    exact: (at) => `${date.format(wall(at))}, ${clock.format(wall(at))} (${offsetOf(at)})`,
  };
}

export function useAmounts(): Amounts {
  const { locale } = useSpeech();
  return useMemo(() => amountsOf(locale), [locale]);
}
