import { useEffect, useRef, useState } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import { endPlay, playLimit } from '../api/grid.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { faultText } from '../part/fault-text.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { Mark } from '../part/mark.tsx';
import { Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { testLimitId } from './in-force.ts';

/** A whole number within its bounds; undefined: it is none. */
function whole(text: string, least: number, most: number): number | undefined {
  const value = /^\s*\d[\d\s]*$/.test(text) ? Number(text.replace(/\s/g, '')) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

type Step = 'ready' | 'asks' | 'sends' | 'taken';

/** The test button: plays a limit without the operator, and ends it. */
export function PlayPanel({ state, mayChange }: { state: State; mayChange: boolean }) {
  const speech = useSpeech();
  const w = useGridWords();
  const [power, setPower] = useState('4200');
  const [time, setTime] = useState('60');
  const [step, setStep] = useState<Step>('ready');
  const [told, setTold] = useState(false);
  const [refused, setRefused] = useState<'limitW' | 'durationS'>();
  const [fault, setFault] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const limitW = whole(power, 0, 1e7);
  const durationS = whole(time, 1, 3600);
  const running = state.limits.find(({ id }) => id === testLimitId);

  // Once it is seen in force, nothing has to be announced any more.
  const isRunning = running !== undefined;
  useEffect(() => {
    if (isRunning) setStep('ready');
  }, [isRunning]);

  async function start(): Promise<void> {
    if (limitW === undefined || durationS === undefined) return;
    setStep('sends');
    const outcome = await playLimit(limitW, durationS);
    setStep(outcome.ok ? 'taken' : 'ready');
    if (outcome.ok) return;
    if (outcome.path === 'limitW' || outcome.path === 'durationS') {
      setRefused(outcome.path);
      focusWrong(form.current);
    } else setFault(faultText(speech.words, outcome));
  }

  async function end(): Promise<void> {
    const outcome = await endPlay();
    setStep('ready');
    setFault(outcome.ok ? '' : faultText(speech.words, outcome));
  }

  function ask(event: Event): void {
    event.preventDefault();
    setFault('');
    setTold(true);
    if (limitW !== undefined && durationS !== undefined) setStep('asks');
    else focusWrong(form.current);
  }

  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    setRefused(undefined);
    setStep('ready');
  };

  return (
    <section class="panel" aria-labelledby="play">
      <h2 id="play">{w.play.title}</h2>
      {running !== undefined ? (
        <div class="playing">
          <p role="status">
            <Mark tone="limited" /> <b>{w.play.runs(speech.kilowatt(running.value))}</b>
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
        </div>
      ) : (
        <>
          <p class="note">{w.play.does}</p>
          {mayChange && (
            <form ref={form} class="short-form" onSubmit={ask} noValidate>
              <TextField
                id="play-power"
                label={w.play.power}
                numeric
                value={power}
                onValue={changed(setPower)}
                note={limitW === undefined ? undefined : `= ${speech.kilowatt(limitW)}`}
                wrong={(told && limitW === undefined) || refused === 'limitW' ? w.play.powerWrong : undefined}
              />
              <TextField
                id="play-time"
                label={w.play.time}
                numeric
                value={time}
                onValue={changed(setTime)}
                note={durationS === undefined || durationS < 120 ? undefined : `= ${minutes(durationS * 1000)}`}
                wrong={(told && durationS === undefined) || refused === 'durationS' ? w.play.timeWrong : undefined}
              />
              <button class="main-button" type="submit" aria-disabled={step !== 'ready'}>
                {w.play.start}
              </button>
            </form>
          )}
          {step === 'asks' && limitW !== undefined && durationS !== undefined && (
            <AskFirst
              question={w.play.ask(speech.kilowatt(limitW), minutes(durationS * 1000))}
              yes={w.play.yes}
              no={w.cancel}
              onYes={() => void start()}
              onNo={() => setStep('ready')}
            />
          )}
          <p class="note" role="status">
            {step === 'taken' && w.play.coming}
          </p>
        </>
      )}
      <Problem text={fault} />
      {!mayChange && <p class="note">{w.readOnly}</p>}
    </section>
  );
}

/** "0:42", "59:10": counts down without jumping. */
function minutes(leftMs: number): string {
  const leftS = Math.max(0, Math.round(leftMs / 1000));
  return `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, '0')}\u00a0min`;
}
