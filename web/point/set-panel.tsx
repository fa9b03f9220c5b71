import type { ChargePointState, PointFacts, Role, State } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { Fact } from '../part/fact.tsx';
import { Panel } from '../part/panel.tsx';
import { changesSite } from '../part/role.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';

interface SetPanelProps {
  readonly state: State;
  readonly chargePoint: ChargePointState;
  readonly facts: PointFacts | undefined;
  readonly role: Role;
}

/** What is set once, and where it is changed. */
export function SetPanel({ state, chargePoint, facts, role }: SetPanelProps) {
  const { setting } = useSpeech();
  const w = usePointWords();
  const { id, minA, maxA, phases } = chargePoint;
  const switching =
    facts === undefined ? undefined : !facts.switches ? 'never' : facts.phaseSwitch === 'auto' ? 'auto' : 'byHand';
  return (
    <Panel id="set" title={w.set.title}>
      <dl class="facts">
        <Fact term={w.set.mode}>{w.set[state.site.mode]}</Fact>
        <Fact term={w.set.current}>{w.chain.may(setting(minA), setting(maxA))}</Fact>
        {facts !== undefined && (
          <Fact term={w.set.priority}>
            {facts.priority} <span class="soft">({w.set.priorityNote})</span>
          </Fact>
        )}
        <Fact term={w.set.phases}>{phases.join(' ')}</Fact>
        {switching !== undefined && <Fact term={w.set.switching}>{w.set[switching]}</Fact>}
      </dl>
      {changesSite(role) && (
        <p class="note">
          <a href={linkTo('devices', [id])}>{w.set.edit}</a>
        </p>
      )}
    </Panel>
  );
}
