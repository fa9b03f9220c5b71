import { nextClock } from '../time/calendar.ts';

/** "12.34 kWh": energy has two decimals. */
export const energyText = (language: string, energyWh: number): string =>
  `${new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(energyWh / 1000)}\u00a0kWh`;

export const moneyText = (language: string, ct: number): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(ct / 100);

/** "2 h 05 min", "12 min". */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  return `${Math.floor(minutes / 60)}\u00a0h ${String(minutes % 60).padStart(2, '0')}\u00a0min`;
}

/** The next moment at which the clock of the site shows a time "18:30"; undefined: that is no time. */
export function nextTime(timeZone: string, text: string, nowMs: number = Date.now()): Date | undefined {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return found === null ? undefined : new Date(nextClock(timeZone, Number(found[1]), Number(found[2]), nowMs));
}
