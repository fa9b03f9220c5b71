import type { ChargePointState, Role } from '../../firmware/api/shapes.ts';
import { readRunning } from '../api/point.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { Fact } from '../part/fact.tsx';
import { faultText } from '../part/fault-text.ts';
import { Panel } from '../part/panel.tsx';
import { Problem } from '../part/problem.tsx';
import { sees } from '../part/role.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { durationText, energyText, moneyText } from './amounts.ts';

interface SessionPanelProps {
  readonly chargePoint: ChargePointState;
  readonly role: Role;
  readonly now: string;
}

/** From plugged in until now: how much, what it costs, whose sun it is, who charges. */
export function SessionPanel({ chargePoint: { id, state }, role, now }: SessionPanelProps) {
  const { words, language, time, short } = useSpeech();
  const w = usePointWords();
  const plugged = state !== null && state !== 'A';
  const { value, failure } = useRead(() => readRunning(id), `${id} ${plugged}`, 10_000);
  return (
    <Panel id="session" title={w.session.title}>
      {value === undefined && failure !== undefined && <Problem text={faultText(words, failure)} />}
      {value === null && <p class="soft">{plugged && role !== 'administrator' ? w.session.others : w.session.none}</p>}
      {value === undefined && failure === undefined && <p class="soft">{words.boot.reading}</p>}
      {value != null && (
        <dl class="facts">
          <Fact term={w.session.energy}>
            <b class="point-number">{energyText(language, value.energyWh)}</b>
          </Fact>
          <Fact term={w.session.since}>{time(value.pluggedAt, now)}</Fact>
          <Fact term={w.session.time}>{durationText(value.chargedS)}</Fact>
          <Fact term={w.session.cost}>
            {moneyText(language, value.costCt)}
            {value.unpricedWh > 0 && <small> {w.session.unpriced(energyText(language, value.unpricedWh))}</small>}
          </Fact>
          <Fact term={w.session.solar}>
            {energyText(language, value.solarWh)}
            {value.energyWh > 0 && ` (${short(Math.round((value.solarWh / value.energyWh) * 100))}\u00a0%)`}
          </Fact>
          <Fact term={w.session.user}>{value.user ?? <span class="soft">{w.session.nobody}</span>}</Fact>
        </dl>
      )}
      {sees(role, 'sessions') && (
        <p class="note">
          <a href={linkTo('sessions', [], { chargePoint: id })}>{w.session.all}</a>
        </p>
      )}
    </Panel>
  );
}
