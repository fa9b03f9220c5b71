import { useRef, useState } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import { playLimit } from '../api/grid.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { faultText } from '../part/fault-text.ts';
import { Choice, control, Field, focusWrong, TextField } from '../part/field.tsx';
import { Problem } from '../part/problem.tsx';
import { clockText } from '../time/calendar.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { durationOf, limitOf, type PlayDraft, type PlayTime, type PlayUnit, powerOf } from './play-draft.ts';

type Step = 'ready' | 'asks' | 'sends' | 'taken';

const first: PlayDraft = { limit: '40', unit: '%', time: '1', timeUnit: 'hours' };
const units: Record<PlayUnit, string> = { '%': '%', kW: 'kW', W: 'W' };

/** How far and how long; says beside the fields what that means here, and asks before it limits. */
export function PlayForm({ state }: { state: State }) {
  const speech = useSpeech();
  const w = useGridWords();
  const [draft, setDraft] = useState(first);
  const [step, setStep] = useState<Step>('ready');
  const [told, setTold] = useState(false);
  const [refused, setRefused] = useState<'limit' | 'time'>();
  const [fault, setFault] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const nowMs = Date.parse(state.at);
  const fuseA = state.circuits.find(({ parent }) => parent == null)?.fuseA;
  const limit = limitOf(draft);
  const durationS = durationOf(speech.timeZone, draft, nowMs);

  const amount =
    limit === undefined
      ? undefined
      : 'limitW' in limit
        ? speech.kilowatt(limit.limitW)
        : fuseA === undefined
          ? `${speech.short(limit.percent)}\u00a0%`
          : w.play.ofFuse(
              `${speech.short(limit.percent)}\u00a0%`,
              speech.setting(fuseA),
              speech.ampere((fuseA * limit.percent) / 100),
              speech.kilowatt(powerOf(limit, fuseA)),
            );
  const end =
    durationS === undefined ? undefined : speech.time(new Date(nowMs + durationS * 1000).toISOString(), state.at);

  async function start(): Promise<void> {
    // The end is reckoned anew: the question may have stood a while.
    const forS = durationOf(speech.timeZone, draft, nowMs);
    if (limit === undefined || forS === undefined) return;
    setStep('sends');
    const outcome = await playLimit({ ...limit, durationS: forS });
    setStep(outcome.ok ? 'taken' : 'ready');
    if (outcome.ok) return;
    const field = outcome.path === 'durationS' ? 'time' : outcome.path === undefined ? undefined : 'limit';
    setRefused(field);
    if (field === undefined) setFault(faultText(speech.words, outcome));
    else focusWrong(form.current);
  }

  function ask(event: Event): void {
    event.preventDefault();
    setFault('');
    setTold(true);
    if (limit !== undefined && durationS !== undefined) setStep('asks');
    else focusWrong(form.current);
  }

  function change(part: Partial<PlayDraft>): void {
    setDraft((before) => ({ ...before, ...part }));
    setRefused(undefined);
    setStep('ready');
  }

  const timeWrong = (told && durationS === undefined) || refused === 'time' ? w.play.timeWrong : undefined;
  return (
    <>
      <form ref={form} class="short-form" onSubmit={ask} noValidate>
        <TextField
          id="play-limit"
          label={w.play.limit}
          value={draft.limit}
          onValue={(value) => change({ limit: value })}
          wrong={(told && limit === undefined) || refused === 'limit' ? w.play.limitWrong : undefined}
        />
        <Choice
          id="play-unit"
          label={w.play.unit}
          value={draft.unit}
          choices={units}
          onValue={(unit) => change({ unit })}
        />
        {draft.timeUnit === 'until' ? (
          <Field id="play-time" label={w.play.time} wrong={timeWrong}>
            <input
              {...control('play-time', timeWrong)}
              type="time"
              value={draft.time}
              onInput={(event) => change({ time: event.currentTarget.value })}
            />
          </Field>
        ) : (
          <TextField
            id="play-time"
            label={w.play.time}
            value={draft.time}
            onValue={(time) => change({ time })}
            wrong={timeWrong}
          />
        )}
        <Choice
          id="play-time-unit"
          label={w.play.timeUnit}
          value={draft.timeUnit}
          choices={w.play.timeUnits}
          onValue={(timeUnit: PlayTime) =>
            change({
              timeUnit,
              time:
                timeUnit === 'until'
                  ? clockText(speech.timeZone, nowMs + 30 * 60_000)
                  : timeUnit === 'hours'
                    ? '1'
                    : '30',
            })
          }
        />
        <p class="note play-says">{amount !== undefined && end !== undefined && w.play.says(amount, end)}</p>
        <button class="main-button" type="submit" aria-disabled={step !== 'ready'}>
          {w.play.start(
            limit === undefined
              ? ''
              : 'limitW' in limit
                ? speech.kilowatt(limit.limitW)
                : `${speech.short(limit.percent)}\u00a0%`,
          )}
        </button>
      </form>
      {step === 'asks' && amount !== undefined && end !== undefined && (
        <AskFirst
          question={w.play.ask(amount, end)}
          yes={w.play.yes}
          no={w.cancel}
          onYes={() => void start()}
          onNo={() => setStep('ready')}
        />
      )}
      <p class="note" role="status">
        {step === 'taken' && w.play.coming}
      </p>
      <Problem text={fault} />
    </>
  );
}
