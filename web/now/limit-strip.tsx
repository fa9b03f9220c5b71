import { useContext } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { AnybodyContext } from '../part/anybody.ts';
import { Mark } from '../part/mark.tsx';
import { type Ruling, rulings } from '../reason/ruling.ts';
import { variableText } from '../reason/sentence.ts';
import { type Speech, useSpeech } from '../words/speech.ts';

/** Only there when a limit below a fuse rules: who, what, since, until. Read out when it changes, not each second. */
export function LimitStrip({ state }: { state: State }) {
  const speech = useSpeech();
  const anybody = useContext(AnybodyContext);
  return (
    <div role="status" class="strips">
      {rulings(state).map((ruling) => (
        <p class="strip" key={ruling.circuit.id}>
          <Mark tone="limited" />
          <b class="strip-word">{speech.words.strip.limited}</b>
          <span>{speech.words.strip.by(who(speech, ruling))}</span>
          <Variable text={variableText(speech, ruling.variables)} />
          <span>{what(speech, ruling)}</span>
          <span class="strip-times">{times(speech, state.at, ruling)}</span>
          {!anybody && (
            <a class="strip-place" href={linkTo('grid')}>
              {ruling.circuit.reason.code === 'manual' ? speech.words.strip.endIt : speech.words.show}
            </a>
          )}
        </p>
      ))}
    </div>
  );
}

/** A limit that reads no variable has none to name. */
const Variable = ({ text }: { text: string }) => (text === '' ? null : <b>{text}</b>);

const ofOperator = new Set(['smgw', 'para14a', 'lpc', 'relay']);

/** Whoever can end it: the operator, the writer of the variable, or the kind of limit. */
function who({ words }: Speech, { circuit: { reason }, limit, variables }: Ruling): string {
  if (reason.code === 'formulaFailed') return words.strip.formulaFailed;
  const origin = limit?.origin ?? reason.origin;
  if (origin != null && ofOperator.has(origin)) return words.origin[origin];
  if (reason.code === 'operator' || variables.some(({ owner }) => owner != null)) return words.origin.smgw;
  if (limit?.source === 'site') return words.strip.writer('site');
  const writers = new Set(
    variables.filter(({ source }) => source !== '').map(({ source }) => words.strip.writer(source)),
  );
  if (writers.size > 0) return [...writers].join(', ');
  return words.origin[origin ?? 'variable'];
}

/** The ceiling itself, with its circuit where that is not the whole house. */
function what(speech: Speech, { circuit }: Ruling): string {
  const lowest = Math.min(...circuit.limitA);
  const ceiling =
    circuit.limitW != null && circuit.reason.limitMa == null ? speech.kilowatt(circuit.limitW) : speech.setting(lowest);
  return circuit.parent == null ? ceiling : `${circuit.name} ${ceiling}`;
}

function times({ words, time }: Speech, now: string, { circuit: { reason }, limit }: Ruling): string {
  const since = reason.since ?? limit?.since;
  const until = reason.until ?? limit?.until;
  const operator = reason.code === 'operator' || (reason.origin != null && ofOperator.has(reason.origin));
  const open = operator ? words.strip.untilWithdrawn : words.strip.untilChanged;
  const end = until == null ? open : words.until(time(until, now));
  return since == null ? end : `${words.strip.since(time(since, now))}, ${end}`;
}
