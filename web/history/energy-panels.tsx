import { useMemo } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import { EnergyChart } from '../chart/energy-chart.tsx';
import { Panel } from '../part/panel.tsx';
import { useHistoryWords } from '../words/history/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { energyViews } from './energy-parts.ts';
import { slotsOf } from './slots.ts';
import type { Span } from './span.ts';
import type { Subject } from './subject.ts';
import type { KeptRead } from './use-kept.ts';

interface EnergyPanelsProps {
  readonly state: State;
  readonly subject: Subject;
  readonly span: Span;
  readonly read: KeptRead;
  readonly fileName: string;
}

/** Energy by hour, day or month: of the house where it came from and where it went, of a device what it took. */
export function EnergyPanels({ state, subject, span, read: { kept, trouble }, fileName }: EnergyPanelsProps) {
  const speech = useSpeech();
  const w = useHistoryWords();
  const slots = useMemo(() => slotsOf(span, speech), [span.kind, span.fromMs, span.toMs, speech]);
  // Names hardly change: what is drawn depends on what was read.
  const views = useMemo(
    () => (kept === undefined ? undefined : energyViews(kept, subject, state.chargePoints, slots, w)),
    [kept, subject.id, slots, w],
  );
  if (views === undefined)
    return (
      <Panel id="energy" title={w.energy.taken}>
        <p class="soft" role="status">
          {trouble === undefined ? w.reading : w[trouble]}
        </p>
      </Panel>
    );
  return (
    <>
      {views.map(({ id, parts }) => (
        <Panel key={id} id={`energy-${id}`} title={w.energy[id]}>
          <EnergyChart
            id={`energy-${id}-chart`}
            title={w.energy[id]}
            slots={slots}
            parts={parts}
            empty={w.empty}
            fileName={`${fileName}-energy-${id}`}
          />
        </Panel>
      ))}
    </>
  );
}
