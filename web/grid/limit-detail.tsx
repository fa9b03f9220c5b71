import { useMemo, useRef } from 'preact/hooks';
import type { LimitPeriod, MeasuredPower, SiteDocument, State } from '../../firmware/api/shapes.ts';
import { proofLink } from '../api/grid.ts';
import { readSite } from '../api/site.ts';
import { TimeChart } from '../chart/time-chart.tsx';
import { limitBands } from '../history/bands.ts';
import { isLocal } from '../history/local-limits.ts';
import { positive } from '../history/series.ts';
import { useKept } from '../history/use-kept.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { Fact } from '../part/fact.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { Icon } from '../part/icon.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { exactTime, limitsText, periodText, reachedMs, secondsText } from './period-text.ts';
import { type Known, whoIs } from './who-is.ts';

interface LimitDetailProps {
  readonly state: State;
  readonly known: Known;
  readonly period: LimitPeriod;
  readonly onClose: () => void;
}

const minuteMs = 60_000;
/** Shown around it: what was drawn before, and after. */
const aroundMs = 15 * minuteMs;
/** A limit that holds for months is shown from its beginning. */
const mostMs = 2 * 86_400_000;
const series = ['flow.gridW', 'flow.chargePointsW'];

/** One limit: everything that is known of it, with the power while it held, and its proof. */
export function LimitDetail({ state, known, period, onClose }: LimitDetailProps) {
  const speech = useSpeech();
  const { words, language } = speech;
  const w = useGridWords();
  const section = useRef<HTMLElement>(null);
  useFormFocus(section);
  const site = useRead(readSite, 'site');

  const nowMs = Date.parse(state.at);
  const beginMs = Date.parse(period.at);
  const endMs = period.endedAt === null ? Math.ceil(nowMs / minuteMs) * minuteMs : Date.parse(period.endedAt);
  const fromMs = beginMs - aroundMs;
  const toMs = Math.min(endMs + aroundMs, beginMs + mostMs);
  const { kept, trouble } = useKept({ fromMs, toMs, series });
  const drawn = useMemo(() => {
    if (kept === undefined) return undefined;
    const lines = [
      { id: 'grid', name: w.limits.gridLine, hue: 'grid', values: positive(kept.numbers('flow.gridW')) },
      {
        id: 'cars',
        name: w.limits.carsLine,
        hue: 'cars',
        dash: 'dash',
        values: positive(kept.numbers('flow.chargePointsW')),
      },
    ] as const;
    const bands = limitBands(
      [period],
      state,
      'W',
      endMs,
      () => `${whoIs(w, period, known)}: ${periodText(speech, w, period)}`,
    );
    return { lines, bands };
  }, [kept, period, w, known]);

  const local = isLocal(period);
  const reached = reachedMs(period);
  const formulas = formulasOf(site.value?.document, period);
  const measured = (power: MeasuredPower | null): string =>
    power === null
      ? w.limits.notMeasured
      : w.limits.mean(speech.kilowatt(power.meanW), speech.kilowatt(power.highestW));
  const proofTo = period.endedAt === null ? nowMs + minuteMs : endMs + 6 * minuteMs;
  const proofFrom = beginMs - 6 * minuteMs;
  return (
    <section ref={section} class="limit-detail form-box" aria-labelledby="limit-detail" data-detail={period.row}>
      <h3 id="limit-detail">
        {periodText(speech, w, period)}, {exactTime(speech, period.at)}
      </h3>
      <dl class="facts">
        <Fact term={w.force.by}>{whoIs(w, period, known)}</Fact>
        <Fact term={w.limits.limit}>{limitsText(speech, state, period) || w.log.noLimit}</Fact>
        <Fact term={w.force.since}>{exactTime(speech, period.at)}</Fact>
        <Fact term={w.force.until}>{period.endedAt === null ? w.limits.holds : exactTime(speech, period.endedAt)}</Fact>
        {period.endedWhy !== null && (
          <Fact term={w.limits.endedBy}>{w.limits.why[period.endedWhy] ?? period.endedWhy}</Fact>
        )}
        <Fact term={w.limits.applied}>
          {period.appliedAt === null
            ? w.log.notApplied
            : secondsText(language, Math.max(0, Date.parse(period.appliedAt) - beginMs))}
        </Fact>
        <Fact term={w.limits.reached}>
          {reached === undefined ? w.limits.notReached : secondsText(language, reached)}
        </Fact>
        {period.confirmed.length > 0 && <Fact term={w.limits.confirmedBy}>{period.confirmed.join(', ')}</Fact>}
        {period.unconfirmed.length > 0 && <Fact term={w.limits.unconfirmedBy}>{period.unconfirmed.join(', ')}</Fact>}
        <Fact term={w.limits.grid}>{measured(period.gridW)}</Fact>
        <Fact term={w.limits.cars}>{measured(period.chargePointsW)}</Fact>
        {formulas.map(({ id, text }) => (
          <Fact key={id} term={w.limits.formula(id)}>
            <code>{text}</code>
          </Fact>
        ))}
        <Fact term={w.limits.rowOf}>
          {local ? w.limits.noProof : <span class="fingerprint">grid {period.row}</span>}
        </Fact>
      </dl>
      {kept === undefined || drawn === undefined ? (
        <p class="note" role="status">
          {trouble === undefined ? w.waits : w.limits.noCurve}
        </p>
      ) : (
        <TimeChart
          id="limit-chart"
          title={w.limits.curve}
          fromMs={kept.fromMs}
          everyS={kept.everyS}
          unit="W"
          lines={drawn.lines}
          bands={drawn.bands}
          empty={w.limits.noCurve}
          fileName={`limit-${period.row}`}
        />
      )}
      <div class="buttons">
        {!local && (
          <a class="main-button" href={proofLink(proofFrom, proofTo, 'csv')} download={`proof-${period.row}.csv`}>
            <Icon name="download" /> {w.limits.proofOfThis}
          </a>
        )}
        <a
          class="plain-button"
          href={linkTo('history', [], { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })}
        >
          <Icon name="history" /> {words.nav.history}
        </a>
        <button class="plain-button" type="button" onClick={onClose}>
          {words.common.close}
        </button>
      </div>
    </section>
  );
}

/** The text of the formulas that a limit came from, as they are set now. */
function formulasOf(site: SiteDocument | undefined, { limits }: LimitPeriod): readonly { id: string; text: string }[] {
  return limits.flatMap(({ id, place }) => {
    const value = site?.circuits?.find((one) => one.id === place)?.limits?.find((one) => one.id === id)?.value;
    return typeof value === 'string' ? [{ id, text: value }] : [];
  });
}
