import { useMemo } from 'preact/hooks';
import type { DryRun } from '../api/rules.ts';
import { TimeChart } from '../chart/time-chart.tsx';
import { memo } from '../part/memo.ts';
import { type Column, Table } from '../part/table.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { askedSteps, type Offered, type Stretch, stretchesOf } from './attempt.ts';
import type { RuleInput } from './rule-owner.ts';
import { ruleName } from './site-names.ts';

interface AttemptResultProps {
  readonly run: DryRun;
  readonly offered: Offered | undefined;
  readonly rules: readonly RuleInput[];
  readonly now: string;
}

/** So many stretches are told as sentences; all of them stand in the table. */
const mostSentences = 6;

/** What rules would have asked for: sentences, a chart, and the table that says the same. */
export const AttemptResult = memo(({ run, offered, rules, now }: AttemptResultProps) => {
  const speech = useSpeech();
  const w = useRulesWords();
  const a = w.attempt;
  const { setting, time } = speech;
  const stretches = useMemo(() => stretchesOf(run, offered), [run, offered]);
  const first = run.spans[0];
  const last = run.spans.at(-1);
  const fromMs = first === undefined ? 0 : Date.parse(first.from);
  const count = last === undefined ? 0 : Math.round((Date.parse(last.to) - fromMs) / (run.everyS * 1000));
  const lines = useMemo(
    () => [
      { id: 'would', name: a.would, hue: 'cars', values: askedSteps(run, fromMs, run.everyS, count) } as const,
      {
        id: 'was',
        name: a.was,
        hue: 'house',
        dash: 'dash',
        values: offeredSteps(offered, fromMs, run.everyS, count),
      } as const,
    ],
    [run, offered, fromMs, count, a],
  );
  if (first === undefined) return <p class="soft">{a.nothing}</p>;
  // Within one day the hours are enough.
  const base = count * run.everyS > 25 * 3600 ? now : first.from;

  const wasText = ({ was }: Stretch): string => {
    if (was === undefined) return a.wasUnknown;
    const [least, most] = [setting(was.leastA), setting(was.mostA)];
    return least === most ? a.wasOffered(most) : a.wasBetween(least, most);
  };
  const sentence = (stretch: Stretch): string => {
    const { from, to, askedA } = stretch;
    const [start, end] = [time(from, base), time(to, from)];
    return askedA <= 0
      ? a.sentencePause(start, end, wasText(stretch))
      : a.sentence(setting(askedA), start, end, wasText(stretch));
  };
  // A day in which nothing ever held is told too; else pauses go without saying.
  const told = stretches.some(({ askedA }) => askedA > 0) ? stretches.filter(({ askedA }) => askedA > 0) : stretches;
  const columns: readonly Column<Stretch>[] = [
    { id: 'from', head: a.from, cell: ({ from }) => time(from, base), plain: ({ from }) => from },
    { id: 'to', head: a.to, cell: ({ from, to }) => time(to, from), plain: ({ to }) => to },
    { id: 'asked', head: a.asked, numeric: true, cell: ({ askedA }) => setting(askedA), plain: ({ askedA }) => askedA },
    {
      ...{ id: 'was', head: a.offered, numeric: true },
      cell: ({ was }) =>
        was === undefined
          ? speech.words.noValue
          : was.leastA === was.mostA
            ? setting(was.mostA)
            : `${speech.short(was.leastA)}–${setting(was.mostA)}`,
      plain: ({ was }) => was?.mostA ?? null,
    },
    {
      ...{ id: 'rule', head: a.rule },
      cell: ({ rule }) => (rule === null ? a.noRule : ruleName(rules, rule, w.item.named)),
      plain: ({ rule }) => rule,
    },
  ];

  return (
    <div class="attempt">
      <div role="status">
        <ul class="attempt-says">
          {told.slice(0, mostSentences).map((stretch) => (
            <li key={stretch.from}>{sentence(stretch)}</li>
          ))}
        </ul>
      </div>
      <TimeChart
        id="attempt"
        title={a.chart}
        fromMs={fromMs}
        everyS={run.everyS}
        unit="A"
        lines={lines}
        empty={a.nothing}
        heightPx={200}
      />
      {run.gaps.length > 0 && (
        <p class="note">{a.gaps(run.gaps.map(({ from, to }) => `${time(from, base)}–${time(to, from)}`).join(', '))}</p>
      )}
      {run.unknown.length > 0 && <p class="note">{a.unknown(run.unknown.join(', '))}</p>}
      {run.cut && <p class="note">{a.cut}</p>}
      <p class="note">{a.caution}</p>
      <details>
        <summary>{a.table}</summary>
        <Table
          caption={a.table}
          columns={columns}
          rows={stretches}
          keyOf={({ from }) => from}
          empty={a.nothing}
          fileName={`rules-${run.chargePoint}`}
        />
      </details>
    </div>
  );
});

function offeredSteps(
  offered: Offered | undefined,
  fromMs: number,
  everyS: number,
  count: number,
): readonly (number | null)[] {
  if (offered === undefined) return new Array<null>(count).fill(null);
  return Array.from({ length: count }, (_, step) => {
    const at = Math.floor((fromMs + step * everyS * 1000 - offered.fromMs) / (offered.everyS * 1000));
    return offered.values[at] ?? null;
  });
}
