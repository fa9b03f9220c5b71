import type { ChargePointState } from '../../firmware/api/shapes.ts';
import { readFacts } from '../api/point.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { Icon } from '../part/icon.tsx';
import { changesOrders } from '../part/role.ts';
import { ChainPanel } from '../point/chain-panel.tsx';
import { CurrentsPanel } from '../point/currents-panel.tsx';
import { EventsPanel } from '../point/events-panel.tsx';
import { HeadPanel } from '../point/head-panel.tsx';
import { useReturnToWall } from '../point/return-to-wall.ts';
import { RulesPanel } from '../point/rules-panel.tsx';
import { SessionPanel } from '../point/session-panel.tsx';
import { SetPanel } from '../point/set-panel.tsx';
import { InPointWords, usePointWords } from '../words/point/speech.ts';
import '../style/parts.css';
import '../style/form.css';
import '../style/point.css';
import type { ScreenProps } from './screens.ts';

/** One charge point: why it charges as it does, and what can be done about it. */
export const Point = (props: ScreenProps) => (
  <InPointWords>
    <Found {...props} />
  </InPointWords>
);

function Found(props: ScreenProps) {
  const { state, path, route } = props;
  const wall = route.query.wall === '1';
  useReturnToWall(wall);
  const w = usePointWords();
  const [id] = path;
  const chargePoint = state.chargePoints.find((one) => one.id === id);
  return (
    <div class="screen">
      <a class="point-back" href={linkTo('now', [], wall ? { wall: '1' } : {})}>
        <Icon name="back" /> {w.all}
      </a>
      {chargePoint === undefined ? (
        <Choose {...props} />
      ) : (
        // Another charge point begins anew: no form stays open.
        <One key={chargePoint.id} {...props} chargePoint={chargePoint} />
      )}
    </div>
  );
}

function One({ state, role, chargePoint }: ScreenProps & { readonly chargePoint: ChargePointState }) {
  const { id } = chargePoint;
  const { value: facts } = useRead(() => readFacts(id), id, 60_000);
  return (
    <>
      <HeadPanel state={state} chargePoint={chargePoint} facts={facts} role={role} />
      <div class="point-columns">
        <div>
          <ChainPanel state={state} chargePoint={chargePoint} facts={facts} />
          <RulesPanel id={id} role={role} />
        </div>
        <div>
          <CurrentsPanel chargePoint={chargePoint} />
          {changesOrders(role) && <SessionPanel chargePoint={chargePoint} role={role} now={state.at} />}
          <SetPanel state={state} chargePoint={chargePoint} facts={facts} role={role} />
        </div>
        <EventsPanel state={state} chargePoint={chargePoint} />
      </div>
    </>
  );
}

/** No charge point is named, or one that is not there. */
function Choose({ state, path: [id] }: ScreenProps) {
  const w = usePointWords();
  return (
    <section class="panel" aria-labelledby="choose">
      <h2 id="choose">{w.choose}</h2>
      {id !== undefined && <p role="status">{w.unknown(id)}</p>}
      <ul class="point-list">
        {state.chargePoints.map(({ id: one, name }, index) => (
          <li key={one}>
            <a href={linkTo('point', [one])}>
              {index + 1} {name}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
