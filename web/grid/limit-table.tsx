import type { LimitPeriod, MeasuredPower, State } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { type Column, Table } from '../part/table.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { exactTime, limitsText, periodText, reachedMs, secondsText } from './period-text.ts';
import { type Known, whoIs } from './who-is.ts';

interface LimitTableProps {
  readonly state: State;
  readonly known: Known;
  readonly periods: readonly LimitPeriod[];
  readonly fileName: string;
  readonly onOpen: (period: LimitPeriod) => void;
}

/** Each limit that held: since when, until when, who, what, how far, how fast it was reached, what was measured. */
export function LimitTable({ state, known, periods, fileName, onOpen }: LimitTableProps) {
  const speech = useSpeech();
  const w = useGridWords();
  const { language } = speech;
  const measured = (power: MeasuredPower | null): string =>
    power === null
      ? w.limits.notMeasured
      : w.limits.mean(speech.kilowatt(power.meanW), speech.kilowatt(power.highestW));
  const reached = (period: LimitPeriod): string => {
    const ms = reachedMs(period);
    if (period.unconfirmed.length > 0) return w.log.unconfirmed(period.unconfirmed.join(', '));
    return ms === undefined ? w.limits.notReached : secondsText(language, ms);
  };
  const columns: Column<LimitPeriod>[] = [
    {
      id: 'since',
      head: w.force.since,
      cell: ({ at }) => <time dateTime={at}>{exactTime(speech, at)}</time>,
      plain: ({ at }) => at,
    },
    {
      id: 'until',
      head: w.force.until,
      cell: ({ endedAt }) =>
        endedAt === null ? (
          <b class="tone-limited">
            <Mark tone="limited" /> {w.limits.holds}
          </b>
        ) : (
          <time dateTime={endedAt}>{exactTime(speech, endedAt)}</time>
        ),
      plain: ({ endedAt }) => endedAt ?? '',
    },
    { id: 'who', head: w.force.by, cell: (one) => whoIs(w, one, known), plain: (one) => whoIs(w, one, known) },
    {
      id: 'what',
      head: w.limits.what,
      cell: (one) => periodText(speech, w, one),
      plain: (one) => periodText(speech, w, one),
    },
    {
      id: 'limit',
      head: w.limits.limit,
      cell: (one) => limitsText(speech, state, one) || (one.appliedAt === null ? w.log.notApplied : w.log.noLimit),
      plain: (one) => limitsText(speech, state, one),
    },
    { id: 'reached', head: w.limits.reached, cell: reached, plain: reached },
    { id: 'grid', head: w.limits.grid, cell: ({ gridW }) => measured(gridW), plain: ({ gridW }) => measured(gridW) },
    {
      id: 'open',
      head: w.limits.open,
      cell: (one) => (
        <button class="plain-button" type="button" data-open={one.row} onClick={() => onOpen(one)}>
          {w.limits.open}
          <span class="unseen"> {exactTime(speech, one.at)}</span>
        </button>
      ),
    },
  ];
  return (
    <Table
      caption={w.limits.title}
      columns={columns}
      rows={periods}
      keyOf={({ row }) => String(row)}
      empty={w.limits.none}
      fileName={fileName}
    />
  );
}
