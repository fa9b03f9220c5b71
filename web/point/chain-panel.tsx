import type { ChargePointState, CircuitState, PerPhase, PointFacts, State } from '../../firmware/api/shapes.ts';
import { Fact } from '../part/fact.tsx';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { circuitName } from '../reason/ruling.ts';
import { usePointWords } from '../words/point/speech.ts';
import { type Speech, useSpeech } from '../words/speech.ts';
import { type ChainLimit, chainOf } from './chain.ts';

interface ChainPanelProps {
  readonly state: State;
  readonly chargePoint: ChargePointState;
  readonly facts: PointFacts | undefined;
}

/** Why, in full: the charge point, and each circuit above it with its limits; what decides now is marked. */
export function ChainPanel({ state, chargePoint, facts }: ChainPanelProps) {
  const speech = useSpeech();
  const w = usePointWords();
  const { words, setting } = speech;
  const { name, minA, maxA, offeredA, reason } = chargePoint;
  const { selfRules, own, links } = chainOf(state, chargePoint, facts);
  return (
    <Panel id="why" title={w.chain.title}>
      <ol class="chain">
        <li class={selfRules ? 'chain-link chain-rules' : 'chain-link'} data-link={chargePoint.id}>
          <Heading name={name} kind={w.chain.self} rules={selfRules} />
          <dl class="facts">
            <Fact term={w.chain.set}>{w.chain.may(setting(minA), setting(maxA))}</Fact>
            <Fact term={w.chain.offered}>
              {offeredA == null ? <span class="no-value">{words.noValue}</span> : speech.ampere(offeredA)}
            </Fact>
          </dl>
          <Limits now={state.at} limits={own} />
        </li>
        {links.map(({ circuit, rules, limits }) => (
          <li
            key={circuit.id}
            class={rules ? 'chain-link chain-rules' : 'chain-link'}
            data-link={circuit.id}
            aria-current={rules ? 'true' : undefined}
          >
            <Heading
              name={circuitName(words, circuit)}
              kind={circuit.parent === null ? w.chain.main : ''}
              rules={rules}
            />
            {rules && <Ruling text={rulingText(speech, w.chain.on, state, chargePoint)} />}
            <dl class="facts">
              <Fact term={w.chain.limit}>{ceiling(speech, circuit) || w.chain.none}</Fact>
              <Fact term={w.chain.fuse}>{setting(circuit.fuseA)}</Fact>
              <Fact term={w.chain.drawn}>
                <Phases values={circuit.drawnA} ruling={rules ? reason.phase : undefined} />
              </Fact>
              <Fact term={w.chain.left}>
                <Phases values={circuit.headroomA} ruling={rules ? reason.phase : undefined} />
              </Fact>
            </dl>
            <Limits now={state.at} limits={limits} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Heading({ name, kind, rules }: { name: string; kind: string; rules: boolean }) {
  const w = usePointWords();
  return (
    <h3>
      {name}
      {kind !== '' && kind !== name && <small> {kind}</small>}
      {rules && (
        <span class="chain-mark">
          <Mark tone="limited" /> {w.chain.rules}
        </span>
      )}
    </h3>
  );
}

const Ruling = ({ text }: { text: string }) => (text === '' ? null : <p>{text}</p>);

/** "16.0 A on L2, since 11:58, until 12:15": the ceiling that ruled. */
function rulingText(speech: Speech, on: (phase: string) => string, state: State, { reason }: ChargePointState): string {
  const { words, ampere, time } = speech;
  const value = reason.limitMa === undefined ? '' : ampere(reason.limitMa / 1000);
  const place = reason.phase === undefined ? '' : on(reason.phase);
  return [
    [value, place].filter((text) => text !== '').join(' '),
    reason.since === undefined ? '' : words.strip.since(time(reason.since, state.at)),
    reason.until === undefined ? '' : words.until(time(reason.until, state.at)),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** The ceilings below the fuse; empty: there is none. */
function ceiling({ setting, kilowatt }: Speech, { limitA, limitW, fuseA }: CircuitState): string {
  const lowest = Math.min(...limitA);
  return [lowest < fuseA ? setting(lowest) : '', limitW === null ? '' : kilowatt(limitW)]
    .filter((text) => text !== '')
    .join(', ');
}

/** "L1 27.4 L2 17.6 L3 17.3 A"; the phase that decides stands out. */
function Phases({ values, ruling }: { values: PerPhase<number | null>; ruling: string | undefined }) {
  const { words, one } = useSpeech();
  if (values.every((value) => value === null)) return <span class="no-value">{words.noValue}</span>;
  return (
    <span class="chain-phases">
      {values.map((value, phase) => {
        const name = `L${phase + 1}`;
        const text = value === null ? words.noValue : `${one(value)}${value < 0 ? ` ${words.house.export}` : ''}`;
        return (
          <span key={name} class={name === ruling ? 'chain-phase chain-phase-rules' : 'chain-phase'}>
            {name} <b>{text}</b>
            {phase === 2 && '\u00a0A'}
          </span>
        );
      })}
    </span>
  );
}

function Limits({ now, limits }: { now: string; limits: readonly ChainLimit[] }) {
  if (limits.length === 0) return null;
  return (
    <ul class="chain-limits">
      {limits.map(({ limit, set }) => (
        <li key={limit.id} data-limit={limit.id}>
          <Limit now={now} limit={limit} set={set} />
        </li>
      ))}
    </ul>
  );
}

/** A limit: how far, by whom, since and until, and the formula behind it with what that reads. */
function Limit({ now, limit, set }: { now: string } & ChainLimit) {
  const speech = useSpeech();
  const { words, time, kilowatt, ampere } = speech;
  const w = usePointWords();
  const until = limit.until === null ? '' : `, ${words.until(time(limit.until, now))}`;
  const value = limit.unit === 'W' ? kilowatt(limit.value) : ampere(limit.value);
  return (
    <>
      <p>
        <b>{value}</b> {w.chain.by(words.origin[limit.origin])}, {words.strip.since(time(limit.since, now))}
        {until}
      </p>
      {writersOf(limit.source).map(([name, who]) => (
        <p key={name} class="soft">
          {who === undefined ? w.chain.notSet(name) : w.chain.setBy(name, who)}
        </p>
      ))}
      {typeof set?.value === 'string' && (
        <p class="soft">
          {w.chain.formula} <code>{set.value}</code>
          {set.reads.length > 0 && `. ${w.chain.reads} ${set.reads.map((read) => readText(speech, read)).join(', ')}`}
          {set.fallback !== null && `. ${w.chain.fallback(amount(speech, set.unit, set.fallback))}`}
        </p>
      )}
    </>
  );
}

/** Variables with whoever set them, of "AVAIL by admin, TARIF not set". */
const writersOf = (source: string): [name: string, who: string | undefined][] =>
  [...source.matchAll(/([A-Za-z_]\w*) (?:by ([^,]+)|not set)/g)]
    // The box tells whoever has not signed in no writer.
    .filter(([, , who]) => who !== '-')
    .map(([, name = '', who]) => [name, who]);

/** Of what the control loop alone knows there is no value here: its name is enough. */
function readText({ language }: Speech, { name, value }: { name: string; value: number | null }): string {
  return value === null ? name : `${name} = ${new Intl.NumberFormat(language).format(value)}`;
}

function amount({ kilowatt, setting }: Speech, unit: 'A' | 'mA' | 'W', value: number): string {
  return unit === 'W' ? kilowatt(value) : setting(unit === 'mA' ? value / 1000 : value);
}
