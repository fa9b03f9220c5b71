import '../style/chart.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Column, Table } from '../part/table.tsx';
import { InChartWords, useChartWords } from '../words/chart/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BarPatterns, patternOf } from './bar-pattern.tsx';
import { type Hue, roundTop } from './model.ts';
import { walked } from './walk.ts';

/** One kind of energy; `values[i]` is that of bar `i`, Wh; null: not known. */
export interface EnergyPart {
  readonly id: string;
  readonly name: string;
  readonly hue: Hue;
  readonly values: readonly (number | null)[];
}

/** What a bar stands for: an hour, a day, a month. */
export interface EnergySlot {
  /** Under the bar, short. */
  readonly short: string;
  /** In the table and when it is read out. */
  readonly long: string;
  /** In the CSV. */
  readonly iso: string;
}

export interface EnergyChartProps {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly EnergySlot[];
  readonly parts: readonly EnergyPart[];
  readonly empty: string;
  readonly fileName: string;
}

/** Energy as stacked bars: one bar an hour, a day or a month, by origin or by use, with its table. */
export const EnergyChart = (props: EnergyChartProps) => (
  <InChartWords>
    <Drawn {...props} />
  </InChartWords>
);

const heightPx = 220;
const leftPx = 48;
const bottomPx = 22;
const topPx = 8;

function Drawn({ id, title, slots, parts, empty, fileName }: EnergyChartProps) {
  const speech = useSpeech();
  const w = useChartWords();
  const [index, setIndex] = useState<number>();
  const [isOpen, setIsOpen] = useState(false);
  const { frame, width } = useWidth();
  const kwh = new Intl.NumberFormat(speech.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const text = (value: number | null): string =>
    value === null ? speech.words.noValue : `${kwh.format(value / 1000)}\u00a0kWh`;
  if (!parts.some(({ values }) => values.some((value) => value !== null))) return <p class="soft">{empty}</p>;

  const together = (at: number): number | null => {
    const known = parts.flatMap(({ values }) => values[at] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  };
  const top = roundTop(Math.max(...slots.map((_, at) => together(at) ?? 0)) / 1000);
  const plotted = heightPx - topPx - bottomPx;
  const yOf = (wh: number): number => topPx + plotted * (1 - wh / 1000 / top);
  const slotPx = Math.max(1, (width - leftPx) / slots.length);
  const every = Math.max(1, Math.ceil(48 / slotPx));
  const said = index === undefined ? undefined : saidOf(index);

  function saidOf(at: number): readonly string[] {
    return [
      slots[at]?.long ?? '',
      ...parts.map(({ name, values }) => `${name} ${text(values[at] ?? null)}`),
      ...(parts.length > 1 ? [`${w.total} ${text(together(at))}`] : []),
    ];
  }

  function onKey(event: KeyboardEvent): void {
    const to = walked(event.key, index, slots.length);
    if (to === undefined) return;
    event.preventDefault();
    setIndex(to);
  }

  function onPointer(event: PointerEvent & { readonly currentTarget: HTMLElement }): void {
    const at = Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - leftPx) / slotPx);
    setIndex(at >= 0 && at < slots.length ? at : undefined);
  }

  const columns: Column<number>[] = [
    { id: 'time', head: w.time, cell: (at) => slots[at]?.long, plain: (at) => slots[at]?.iso ?? '' },
    ...[
      ...parts,
      ...(parts.length > 1 ? [{ id: 'total', name: w.total, values: slots.map((_, at) => together(at)) }] : []),
    ].map(
      ({ id: part, name, values }): Column<number> => ({
        id: part,
        head: `${name}, kWh`,
        numeric: true,
        cell: (at) => {
          const value = values[at] ?? null;
          return value === null ? <span class="no-value">{speech.words.noValue}</span> : kwh.format(value / 1000);
        },
        plain: (at) => (values[at] == null ? null : Math.round(values[at]) / 1000),
      }),
    ),
  ];

  return (
    <figure class="chart" data-chart={id}>
      <ul class="chart-legend">
        {parts.map(({ id: part, name, hue }) => (
          <li key={part}>
            <svg class={`chart-swatch ink-${hue}`} viewBox="0 0 14 14" aria-hidden="true">
              <rect width="14" height="14" fill={patternOf(hue, id)} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <div
        ref={frame}
        class="chart-frame"
        role="slider"
        tabIndex={0}
        aria-label={w.walk(title)}
        aria-valuemin={0}
        aria-valuemax={slots.length - 1}
        aria-valuenow={index ?? 0}
        aria-valuetext={said?.join(', ') ?? w.hint}
        onKeyDown={onKey}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setIndex(undefined)}
      >
        {width > 0 && (
          <svg class="chart-bars" width={width} height={heightPx} aria-hidden="true">
            <BarPatterns id={id} />
            {[0, 0.5, 1].map((share) => (
              <g key={share}>
                <line
                  class="chart-rule"
                  x1={leftPx}
                  x2={width}
                  y1={yOf(share * top * 1000)}
                  y2={yOf(share * top * 1000)}
                />
                <text x={leftPx - 6} y={yOf(share * top * 1000) + 4} text-anchor="end">
                  {share === 0 ? '0 kWh' : speech.short(share * top)}
                </text>
              </g>
            ))}
            {slots.map((slot, at) => {
              const left = leftPx + at * slotPx;
              let wh = 0;
              return (
                <g key={slot.iso} data-bar={at} class={at === index ? 'chart-chosen' : ''}>
                  {at === index && <rect class="chart-cursor" x={left} width={slotPx} y={topPx} height={plotted} />}
                  {parts.map(({ id: part, hue, values }) => {
                    const below = wh;
                    wh += values[at] ?? 0;
                    const height = yOf(below) - yOf(wh);
                    return height <= 0 ? null : (
                      <rect
                        key={part}
                        class={`ink-${hue}`}
                        data-part={part}
                        x={left + slotPx * 0.12}
                        width={slotPx * 0.76}
                        y={yOf(wh)}
                        height={height}
                        fill={patternOf(hue, id)}
                      />
                    );
                  })}
                  {at % every === 0 && (
                    <text x={left + slotPx / 2} y={heightPx - 6} text-anchor="middle">
                      {slot.short}
                    </text>
                  )}
                </g>
              );
            })}
          </svg>
        )}
      </div>
      <figcaption class="chart-said" aria-hidden="true">
        {said === undefined ? (
          <span class="soft">{w.hint}</span>
        ) : (
          said.map((one, at) => (at === 0 ? <b key={one}>{one}</b> : <span key={one}>{one}</span>))
        )}
      </figcaption>
      <details class="chart-table" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>{w.table}</summary>
        {isOpen && (
          <Table
            caption={title}
            columns={columns}
            rows={slots.map((_, at) => at)}
            keyOf={String}
            empty={empty}
            fileName={fileName}
          />
        )}
      </details>
    </figure>
  );
}

/** How wide an element is, also after the window changed. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const size = new ResizeObserver(measure);
    size.observe(element);
    return () => size.disconnect();
  });
  return { frame, width };
}
