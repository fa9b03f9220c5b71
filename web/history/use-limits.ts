import { useContext } from 'preact/hooks';
import type { LimitPeriod } from '../../firmware/api/shapes.ts';
import { readLimits } from '../api/history.ts';
import { useRead } from '../live/use-read.ts';
import { AnybodyContext } from '../part/anybody.ts';

const none: readonly LimitPeriod[] = [];

/** What limited the site between two times; nothing for whoever has not signed in: it comes from the proof log. */
export function useLimits(fromMs: number, toMs: number, everyMs?: number): readonly LimitPeriod[] {
  const anybody = useContext(AnybodyContext);
  const read = useRead(
    async () => (anybody ? ({ ok: true, value: { limits: none } } as const) : readLimits(fromMs, toMs)),
    `${fromMs} ${toMs}`,
    anybody ? undefined : everyMs,
  );
  return read.value?.limits ?? none;
}
