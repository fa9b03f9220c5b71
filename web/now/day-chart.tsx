import { useMemo, useRef } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import { TimeChart } from '../chart/time-chart.tsx';
import { limitBands } from '../history/bands.ts';
import { byWhom } from '../history/by-whom.ts';
import { powerLines } from '../history/lines.ts';
import { spanAround } from '../history/span.ts';
import { useKept } from '../history/use-kept.ts';
import { useLimits } from '../history/use-limits.ts';
import { linkTo } from '../live/use-route.ts';
import { InHistoryWords, useHistoryWords } from '../words/history/speech.ts';
import { useSpeech } from '../words/speech.ts';

const stepMs = 300_000;

/** Power since midnight, with the limits that held. */
export const DayChart = (props: { state: State }) => (
  <InHistoryWords>
    <Day {...props} />
  </InHistoryWords>
);

function Day({ state }: { state: State }) {
  const { words, language, timeZone } = useSpeech();
  const w = useHistoryWords();
  const toMs = Math.ceil(Date.parse(state.at) / stepMs) * stepMs;
  const fromMs = spanAround(timeZone, 'day', toMs - stepMs).fromMs;
  const { kept } = useKept({ fromMs, toMs, series: ['flow'], everyS: stepMs / 1000 });
  const limits = useLimits(fromMs, toMs);
  // Between two steps nothing is drawn anew.
  const read = useMemo(() => {
    if (kept === undefined) return undefined;
    const bands = limitBands(limits, state, 'W', toMs, (period) => byWhom(w, language, period));
    const lines = powerLines(kept, { kind: 'house', id: 'flow' }, state.chargePoints, w);
    return { lines, bands, fromMs: kept.fromMs, everyS: kept.everyS };
  }, [kept, limits, w, language]);
  // While the next step is read the last one stays.
  const last = useRef(read);
  last.current = read ?? last.current;
  const drawn = last.current;
  if (drawn === undefined) return <section class="panel day-chart" aria-busy="true" />;
  return (
    <section class="panel day-chart" aria-labelledby="day-title">
      <h2 id="day-title">
        <a href={linkTo('history')}>{words.today}</a>
      </h2>
      <TimeChart
        {...drawn}
        id="day"
        title={words.today}
        unit="W"
        empty={w.empty}
        fileName="netwacht-today"
        heightPx={220}
      />
    </section>
  );
}
