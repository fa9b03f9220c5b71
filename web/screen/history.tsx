import '../style/form.css';
import '../style/history.css';
import '../style/parts.css';
import { useContext, useEffect, useState } from 'preact/hooks';
import { historyCsv } from '../api/history.ts';
import { Curves } from '../history/curves.tsx';
import { EnergyPanels } from '../history/energy-panels.tsx';
import { curveQuestion, energyQuestion } from '../history/question.ts';
import { type Span, spanOf, spanQuery } from '../history/span.ts';
import { SpanBar } from '../history/span-bar.tsx';
import { type Subject, subjectOf, subjectsOf } from '../history/subject.ts';
import { useKept } from '../history/use-kept.ts';
import { useLimits } from '../history/use-limits.ts';
import { linkTo, noteQuery } from '../live/use-route.ts';
import { AnybodyContext } from '../part/anybody.ts';
import { control, Field } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { dayText } from '../time/calendar.ts';
import type { HistoryWords } from '../words/history/en.ts';
import { InHistoryWords, useHistoryWords } from '../words/history/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { ScreenProps } from './screens.ts';

/** What was: power over time with the limits that held, energy by hour, day and month, of the house and of each device. */
export const History = (props: ScreenProps) => (
  <InHistoryWords>
    <Shown {...props} />
  </InHistoryWords>
);

/** While now is in what is looked at. */
const everyMs = 60_000;

function Shown({ state, route }: ScreenProps) {
  const { words, timeZone } = useSpeech();
  const w = useHistoryWords();
  const [asked, setAsked] = useState(route.query);
  const link = JSON.stringify(route.query);
  // A link leads elsewhere on the same screen.
  useEffect(() => setAsked(route.query), [link]);

  const nowMs = Date.parse(state.at);
  const span = spanOf(timeZone, asked, nowMs);
  const subjects = subjectsOf(state);
  const subject = subjectOf(subjects, asked.series);
  const points = state.chargePoints.map(({ id }) => id);
  const again = span.toMs > nowMs && span.fromMs <= nowMs ? everyMs : undefined;
  const root = state.circuits.find(({ parent }) => parent == null)?.id;
  const curve = curveQuestion(subject, points, root, span);
  const curves = useKept(curve, again);
  const energy = useKept(energyQuestion(subject, points, span), again);
  const limits = useLimits(span.fromMs, span.toMs, again);
  const anybody = useContext(AnybodyContext);

  function show(next: { readonly span?: Span; readonly series?: string }): void {
    const query = { ...spanQuery(timeZone, next.span ?? span), series: next.series ?? subject.id };
    noteQuery(route, query);
    setAsked(query);
  }

  const fileName = `${subject.kind === 'house' ? 'house' : subject.id.replace('.', '-')}-${dayText(timeZone, span.fromMs)}`;
  return (
    <div class="screen history">
      <section class="panel history-choice" aria-label={w.span}>
        <Field id="history-subject" label={w.subject}>
          <select
            {...control('history-subject')}
            value={subject.id}
            onChange={(event) => show({ series: event.currentTarget.value })}
          >
            <Choices subjects={subjects} w={w} />
          </select>
        </Field>
        <SpanBar span={span} nowMs={nowMs} onSpan={(chosen) => show({ span: chosen })} />
        <div class="buttons no-print">
          <a class="plain-button" href={historyCsv(curve)} download={`${fileName}.csv`}>
            <Icon name="download" /> {w.allCsv}
          </a>
          <button class="plain-button" type="button" onClick={() => print()}>
            <Icon name="print" /> {words.common.print}
          </button>
          {span.kind === 'day' && !anybody && (
            <a class="plain-button" href={linkTo('grid', [], { day: dayText(timeZone, span.fromMs) })}>
              <Icon name="grid" /> {w.limitsLink}
            </a>
          )}
        </div>
      </section>
      <Curves state={state} subject={subject} read={curves} limits={limits} fileName={fileName} />
      <EnergyPanels state={state} subject={subject} span={span} read={energy} fileName={fileName} />
    </div>
  );
}

function Choices({ subjects, w }: { subjects: readonly Subject[]; w: HistoryWords }) {
  const option = (one: Subject) => (
    <option key={one.id} value={one.id}>
      {one.kind === 'house' ? w.house : one.kind === 'chargePoints' ? w.allPoints : one.name}
    </option>
  );
  const points = subjects.filter(({ kind }) => kind === 'chargePoint');
  const meters = subjects.filter(({ kind }) => kind === 'meter');
  return (
    <>
      {subjects.filter(({ kind }) => kind === 'house' || kind === 'chargePoints').map(option)}
      {points.length > 0 && <optgroup label={w.chargePoints}>{points.map(option)}</optgroup>}
      {meters.length > 0 && <optgroup label={w.meters}>{meters.map(option)}</optgroup>}
    </>
  );
}
