import type { HistoryQuestion } from '../api/history.ts';
import type { Span } from './span.ts';
import type { Subject } from './subject.ts';

const hourMs = 3_600_000;
/** Counters are differences: the step before the first is needed too. */
const beforeMs = hourMs;
/** A day, also one of 25 hours. */
const shortMs = 26 * hourMs;
const longMs = 32 * 24 * hourMs;

/** What is asked for the curves; `root`: the house connection, whose limits are drawn. */
export const curveQuestion = (
  subject: Subject,
  points: readonly string[],
  root: string | undefined,
  { fromMs, toMs }: Span,
): HistoryQuestion => ({
  ...{ fromMs, toMs },
  series:
    subject.kind === 'chargePoints'
      ? points.map((id) => `chargePoint.${id}.powerW`)
      : subject.kind === 'house' && root !== undefined
        ? [subject.id, `circuit.${root}`]
        : [subject.id],
});

/**
 * What is asked for the bars: quarter hours, in which what flows in and out hardly cancels; minutes of a day, since the quarter
 * hour that runs is not kept yet; hours where there are counters and the time is long.
 */
export function energyQuestion(subject: Subject, points: readonly string[], { fromMs, toMs }: Span): HistoryQuestion {
  const isLong = toMs - fromMs > longMs;
  const series =
    subject.kind === 'chargePoints'
      ? points.flatMap((id) => [`chargePoint.${id}.powerW`, `chargePoint.${id}.energyWh`])
      : [subject.id];
  return {
    ...{ fromMs: fromMs - beforeMs, toMs, series },
    everyS: toMs - fromMs <= shortMs ? 60 : isLong && subject.kind !== 'house' ? 3600 : 900,
  };
}
