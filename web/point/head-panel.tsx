import type { ChargePointState, PointFacts, Role, State } from '../../firmware/api/shapes.ts';
import { statusOf } from '../now/status.ts';
import { Mark } from '../part/mark.tsx';
import { changesOrders } from '../part/role.ts';
import { hasFault, sentence, situationOf } from '../reason/sentence.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { Actions } from './actions.tsx';
import { InForce } from './in-force.tsx';
import { useOrders } from './use-orders.ts';

interface HeadPanelProps {
  readonly state: State;
  readonly chargePoint: ChargePointState;
  readonly facts: PointFacts | undefined;
  readonly role: Role;
}

/** What is, why, what ends it, and what a person can do about it. */
export function HeadPanel({ state, chargePoint, facts, role }: HeadPanelProps) {
  const speech = useSpeech();
  const { words, one } = speech;
  const w = usePointWords();
  const { id, name, powerW } = chargePoint;
  const { word, tone } = statusOf(chargePoint);
  const orders = useOrders(chargePoint);
  const number = state.chargePoints.indexOf(chargePoint) + 1;
  const faults = state.health.filter(({ what }) => what === id);
  const mayChange = changesOrders(role);
  return (
    <section class={`panel tile point-head tile-${tone}`} aria-labelledby="point-name">
      <header>
        <h2 id="point-name">
          <span class="tile-number">{number}</span> {name}
        </h2>
        <p class="status">
          <Mark tone={tone} /> {words.status[word]}
        </p>
        <p class="tile-power">
          {powerW === null ? (
            <span class="no-value">{words.noValue}</span>
          ) : (
            <>
              {one(powerW / 1000)}
              <small>kW</small>
            </>
          )}
        </p>
      </header>
      <p class="point-why">{sentence(speech, state, chargePoint)}</p>
      <p class="soft">{w.state[chargePoint.state ?? 'unknown']}</p>
      {/* Without its numbers: those change each second and are not read out. */}
      <p class="unseen" role="status">
        {words.status[word]}, {words.situation[situationOf(chargePoint)]}
      </p>
      {hasFault(chargePoint) && <p class="problem">{w.faultHint}</p>}
      {faults.map(({ id: key, severity, code, since }) => (
        <p key={key} class={`panel health-item health-${severity}`}>
          <Mark tone={severity === 'info' ? 'info' : severity === 'warning' ? 'limited' : 'fault'} />
          <span>
            <b>{words.severity[severity]}.</b> {words.health[code](`${name} (${id})`, speech.time(since, state.at))}
          </span>
        </p>
      ))}
      <InForce state={state} chargePoint={chargePoint} orders={orders} mayChange={mayChange} />
      {mayChange ? (
        <Actions chargePoint={chargePoint} facts={facts} orders={orders} />
      ) : (
        <p class="note">{w.does.lookOnly}</p>
      )}
    </section>
  );
}
