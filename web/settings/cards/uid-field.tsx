import { faultText } from '../../part/fault-text.ts';
import { TextField } from '../../part/field.tsx';
import { Icon } from '../../part/icon.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useLearning } from './use-learning.ts';

interface UidFieldProps {
  readonly value: string;
  readonly wrong?: string | undefined;
  readonly onValue: (value: string) => void;
}

/** The number of a card: typed, or read from the card at a charge point. */
export function UidField({ value, wrong, onValue }: UidFieldProps) {
  const { words, seconds } = useSpeech();
  const { give: w, learn } = usePeopleWords();
  const { learning, start, stop } = useLearning(onValue);
  return (
    <div class="uid-field">
      <TextField id="uid" label={w.card} note={w.cardNote} value={value} wrong={wrong} onValue={onValue} />
      {learning.kind === 'waiting' ? (
        <div class="ask">
          {/* Read out once, not each second. */}
          <p role="timer">{learn.hold(seconds(learning.leftS))}</p>
          <div class="buttons">
            <button class="plain-button" type="button" onClick={() => void stop()}>
              {learn.stop}
            </button>
          </div>
        </div>
      ) : (
        <button class="plain-button" type="button" onClick={() => void start()}>
          <Icon name="card" /> {w.learn}
        </button>
      )}
      <Done text={learning.kind === 'read' ? learn.read(learning.uid) : ''} />
      <Problem
        text={
          learning.kind === 'over' ? learn.over : learning.kind === 'failed' ? faultText(words, learning.failure) : ''
        }
      />
    </div>
  );
}
