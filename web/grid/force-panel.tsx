import type { State } from '../../firmware/api/shapes.ts';
import { Fact } from '../part/fact.tsx';
import { Mark } from '../part/mark.tsx';
import { circuitName } from '../reason/ruling.ts';
import { variableText } from '../reason/sentence.ts';
import type { GridWords } from '../words/grid/en.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { type InForce, type LimitSource, limitsInForce } from './in-force.ts';
import { statementOf } from './statement.ts';

/** In ten seconds: does somebody outside limit this house now, how far, and until when. */
export function ForcePanel({ state }: { state: State }) {
  const w = useGridWords();
  const speech = useSpeech();
  const limits = limitsInForce(state);
  const statement = statementOf(state);
  return (
    <section class={limits.length === 0 ? 'panel force' : 'panel force force-limited'} aria-labelledby="force">
      <h2 id="force">{w.force.title}</h2>
      <div role="status">
        {limits.length === 0 ? (
          <>
            <p class="force-none">
              <Mark tone="ok" /> {w.force.none}
            </p>
            <p class="note">
              {statement.kind === 'unlimited' && statement.since !== undefined
                ? w.force.unlimitedNote(speech.time(statement.since, state.at))
                : w.force.noneNote}
            </p>
          </>
        ) : (
          limits.map((one) => <Limit key={one.limit.id} now={state.at} one={one} />)
        )}
        {statement.lost.map(({ id, code, what, since }) => (
          <p key={id} class="warn" data-lost={id}>
            <Mark tone="fault" /> <b>{w.force.lost}:</b> {speech.words.health[code](what, speech.time(since, state.at))}
          </p>
        ))}
      </div>
    </section>
  );
}

function Limit({ now, one }: { now: string; one: InForce }) {
  const speech = useSpeech();
  const { words, time } = speech;
  const w = useGridWords();
  const { limit, circuit, variables, rules, source } = one;
  const named = variableText(speech, variables);
  const open = source.kind === 'local' ? w.force.untilChanged : w.force.untilWithdrawn;
  return (
    <article class={rules ? 'force-limit' : 'force-limit force-lower'} data-limit={limit.id}>
      <p class="force-value">
        {rules && <Mark tone="limited" />}
        <b>{limit.unit === 'W' ? speech.kilowatt(limit.value) : speech.ampere(limit.value)}</b>
        {limit.unit === 'A' && <small>{w.force.perPhase}</small>}
        {limit.unit === 'A' && circuit !== undefined && (
          <small>{w.play.ofAll(`${speech.short((100 * limit.value) / circuit.fuseA)}\u00a0%`)}</small>
        )}
        {named !== '' && <span class="force-variable">{named}</span>}
      </p>
      <dl class="facts">
        <Fact term={w.force.on}>
          {circuit === undefined
            ? (limit.chargePoint ?? limit.circuit ?? words.house.title)
            : circuitName(words, circuit)}
        </Fact>
        <Fact term={w.force.by}>{sourceText(w, source)}</Fact>
        <Fact term={w.force.since}>{time(limit.since, now)}</Fact>
        <Fact term={w.force.until}>{limit.until === null ? open : time(limit.until, now)}</Fact>
      </dl>
      {!rules && <p class="note">{w.force.lower}</p>}
    </article>
  );
}

function sourceText(w: GridWords, source: LimitSource): string {
  const { force } = w;
  switch (source.kind) {
    case 'channel':
      return force.source.channel(source.id);
    case 'relay':
      return force.source.relay(source.id);
    case 'local':
      return force.source.local(source.who);
    case 'silence':
      return force.source.silence(sourceText(w, source.who));
    default:
      return force.source[source.kind];
  }
}
