import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LimitPeriod, State } from '../../firmware/api/shapes.ts';
import { logLink, proofLink } from '../api/grid.ts';
import { readLimits } from '../api/history.ts';
import { localLimits, localSeries } from '../history/local-limits.ts';
import { daysLater, moved, spanAround, timeOf } from '../history/span.ts';
import { useKept } from '../history/use-kept.ts';
import { useLooksAfter } from '../live/use-looks-after.ts';
import { useRead } from '../live/use-read.ts';
import { noteQuery, type Route } from '../live/use-route.ts';
import { control, Field } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { dayText } from '../time/calendar.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { CheckLog } from './check-log.tsx';
import { LimitDetail } from './limit-detail.tsx';
import { LimitTable } from './limit-table.tsx';
import { isFelt } from './period-text.ts';
import type { Known } from './who-is.ts';

interface LimitsPanelProps {
  readonly state: State;
  readonly route: Route;
  readonly known: Known;
}

const daysBack = 30;
/** A limit comes and goes by itself; each reading is work for the box. */
const everyMs = 60_000;
/** Charge points confirm some seconds after a change; who does not is told after a minute. */
const looksAfterMs = [1500, 6000, 20_000, 65_000];

/** Every limit of a day, or of the last 30, with its proof as a file. */
export function LimitsPanel({ state, route, known }: LimitsPanelProps) {
  const { timeZone, moment } = useSpeech();
  const w = useGridWords();
  const [asked, setAsked] = useState(route.query);
  const [all, setAll] = useState(false);
  const link = JSON.stringify(route.query);
  // A link leads elsewhere on the same screen.
  useEffect(() => setAsked(route.query), [link]);

  const nowMs = Date.parse(state.at);
  const today = spanAround(timeZone, 'day', nowMs);
  const dayFrom = timeOf(timeZone, asked.day);
  const day = dayFrom === undefined ? undefined : spanAround(timeZone, 'day', dayFrom);
  const { fromMs, toMs } = day ?? { fromMs: daysLater(timeZone, today.toMs, -daysBack), toMs: today.toMs };
  const inForce = state.limits.map(({ id, value, source }) => `${id} ${value} ${source}`).join();
  const looks = useLooksAfter(inForce, looksAfterMs);
  const read = useRead(
    async () => {
      const outcome = await readLimits(fromMs, toMs);
      return outcome.ok ? { ...outcome, value: { fromMs, toMs, limits: outcome.value.limits } } : outcome;
    },
    `${fromMs} ${toMs} ${toMs > nowMs ? looks : 0}`,
    everyMs,
  );
  const told = read.value?.fromMs === fromMs && read.value.toMs === toMs ? read.value.limits : undefined;
  const root = state.circuits.find(({ parent }) => parent == null);
  const history = useKept({ fromMs, toMs, series: root === undefined ? ['flow'] : localSeries(root) }, everyMs);
  // What is set on the local network has no row in the log: only the history knows it.
  const found = useMemo(() => {
    if (told === undefined || root === undefined || history.kept === undefined) return told;
    const ofLog = told.filter((one) => isFelt(one, state));
    const own = localLimits(history.kept, root, ofLog, Date.now());
    return [...told, ...own].toSorted((a, b) => a.at.localeCompare(b.at));
  }, [told, history.kept, root?.id]);
  const felt = (found ?? []).filter((one) => isFelt(one, state));
  const shown = [...(all ? (found ?? []) : felt)].reverse();
  const opened = found?.find(({ row }) => String(row) === asked.limit);

  function show(query: Readonly<Record<string, string>>): void {
    noteQuery(route, query);
    setAsked(query);
  }
  const showDay = (ms: number): void => show({ day: dayText(timeZone, ms) });
  const keepsDay = asked.day === undefined ? {} : { day: asked.day };

  const from = day ?? today;
  const isToday = from.fromMs >= today.fromMs;
  const stretch = day === undefined ? w.limits.lastDays(daysBack) : moment({ dateStyle: 'full' }).format(day.fromMs);
  const fileName = `proof-${day === undefined ? `${dayText(timeZone, fromMs)}-${dayText(timeZone, toMs - 1)}` : dayText(timeZone, day.fromMs)}`;
  return (
    <div class="grid-wide">
      <Panel id="limits" title={w.limits.title}>
        <p class="note no-print">{w.limits.does}</p>
        <div class="limits-choice">
          <Field id="limits-day" label={w.limits.day}>
            <input
              {...control('limits-day')}
              type="date"
              max={dayText(timeZone, today.fromMs)}
              value={day === undefined ? '' : dayText(timeZone, day.fromMs)}
              onChange={(event) => {
                const ms = timeOf(timeZone, event.currentTarget.value);
                if (ms !== undefined) showDay(ms);
              }}
            />
          </Field>
          <button class="plain-button" type="button" onClick={() => showDay(moved(timeZone, from, -1).fromMs)}>
            <Icon name="back" /> {w.limits.before}
          </button>
          <button
            class="plain-button"
            type="button"
            aria-disabled={isToday}
            onClick={() => isToday || showDay(moved(timeZone, from, 1).fromMs)}
          >
            {w.limits.after} <Icon name="next" />
          </button>
          {day !== undefined && (
            <button class="plain-button" type="button" onClick={() => show({})}>
              {w.limits.lastDays(daysBack)}
            </button>
          )}
        </div>
        <h3 class="limits-stretch" aria-live="polite">
          {stretch}
        </h3>
        {found === undefined ? (
          <p class="note" role="status">
            {read.failure === undefined ? w.waits : w.log.noAnswer}
          </p>
        ) : (
          <LimitTable
            state={state}
            known={known}
            periods={shown}
            fileName={`limits-${fileName.slice('proof-'.length)}`}
            onOpen={({ row }: LimitPeriod) => show({ ...keepsDay, limit: String(row) })}
          />
        )}
        {found !== undefined && found.length > felt.length && (
          <label class="toggle limits-all">
            <input type="checkbox" checked={all} onChange={() => setAll(!all)} /> {w.limits.alsoLifted}
          </label>
        )}
        {opened !== undefined && (
          <LimitDetail key={opened.row} state={state} known={known} period={opened} onClose={() => show(keepsDay)} />
        )}
        <section class="proof" aria-labelledby="proof">
          <h3 id="proof">{day === undefined ? w.limits.proofOf(daysBack) : w.limits.proofOfDay}</h3>
          <p class="note">{w.limits.proofNote}</p>
          <div class="buttons">
            <a class="main-button" href={proofLink(fromMs, toMs, 'csv')} download={`${fileName}.csv`}>
              <Icon name="download" /> {w.limits.proofFile}
            </a>
            <a class="plain-button" href={proofLink(fromMs, toMs, 'json')} download={`${fileName}.json`}>
              JSON
            </a>
          </div>
          <p class="note">{w.limits.proofCheck}</p>
          <CheckLog>
            <a class="plain-button" href={logLink} download="grid-log.csv">
              {w.log.csv}
            </a>
          </CheckLog>
        </section>
      </Panel>
    </div>
  );
}
