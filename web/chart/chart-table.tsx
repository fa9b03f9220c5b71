import { useState } from 'preact/hooks';
import { type Column, Table } from '../part/table.tsx';
import { useChartWords } from '../words/chart/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { type ChartBand, type ChartLine, type ChartUnit, rulingBand } from './model.ts';
import { pointTime, shownNumber, unitText } from './number.ts';

interface ChartTableProps {
  readonly title: string;
  readonly times: readonly number[];
  readonly everyS: number;
  readonly unit: ChartUnit;
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
  readonly fileName: string;
  readonly csvHref?: string;
}

/** What a chart shows, as a table; made when it is opened, since it may be long. */
export function ChartTable({ title, times, everyS, unit, lines, bands, fileName, csvHref }: ChartTableProps) {
  const speech = useSpeech();
  const w = useChartWords();
  const [isOpen, setIsOpen] = useState(false);
  const named = (name: string): string => (unit === '' ? name : `${name}, ${unitText(unit)}`);
  const cell = (value: number | null) =>
    value === null ? (
      <span class="no-value">{speech.words.noValue}</span>
    ) : (
      speech.one(unit === 'W' ? value / 1000 : value)
    );
  const bandAt = (index: number) => rulingBand(bands, times[index] ?? 0, everyS);
  const columns: Column<number>[] = [
    {
      id: 'time',
      head: w.time,
      cell: (index) => pointTime(speech, times[index] ?? 0, everyS),
      plain: (index) => new Date(times[index] ?? 0).toISOString(),
    },
    ...lines.map(
      ({ id, name, values }): Column<number> => ({
        id,
        head: named(name),
        numeric: true,
        cell: (index) => cell(values[index] ?? null),
        plain: (index) => shownNumber(values[index] ?? null, unit),
      }),
    ),
    ...(bands.length === 0
      ? []
      : [
          {
            id: 'limit',
            head: named(w.limit),
            numeric: true,
            cell: (index: number) => {
              const band = bandAt(index);
              return band === undefined ? '–' : cell(band.value);
            },
            plain: (index: number) => shownNumber(bandAt(index)?.value ?? null, unit),
          },
          {
            id: 'reason',
            head: w.reason,
            cell: (index: number) => bandAt(index)?.reason ?? '–',
            plain: (index: number) => bandAt(index)?.reason ?? '',
          },
        ]),
  ];
  return (
    <details class="chart-table" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{w.table}</summary>
      {isOpen && (
        <Table
          caption={title}
          columns={columns}
          rows={times.map((_, index) => index)}
          keyOf={String}
          empty={speech.words.noValue}
          fileName={fileName}
          {...(csvHref === undefined ? {} : { csvHref })}
        />
      )}
    </details>
  );
}
