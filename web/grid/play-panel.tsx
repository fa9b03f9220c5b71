import { useState } from 'preact/hooks';
import type { LimitState, State } from '../../firmware/api/shapes.ts';
import { endPlay } from '../api/grid.ts';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { PlayForm } from './play-form.tsx';

/** The test button: plays a limit without the operator, and ends it. */
export function PlayPanel({ state, mayChange }: { state: State; mayChange: boolean }) {
  const w = useGridWords();
  const running = state.limits.find(({ origin }) => origin === 'manual');
  const [ended, setEnded] = useState(false);
  return (
    <Panel id="play" title={w.play.title}>
      {running === undefined && <p class="note">{w.play.does}</p>}
      {running !== undefined && (
        <Playing state={state} running={running} mayChange={mayChange} onEnd={() => setEnded(true)} />
      )}
      {running === undefined && ended && <Done text={w.play.ended} />}
      {running === undefined && mayChange && <PlayForm state={state} />}
      {!mayChange && <p class="note">{w.readOnly}</p>}
    </Panel>
  );
}

interface PlayingProps {
  readonly state: State;
  readonly running: LimitState;
  readonly mayChange: boolean;
  readonly onEnd: () => void;
}

/** The limit that is played now, how long still, and its end. */
function Playing({ state, running, mayChange, onEnd }: PlayingProps) {
  const speech = useSpeech();
  const w = useGridWords();
  const [fault, setFault] = useState('');

  async function end(): Promise<void> {
    const outcome = await endPlay();
    setFault(outcome.ok ? '' : faultText(speech.words, outcome));
    if (outcome.ok) onEnd();
  }

  const value =
    running.unit === 'W' ? speech.kilowatt(running.value) : `${speech.ampere(running.value)} ${w.force.perPhase}`;
  return (
    <div class="playing">
      <p role="status">
        <Mark tone="limited" /> <b>{w.play.runs(value)}</b>
      </p>
      {running.until !== null && (
        <p class="countdown" role="timer">
          {w.play.left(minutes(Date.parse(running.until) - Date.parse(state.at)))}
        </p>
      )}
      {mayChange && (
        <button class="main-button" type="button" onClick={() => void end()}>
          {w.play.end}
        </button>
      )}
      <Problem text={fault} />
    </div>
  );
}

/** "0:42", "59:10": counts down without jumping. */
function minutes(leftMs: number): string {
  const leftS = Math.max(0, Math.round(leftMs / 1000));
  return `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, '0')}\u00a0min`;
}
