import type { Speech } from '../words/speech.ts';
import type { ChartUnit } from './model.ts';

/** The unit as it is read: watts are told in kW. */
export const unitText = (unit: ChartUnit): string => (unit === 'W' ? 'kW' : unit);

/** A value of the chart as the number that is shown; null stays null. */
export const shownNumber = (value: number | null, unit: ChartUnit): number | null =>
  value === null ? null : unit === 'W' ? Math.round(value) / 1000 : Math.round(value * 1000) / 1000;

/** "14.2 kW"; of no value the word for it. */
export function valueText(speech: Speech, value: number | null | undefined, unit: ChartUnit): string {
  if (value == null) return speech.words.noValue;
  const number = speech.one(unit === 'W' ? value / 1000 : value);
  return unit === '' ? number : `${number}\u00a0${unitText(unit)}`;
}

/** The time of a point: to the second or minute where steps are that short, a day where they are days. */
export function pointTime({ moment }: Speech, atMs: number, everyS: number): string {
  return moment({
    ...{ weekday: 'short', day: 'numeric', month: 'short' },
    ...(everyS >= 86_400 ? { year: 'numeric' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...(everyS < 60 ? { second: '2-digit' } : {}),
  }).format(atMs);
}
