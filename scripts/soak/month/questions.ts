import { systemClock } from '../../../firmware/domain/clock.ts';
import { HistoryThread } from '../../../firmware/store/history/history-thread.ts';
import { percentile } from '../../bench/measure/percentiles.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

async function taken(thread: HistoryThread, question: Parameters<HistoryThread['text']>[0]) {
  const begunMs = performance.now();
  let bytes = 0;
  for await (const chunk of await thread.text(question)) bytes += String(chunk).length;
  return { ms: performance.now() - begunMs, bytes };
}

/** What the page asks for: flows and the power of every charge point, by the month, the week and the day. */
export async function askPage(dir: string, { fromMs, toMs }: Span, bays: number) {
  const thread = new HistoryThread({ dir, clock: systemClock });
  const series = ['flow', ...Array.from({ length: bays }, (_, i) => `chargePoint.E${i + 1}.powerW`)];
  const median = async (span: Span, trials = 15) => {
    const trial: number[] = [];
    let bytes = 0;
    for (let i = 0; i < trials; i += 1) {
      const one = await taken(thread, { ...span, series, format: 'json' });
      trial.push(one.ms);
      bytes = one.bytes;
    }
    return { p50: percentile(trial, 0.5), worst: percentile(trial, 1), bytes };
  };
  const month = await median({ fromMs, toMs });
  const week = await median({ fromMs: toMs - 7 * 86_400_000, toMs });
  const day = await median({ fromMs: toMs - 86_400_000, toMs });
  await thread.close();
  return { monthMs: month.p50, monthWorstMs: month.worst, monthBytes: month.bytes, weekMs: week.p50, dayMs: day.p50 };
}

/** Every series of a month as CSV: by the quarter hour, and by the minute. */
export async function exportMonth(dir: string, span: Span) {
  const thread = new HistoryThread({ dir, clock: systemClock });
  const quarters = await taken(thread, { ...span, series: [], everyS: 900, format: 'csv' });
  const minutes = await taken(thread, { ...span, series: [], everyS: 60, format: 'csv' });
  await thread.close();
  return {
    ...{ quartersS: quarters.ms / 1000, quartersBytes: quarters.bytes },
    ...{ minutesS: minutes.ms / 1000, minutesBytes: minutes.bytes },
  };
}
