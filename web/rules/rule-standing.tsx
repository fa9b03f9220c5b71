import type { RuleState } from '../../firmware/api/shapes.ts';
import { Mark, type Tone } from '../part/mark.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { whySentence } from './why.ts';

interface RuleStandingProps {
  readonly state: RuleState;
  readonly decides: boolean;
  readonly now: string;
}

/** How a rule stands now and why, and whether it is the one that decided. */
export function RuleStanding({ state, decides, now }: RuleStandingProps) {
  const speech = useSpeech();
  const w = useRulesWords();
  return (
    <p class="rule-stands">
      <Mark tone={toneOf(state)} /> {(decides || state.acted) && <b>{decides ? w.list.decides : w.list.acts}. </b>}
      {whySentence(speech, w.rule, state, now)}
    </p>
  );
}

function toneOf({ condition, held, why }: RuleState): Tone {
  if (why.code === 'off' || why.code === 'otherDay' || why.code === 'notReached') return 'idle';
  if (held) return 'waiting';
  if (condition === null) return 'unknown';
  return condition ? 'ok' : 'idle';
}
