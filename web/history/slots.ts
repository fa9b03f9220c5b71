import type { EnergySlot } from '../chart/energy-chart.tsx';
import { dayText, shownDate } from '../time/calendar.ts';
import type { Speech } from '../words/speech.ts';
import { type Span, spanAround } from './span.ts';

/** A bar of energy with its stretch of time. */
export interface TimeSlot extends EnergySlot {
  readonly fromMs: number;
  readonly toMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day has its hours, a week and a month their days, a year its months; a free stretch what suits its length. */
export function slotsOf(span: Span, speech: Pick<Speech, 'timeZone' | 'moment'>): readonly TimeSlot[] {
  const { kind, fromMs, toMs } = span;
  const { timeZone, moment } = speech;
  const longMs = toMs - fromMs;
  if (kind === 'day' || (kind === 'free' && longMs <= 2 * dayMs)) return hours(span, speech);
  const unit = kind === 'year' || (kind === 'free' && longMs > 92 * dayMs) ? 'month' : 'day';
  const short = moment(
    unit === 'month' ? { month: 'short' } : kind === 'week' ? { weekday: 'short', day: 'numeric' } : { day: 'numeric' },
  );
  const long = moment(
    unit === 'month'
      ? { month: 'long', year: 'numeric' }
      : { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  );
  const slots: TimeSlot[] = [];
  for (let at = fromMs; at < toMs; ) {
    const end = Math.min(toMs, spanAround(timeZone, unit, at).toMs);
    const iso = dayText(timeZone, at).slice(0, unit === 'month' ? 7 : 10);
    slots.push({ fromMs: at, toMs: end, short: short.format(at), long: long.format(at), iso });
    at = end;
  }
  return slots;
}

function hours({ fromMs, toMs }: Span, { timeZone, moment }: Pick<Speech, 'timeZone' | 'moment'>): readonly TimeSlot[] {
  const short = moment({ hour: '2-digit', hourCycle: 'h23' });
  const long = moment({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  // A full hour there; not every zone is whole hours from UTC.
  const first = fromMs - (shownDate(timeZone, fromMs).getTime() % hourMs);
  return Array.from({ length: Math.ceil((toMs - first) / hourMs) }, (_, index) => {
    const at = first + index * hourMs;
    return {
      ...{ fromMs: at, toMs: at + hourMs },
      short: short.format(at).replace(/\D/g, ''),
      long: long.formatRange(at, at + hourMs),
      iso: new Date(at).toISOString(),
    };
  });
}
