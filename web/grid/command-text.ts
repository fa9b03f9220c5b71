import type { GridWords } from '../words/grid/en.ts';
import type { Speech } from '../words/speech.ts';
import type { Command } from './commands.ts';

/** What was commanded, or what happened, in a few words: "AVAIL 40 %", "4.2 kW, for 60 s". */
export function commandText(
  speech: Speech,
  { log }: GridWords,
  { kind, data }: Pick<Command, 'kind' | 'data'>,
): string {
  const variable = String(data.variable ?? '');
  if (kind === 'failsafe') return log.failsafe(variable);
  if (kind === 'failsafeOver') return log.failsafeOver(variable);
  if (kind === 'released') return log.released(variable, String(data.channel ?? ''));
  const number = new Intl.NumberFormat(speech.language);
  const values = Object.entries(typeof data.values === 'object' && data.values !== null ? data.values : {});
  const { limitW, percent, value, unit, durationS } = data;
  const parts = [
    ...values.map(([name, given]) => {
      if (typeof given !== 'number') return `${name} ${log.takenAway}`;
      return `${name} ${number.format(given)}${name.toUpperCase() === 'AVAIL' ? '\u00a0%' : ''}`;
    }),
    ...(typeof limitW === 'number' ? [speech.kilowatt(limitW)] : []),
    ...(typeof percent === 'number' ? [`${number.format(percent)}\u00a0%`] : []),
    ...(typeof value === 'number' ? [unit === 'W' ? speech.kilowatt(value) : speech.ampere(value)] : []),
    ...(value === null ? [log.noLimit] : []),
    ...(data.replace === true ? [log.all] : []),
    ...(typeof durationS === 'number' ? [log.forSeconds(speech.seconds(durationS))] : []),
  ];
  return parts.join(', ');
}

/** Where it came from: `channel:emt1`, `lan`, `test`, `lpc`, `relay`. */
export function commandSource({ log }: GridWords, { data }: Pick<Command, 'data'>): string {
  const source = String(data.source ?? 'box');
  const channel = /^channel:(.+)$/.exec(source)?.[1];
  if (channel !== undefined) return log.from.channel(channel);
  return Object.hasOwn(log.from, source) ? String(log.from[source as 'lan']) : source;
}
