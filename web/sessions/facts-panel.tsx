import { Fact } from '../part/fact.tsx';
import { Panel } from '../part/panel.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import { Marks, type SessionPanelProps } from './marks.tsx';
import { type Names, nameIn } from './names.ts';

/** When, who, how much, by which meter. What a correction replaced stands beside what counts. */
export function FactsPanel({ session, names }: SessionPanelProps & { readonly names: Names }) {
  const w = useSessionsWords();
  const { energy, money, duration, exact } = useAmounts();
  const { recorded } = session;
  const d = w.detail;
  const who = (id: string | null) => nameIn(names.users, id) || w.nobody;
  const card = (id: string | null) => nameIn(names.tags, id) || '–';
  const was = (now: string, before: string) =>
    now === before ? (
      now
    ) : (
      <>
        {now} <span class="soft">({d.recorded(before)})</span>
      </>
    );
  const stand = (wh: number | null) => (wh === null ? '–' : energy(wh));
  return (
    <Panel id="session-facts" title={d.title(session.name)}>
      <dl class="session-sums">
        <div>
          <dt>{w.head.energy}</dt>
          <dd>{energy(session.energyWh)}</dd>
        </div>
        <div>
          <dt>{w.head.cost}</dt>
          <dd>{money(session.costCt)}</dd>
        </div>
        <div>
          <dt>{w.head.charged}</dt>
          <dd>{duration(session.chargedS)}</dd>
        </div>
      </dl>
      <Marks session={session} />
      <dl class="facts session-facts">
        <Fact term={w.head.user}>{was(who(session.user), who(recorded.user))}</Fact>
        <Fact term={w.head.tag}>{was(card(session.tag), card(recorded.tag))}</Fact>
        <Fact term={w.head.begin}>{exact(session.pluggedAt)}</Fact>
        <Fact term={w.head.end}>{session.unpluggedAt === null ? w.runs : exact(session.unpluggedAt)}</Fact>
        <Fact term={d.plugged}>{duration(session.pluggedS)}</Fact>
        {session.firstChargeAt !== null && <Fact term={d.firstCharge}>{exact(session.firstChargeAt)}</Fact>}
        {session.lastChargeAt !== null && <Fact term={d.lastCharge}>{exact(session.lastChargeAt)}</Fact>}
        <Fact term={d.meter}>{d.meterOf[session.meter](session.meterDevice)}</Fact>
        {session.meter !== 'soft' && (
          <>
            <Fact term={d.meterStart}>{stand(session.meterStartWh)}</Fact>
            <Fact term={session.unpluggedAt === null ? d.meterNow : d.meterStop}>{stand(session.meterStopWh)}</Fact>
          </>
        )}
        {session.energyWh !== recorded.energyWh && (
          <Fact term={w.head.energy}>{was(energy(session.energyWh), energy(recorded.energyWh))}</Fact>
        )}
        {session.costCt !== recorded.costCt && (
          <Fact term={w.head.cost}>{was(money(session.costCt), money(recorded.costCt))}</Fact>
        )}
        {session.gapWh > 0 && <Fact term={d.unseen}>{energy(session.gapWh)}</Fact>}
        <Fact term={d.number}>{session.id}</Fact>
      </dl>
    </Panel>
  );
}
