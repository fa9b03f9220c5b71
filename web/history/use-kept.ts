import { useMemo } from 'preact/hooks';
import { type HistoryQuestion, readHistory } from '../api/history.ts';
import { useRead } from '../live/use-read.ts';
import { type Kept, keptOf } from './series.ts';

export interface KeptRead {
  /** Undefined: not read yet. */
  readonly kept: Kept | undefined;
  /** `nothing`: the box has no such series yet; `noAnswer`: it could not be read. */
  readonly trouble: 'nothing' | 'noAnswer' | undefined;
}

/** What the box has kept of some series in a stretch of time; again every `everyMs`. */
export function useKept(question: HistoryQuestion, everyMs?: number): KeptRead {
  const key = JSON.stringify(question);
  const read = useRead(
    async () => {
      const outcome = await readHistory(question);
      return outcome.ok ? { ...outcome, value: { key, answer: outcome.value } } : outcome;
    },
    key,
    everyMs,
  );
  // An answer to an earlier question is not drawn under the new one.
  const answer = read.value?.key === key ? read.value.answer : undefined;
  const kept = useMemo(() => (answer === undefined ? undefined : keptOf(answer)), [answer]);
  const code = read.failure?.code;
  return { kept, trouble: code === undefined ? undefined : code === 'unknownSeries' ? 'nothing' : 'noAnswer' };
}
