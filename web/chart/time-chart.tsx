import '../style/chart.css';
import { useMemo, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { InChartWords, useChartWords } from '../words/chart/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';
import { type ChartBand, type ChartLine, type ChartUnit, rulingBand } from './model.ts';
import { pointTime, valueText } from './number.ts';
import { optionsOf } from './paint.ts';
import { usePlot } from './use-plot.ts';
import { walked } from './walk.ts';

export interface TimeChartProps {
  /** Of its elements; once on a screen. */
  readonly id: string;
  /** What is shown, in words: name of the chart and of its table. */
  readonly title: string;
  readonly fromMs: number;
  readonly everyS: number;
  readonly unit: ChartUnit;
  /** All of the same length. */
  readonly lines: readonly ChartLine[];
  readonly bands?: readonly ChartBand[];
  /** What stands there when nothing has a value. */
  readonly empty: string;
  /** Name of the CSV file of its table, without its ending; undefined: no table. */
  readonly fileName?: string;
  /** Where the box itself gives the CSV. */
  readonly csvHref?: string;
  readonly heightPx?: number;
}

const none: readonly ChartBand[] = [];

/**
 * Lines over time with the limits that held. Gaps stay gaps. What is at a point is told below, for the mouse and for arrow
 * keys; a table says the same.
 */
export const TimeChart = (props: TimeChartProps) => (
  <InChartWords>
    <Drawn {...props} />
  </InChartWords>
);

function Drawn({
  id,
  title,
  fromMs,
  everyS,
  unit,
  lines,
  bands = none,
  empty,
  fileName,
  csvHref,
  heightPx = 260,
}: TimeChartProps) {
  const speech = useSpeech();
  const w = useChartWords();
  const [index, setIndex] = useState<number>();
  const count = Math.max(0, ...lines.map(({ values }) => values.length));
  const times = useMemo(
    () => Array.from({ length: count }, (_, at) => fromMs + at * everyS * 1000),
    [count, fromMs, everyS],
  );
  const key = useMemo(() => ({}), [times, lines, bands, unit, speech]);
  const { frame, point } = usePlot(
    (element, width, height) => ({
      options: optionsOf(
        {
          ...{ element, lines, bands, fromMs, onPoint: setIndex },
          speech,
          toMs: fromMs + count * everyS * 1000,
          axisText: (value) =>
            value === 0 ? `0\u00a0${unit === 'W' ? 'kW' : unit}` : speech.short(unit === 'W' ? value / 1000 : value),
        },
        width,
        height,
      ),
      data: [times, ...lines.map(({ values }) => [...values])] satisfies uPlot.AlignedData,
    }),
    key,
    heightPx,
  );
  if (!lines.some(({ values }) => values.some((value) => value !== null))) return <p class="soft">{empty}</p>;

  const at = index === undefined ? undefined : times[index];
  const band = at === undefined ? undefined : rulingBand(bands, at, everyS);
  const said =
    index === undefined || at === undefined
      ? undefined
      : [
          pointTime(speech, at, everyS),
          ...lines.map(({ name, values }) => `${name} ${valueText(speech, values[index], unit)}`),
          ...(band === undefined ? [] : [w.limitOf(valueText(speech, band.value, unit), band.reason)]),
        ];

  function onKey(event: KeyboardEvent): void {
    const to = walked(event.key, index, count);
    if (to === undefined) return;
    event.preventDefault();
    setIndex(to);
    point(to);
  }

  return (
    <figure class="chart" data-chart={id}>
      <Legend lines={lines} limit={bands.length === 0 ? undefined : w.limit} />
      <div
        ref={frame}
        class="chart-frame"
        role="slider"
        tabIndex={0}
        aria-label={w.walk(title)}
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={index ?? 0}
        aria-valuetext={said?.join(', ') ?? w.hint}
        onKeyDown={onKey}
      />
      <figcaption class="chart-said" aria-hidden="true">
        {said === undefined || index === undefined ? (
          <span class="soft">{w.hint}</span>
        ) : (
          <>
            <b>{said[0]}</b>
            {lines.map(({ id: line, name, values }) => (
              <span key={line}>
                {name} <b>{valueText(speech, values[index], unit)}</b>
              </span>
            ))}
            {band !== undefined && (
              <span class="chart-why">{w.limitOf(valueText(speech, band.value, unit), band.reason)}</span>
            )}
          </>
        )}
      </figcaption>
      {fileName !== undefined && (
        <ChartTable
          {...{ title, times, everyS, unit, lines, bands, fileName, ...(csvHref === undefined ? {} : { csvHref }) }}
        />
      )}
    </figure>
  );
}
