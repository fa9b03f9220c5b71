import { useMemo } from 'preact/hooks';
import type { LimitPeriod, State } from '../../firmware/api/shapes.ts';
import { TimeChart } from '../chart/time-chart.tsx';
import { Panel } from '../part/panel.tsx';
import { useHistoryWords } from '../words/history/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { limitBands, reasonBands } from './bands.ts';
import { byWhom } from './by-whom.ts';
import { currentLines, powerLines } from './lines.ts';
import { localLimits } from './local-limits.ts';
import type { Subject } from './subject.ts';
import type { KeptRead } from './use-kept.ts';

interface CurvesProps {
  readonly state: State;
  readonly subject: Subject;
  readonly read: KeptRead;
  readonly limits: readonly LimitPeriod[];
  readonly fileName: string;
}

/** Power over time, and the current per phase where one device is looked at, with the limits that held. */
export function Curves({ state, subject, read: { kept, trouble }, limits, fileName }: CurvesProps) {
  const { words, language } = useSpeech();
  const w = useHistoryWords();
  // Names and places hardly change: what is drawn depends on what was read.
  const drawn = useMemo(() => {
    if (kept === undefined) return undefined;
    const say = (period: LimitPeriod): string => byWhom(w, language, period);
    const onHouse = subject.kind === 'house' || subject.kind === 'chargePoints';
    const nowMs = Date.now();
    const points = state.chargePoints;
    const root = state.circuits.find(({ parent }) => parent == null);
    // What is set here has no row in the log of the operator's commands.
    const own = subject.kind === 'house' && root !== undefined ? localLimits(kept, root, limits, nowMs) : [];
    return {
      power: powerLines(kept, subject, points, w),
      powerBands: onHouse ? limitBands([...limits, ...own], state, 'W', nowMs, say) : [],
      current: currentLines(kept, subject, w),
      currentBands:
        subject.kind === 'chargePoint'
          ? reasonBands(kept, subject.device, state, words)
          : subject.kind === 'meter'
            ? limitBands(limits, state, 'A', nowMs, say)
            : [],
    };
  }, [kept, subject.id, limits, w, words, language]);
  if (kept === undefined || drawn === undefined)
    return (
      <Panel id="power" title={w.power}>
        <p class="soft" role="status">
          {trouble === undefined ? w.reading : w[trouble]}
        </p>
      </Panel>
    );
  const { fromMs, everyS } = kept;
  const common = { fromMs, everyS, empty: w.empty } as const;
  return (
    <>
      <Panel id="power" title={w.power}>
        <TimeChart
          {...common}
          id="power-chart"
          title={w.power}
          unit="W"
          lines={drawn.power}
          bands={drawn.powerBands}
          fileName={`${fileName}-power`}
        />
        {drawn.powerBands.length > 0 && <p class="note">{w.limitsNote}</p>}
      </Panel>
      {drawn.current.length > 0 && (
        <Panel id="current" title={w.current}>
          <TimeChart
            {...common}
            id="current-chart"
            title={w.current}
            unit="A"
            lines={drawn.current}
            bands={drawn.currentBands}
            fileName={`${fileName}-current`}
          />
          {drawn.currentBands.length > 0 && (
            <p class="note">{subject.kind === 'chargePoint' ? w.reasonsNote : w.limitsNote}</p>
          )}
        </Panel>
      )}
    </>
  );
}
