import { useState } from 'preact/hooks';
import type { ChannelView, Gateway, GatewayFunction } from '../../firmware/api/shapes.ts';
import { removeChannel } from '../api/grid.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { Fact } from '../part/fact.tsx';
import { faultText } from '../part/fault-text.ts';
import { Mark, type Tone } from '../part/mark.tsx';
import { Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { ChannelTrial } from './channel-trial.tsx';
import { Experimental } from './experimental.tsx';
import { LastError } from './last-error.tsx';

interface ChannelItemProps {
  readonly channel: ChannelView;
  readonly gateway: Gateway | undefined;
  /** The clock of the box. */
  readonly now: string;
  readonly onEdit: () => void;
  readonly onChanged: () => Promise<void>;
}

/** A channel: what it is, how it stands, and what can be done about it. */
export function ChannelItem({ channel, gateway, now, onEdit, onChanged }: ChannelItemProps) {
  const { words } = useSpeech();
  const w = useGridWords();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const { id, scenario, role, use, variables, tls } = channel;
  const needs = functionOf(channel);
  const far = channel.destination ?? channel.listen;

  async function remove(): Promise<void> {
    setBusy(true);
    const outcome = await removeChannel(id);
    setBusy(false);
    setAsks(false);
    if (outcome.ok) await onChanged();
    else setFault(faultText(words, outcome));
  }

  return (
    <article aria-labelledby={`channel-${id}-name`}>
      <header class="item-head">
        <h3 id={`channel-${id}-name`}>{id}</h3>
        <Phase channel={channel} now={now} />
      </header>
      <p class="note">
        {scenario}
        {channel.addressing === 'sni' && ' · SNI'} {channel.experimental && <Experimental />} · {w.channels.roles[role]}{' '}
        · {w.channels.uses[use]}
      </p>
      <dl class="facts">
        {far !== undefined && <Fact term={w.channels.to}>{far}</Fact>}
        <Fact term={w.channels.variables}>
          {variables.length === 0 ? w.channels.noVariables : variables.join(', ')}
        </Fact>
        {tls !== null && <Fact term={w.channels.tls}>{`${tls.version.replace('TLSv', 'TLS ')}, ${tls.cipher}`}</Fact>}
      </dl>
      {gateway !== undefined && channel.enabled && !gateway.functions[needs] && (
        <p class="warn">
          <Mark tone="limited" /> {w.channels.functionOff(w.gateway.functionOf[needs].name)}
        </p>
      )}
      {channel.timeUnsynced === true && (
        <p class="warn">
          <Mark tone="limited" /> {w.channels.timeUnsynced}
        </p>
      )}
      {channel.lastError !== null && <LastError error={channel.lastError} over={channel.status === 'up'} now={now} />}
      <ChannelTrial id={id}>
        <button class="plain-button" type="button" onClick={onEdit}>
          {w.edit}
        </button>
        <button class="plain-button" type="button" onClick={() => setAsks(true)}>
          {w.remove}
        </button>
      </ChannelTrial>
      {asks && (
        <AskFirst
          question={w.channels.removeAsk(id)}
          yes={w.remove}
          no={w.cancel}
          busy={busy}
          onYes={() => void remove()}
          onNo={() => setAsks(false)}
        />
      )}
      <Problem text={fault} />
    </article>
  );
}

/** The function that a channel needs; as in domain/channel.ts, which would bring its schemas along. */
function functionOf({ use, role }: ChannelView): GatewayFunction {
  if (use === 'ocpp') return 'ocpp';
  return ({ operator: 'limit', supplier: 'tariff', administrator: 'administration' } as const)[role];
}

const tones: Record<ChannelView['status'], Tone> = { off: 'idle', connecting: 'waiting', up: 'ok', waiting: 'fault' };

function Phase({ channel, now }: { channel: ChannelView; now: string }) {
  const { time, seconds } = useSpeech();
  const w = useGridWords();
  const { status, since, retryAt, connections, scenario } = channel;
  const listens = status === 'up' && scenario !== 'HKS3' && connections === 0;
  const leftS = retryAt === null ? 0 : Math.ceil((Date.parse(retryAt) - Date.parse(now)) / 1000);
  const more =
    status === 'waiting'
      ? leftS > 0
        ? w.channels.retry(seconds(leftS))
        : w.channels.retryNow
      : listens
        ? w.channels.listens
        : status === 'up'
          ? `${w.channels.since(time(since, now))}, ${w.channels.connections(connections)}`
          : '';
  return (
    <p class="phase">
      <Mark tone={listens ? 'idle' : tones[status]} /> <b>{w.channels.phase[listens ? 'listening' : status]}</b>
      {more !== '' && <span class="soft"> {more}</span>}
    </p>
  );
}
