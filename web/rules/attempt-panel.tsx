import { useState } from 'preact/hooks';
import { type DryRun, dryRun, readOffered } from '../api/rules.ts';
import { faultText } from '../part/fault-text.ts';
import { Choice } from '../part/field.tsx';
import { Panel } from '../part/panel.tsx';
import { Problem } from '../part/problem.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { type AttemptSpan, type Offered, timesOf } from './attempt.ts';
import { AttemptResult } from './attempt-result.tsx';
import type { RuleInput } from './rule-owner.ts';

interface AttemptPanelProps {
  readonly chargePoint: string;
  /** The list with the rule that is being edited. */
  readonly draft: readonly RuleInput[] | undefined;
  /** The list as it is saved; undefined: whoever looks may not see it, and the box takes its own. */
  readonly rules: readonly RuleInput[] | undefined;
  /** The moment as the box has it. */
  readonly now: string;
  /** Where a list may be tried that belongs to no charge point. */
  readonly points?: Readonly<Record<string, string>>;
  readonly onPoint?: (chargePoint: string) => void;
}

/** What came out, and of which rules. */
interface Found {
  readonly key: string;
  readonly now: string;
  readonly run: DryRun;
  readonly offered: Offered | undefined;
  readonly rules: readonly RuleInput[];
}

/** Rules tried on days that are over: what they would have asked for against what was. */
export function AttemptPanel({ chargePoint, draft, rules, now, points, onPoint }: AttemptPanelProps) {
  const { words, timeZone } = useSpeech();
  const w = useRulesWords();
  const [span, setSpan] = useState<AttemptSpan>('yesterday');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [found, setFound] = useState<Found>();
  const tried = draft ?? rules;
  // A charge point walks its own rules by itself; those of others are brought.
  const list = draft ?? (points === undefined ? undefined : rules);
  // What came out is shown as long as it is about these rules.
  const key = JSON.stringify([chargePoint, tried]);

  async function attempt(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault('');
    const { from, to, everyS } = timesOf(timeZone, span, new Date(now));
    const [start, end] = [from.toISOString(), to.toISOString()];
    const [run, history] = await Promise.all([
      dryRun({ chargePoint, from: start, to: end, everyS, ...(list === undefined ? {} : { rules: list }) }),
      readOffered(chargePoint, start, end, everyS),
    ]);
    setBusy(false);
    if (!run.ok) return setFault(faultText(words, run));
    const series = history.ok ? history.value.series[0] : undefined;
    setFound({
      ...{ key, now, run: run.value, rules: tried ?? [] },
      offered:
        history.ok && series !== undefined
          ? { fromMs: Date.parse(history.value.from), everyS: history.value.everyS, values: series.values }
          : undefined,
    });
  }

  return (
    <Panel id="rules-attempt" title={w.attempt.title}>
      <p class="note">
        {w.attempt.intro} {draft === undefined ? w.attempt.saved : w.attempt.draft}
      </p>
      <div class="attempt-ask">
        {points !== undefined && onPoint !== undefined && (
          <Choice id="attempt-point" label={w.attempt.at} choices={points} value={chargePoint} onValue={onPoint} />
        )}
        <Choice id="attempt-span" label={w.attempt.span} choices={w.attempt.spans} value={span} onValue={setSpan} />
        <button class="plain-button" type="button" aria-disabled={busy} onClick={() => void attempt()}>
          {w.attempt.run}
        </button>
      </div>
      <p class="soft" role="status">
        {busy ? w.attempt.busy : ''}
      </p>
      <Problem text={fault} />
      {found?.key === key && !busy && (
        <AttemptResult run={found.run} offered={found.offered} rules={found.rules} now={found.now} />
      )}
    </Panel>
  );
}
