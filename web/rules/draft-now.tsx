import { useEffect, useState } from 'preact/hooks';
import { dryRun } from '../api/rules.ts';
import { Mark, type Tone } from '../part/mark.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { RuleInput } from './rule-owner.ts';

interface DraftNowProps {
  readonly chargePoint: string;
  /** The list with the rule as it stands in the form. */
  readonly rules: readonly RuleInput[];
  readonly rule: string;
}

/** How the rule stood at the end of the last minutes, and what the list came to. */
interface Lately {
  /** Of which list. */
  readonly key: string;
  readonly stand: 'true' | 'false' | 'held' | 'noValue' | 'notReached';
  readonly askedA: number;
}

/** Typing is let come to rest; a box that walks another list is asked again. */
const restMs = 700;
const againMs = 2_000;
const lookBackMs = 5 * 60_000;

const tones: Readonly<Record<Lately['stand'], Tone>> = {
  ...{ true: 'ok', false: 'idle', held: 'waiting', noValue: 'unknown', notReached: 'idle' },
};

/** What a rule that nobody has saved would do now: the last minutes are walked with it. */
export function DraftNow({ chargePoint, rules, rule }: DraftNowProps) {
  const { setting } = useSpeech();
  const w = useRulesWords();
  const [lately, setLately] = useState<Lately>();
  const key = JSON.stringify(rules);
  useEffect(() => {
    let wanted = true;
    let timer = setTimeout(ask, restMs);
    async function ask(): Promise<void> {
      const now = Date.now();
      const [from, to] = [new Date(now - lookBackMs).toISOString(), new Date(now).toISOString()];
      const outcome = await dryRun({ chargePoint, rules, from, to, everyS: 10 });
      if (!wanted) return;
      if (!outcome.ok && outcome.status === 503) timer = setTimeout(ask, againMs);
      const last = outcome.ok ? outcome.value.spans.at(-1) : undefined;
      const stand = last?.states[rule];
      setLately(last === undefined || stand === undefined ? undefined : { key, stand, askedA: last.resultA });
    }
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, chargePoint, rule]);
  if (lately?.key !== key) return null;
  return (
    <p class="rule-stands">
      <Mark tone={tones[lately.stand]} /> {w.form.lately[lately.stand]}; {w.form.latelyAsks(setting(lately.askedA))}.
    </p>
  );
}
