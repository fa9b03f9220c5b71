import type { LimitPeriod } from '../../firmware/api/shapes.ts';
import type { HistoryWords } from '../words/history/en.ts';

/** Whose word a limit was: "grid operator through emt1: AVAIL 40". */
export function byWhom({ by }: HistoryWords, language: string, { source, data }: LimitPeriod): string {
  const channel = /^channel:(.+)$/.exec(source)?.[1];
  const who =
    channel === undefined ? (Object.hasOwn(by, source) ? String(by[source as 'lan']) : source) : by.channel(channel);
  const number = new Intl.NumberFormat(language);
  const values = Object.entries(typeof data.values === 'object' && data.values !== null ? data.values : {}).flatMap(
    ([name, value]) =>
      typeof value === 'number'
        ? [`${name} ${number.format(value)}${name.toUpperCase() === 'AVAIL' ? '\u00a0%' : ''}`]
        : [],
  );
  return values.length === 0 ? who : `${who} (${values.join(', ')})`;
}
