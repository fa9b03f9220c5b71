import type uPlot from 'uplot';
import { asLocal, shownDate } from '../time/calendar.ts';
import type { Speech } from '../words/speech.ts';
import { type ChartBand, type ChartLine, dashes, loners, roundTop } from './model.ts';

/** Colours and font as the page has them now. */
export interface Ink {
  readonly of: (token: string) => string;
  readonly font: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  return {
    of: (token) => style.getPropertyValue(`--${token}`).trim(),
    font: `${Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75}px ${style.fontFamily}`,
  };
}

interface Painted {
  readonly element: HTMLElement;
  readonly speech: Speech;
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
  readonly fromMs: number;
  readonly toMs: number;
  /** A value as the axis has it. */
  readonly axisText: (value: number) => string;
  readonly onPoint: (index: number | undefined) => void;
}

const dayMs = 86_400_000;

/** How the lines, the axes and the limits are drawn. Nothing moves; a gap stays a gap. */
export function optionsOf(painted: Painted, width: number, height: number): uPlot.Options {
  const ink = inkOf(painted.element);
  const { lines, bands, fromMs, toMs } = painted;
  const highest = Math.max(0, ...bands.map(({ value }) => value), ...lines.map(({ values }) => highestOf(values)));
  const axis = { stroke: ink.of('ink-soft'), font: ink.font, ticks: { show: false } };
  const rule = { stroke: ink.of('line'), width: 1 };
  return {
    width,
    height,
    ms: 1,
    // The rules of the axis fall on hours and days of the site.
    tzDate: (ms) => asLocal(painted.speech.timeZone, ms),
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true, range: [fromMs, toMs] }, y: { range: [0, roundTop(highest * 1.05)] } },
    axes: [
      {
        ...axis,
        grid: rule,
        space: 64,
        size: 26,
        // One at the very end would be cut off.
        filter: (_plot, splits) => splits.map((ms) => (ms < toMs ? ms : null)),
        values: (_plot, splits, _axis, _space, stepMs) => timesOf(painted.speech, splits, stepMs),
      },
      { ...axis, grid: rule, size: 48, values: (_plot, splits) => splits.map(painted.axisText) },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, ink))],
    hooks: {
      drawClear: [
        (plot) => {
          for (const band of bands) paintBand(plot, band, ink);
        },
      ],
      setCursor: [({ cursor: { idx } }) => painted.onPoint(idx ?? undefined)],
    },
  };
}

function seriesOf({ name, hue, dash = 'solid', values }: ChartLine, ink: Ink): uPlot.Series {
  const alone = loners(values);
  return {
    label: name,
    stroke: ink.of(hue),
    width: 2,
    dash: [...dashes[dash]],
    spanGaps: false,
    // Where a value has no neighbour there is no line, so it is a dot.
    points: { show: alone.length > 0, size: 5, fill: ink.of(hue), filter: () => alone },
  };
}

const highestOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);

/** What is above the limit is shaded with slanted lines, its edge drawn through. */
function paintBand(plot: uPlot, { fromMs, toMs, value }: ChartBand, ink: Ink): void {
  const { ctx, bbox } = plot;
  const at = (ms: number) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, plot.valToPos(ms, 'x', true)));
  const [left, right] = [at(fromMs), at(toMs)];
  const edge = plot.valToPos(value, 'y', true);
  const width = Math.max(right - left, 2 * devicePixelRatio);
  const tall = edge - bbox.top;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, tall);
  ctx.clip();
  ctx.fillStyle = ink.of('limited');
  ctx.globalAlpha = 0.1;
  ctx.fillRect(left, bbox.top, width, tall);
  ctx.globalAlpha = 0.35;
  ctx.strokeStyle = ink.of('limited');
  ctx.lineWidth = devicePixelRatio;
  const step = 8 * devicePixelRatio;
  ctx.beginPath();
  for (let x = left - tall; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + tall);
    ctx.lineTo(x + tall, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
  ctx.save();
  ctx.fillStyle = ink.of('limited');
  ctx.fillRect(left, edge - devicePixelRatio, width, 2 * devicePixelRatio);
  ctx.restore();
}

/** Times along the bottom: the day where a day begins, else hours and minutes. */
function timesOf({ timeZone, moment }: Speech, splits: readonly (number | null)[], stepMs: number): string[] {
  const day = moment({ day: 'numeric', month: 'short' });
  const month = moment({ month: 'short' });
  const time = moment({
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(stepMs < 60_000 ? { second: '2-digit' } : {}),
  });
  return splits.map((ms) => {
    if (ms === null) return '';
    if (stepMs >= 27 * dayMs) return month.format(ms);
    const isMidnight = shownDate(timeZone, ms).getTime() % dayMs === 0;
    return stepMs >= dayMs || isMidnight ? day.format(ms) : time.format(ms);
  });
}
