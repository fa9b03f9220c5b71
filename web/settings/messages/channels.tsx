import { useState } from 'preact/hooks';
import type { Role, State } from '../../../firmware/api/shapes.ts';
import { readChannels, testChannel } from '../../api/messages.ts';
import { useRead } from '../../live/use-read.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { keepsKeys } from '../../part/role.ts';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { Entry } from '../entry/field-spec.ts';
import { eventChannels } from '../entry/place.ts';
import { channelFields, channelName, secretOf } from './message-fields.ts';
import { SecretForm } from './secret-form.tsx';

const everyMs = 5_000;

interface ChannelsProps {
  readonly state: State;
  readonly role: Role;
  readonly onTested: () => void;
}

/** The ways to people: how each stands, a try that says what fails, and its password. */
export function Channels({ state, role, onTested }: ChannelsProps) {
  const { words, time } = useSpeech();
  const w = useSiteWords();
  const m = w.messages;
  const { site } = useDesk();
  const channels = eventChannels.list(site);
  const read = useRead(readChannels, JSON.stringify(channels), everyMs);
  const [told, setTold] = useState('');
  const [fault, setFault] = useState('');
  const [boxWords, setBoxWords] = useState('');
  const [asked, setAsked] = useState<Entry>();
  const viewOf = ({ id }: Entry) => read.value?.channels.find((one) => one.id === id);

  async function test(channel: Entry): Promise<void> {
    setFault('');
    setBoxWords('');
    setTold(m.testing);
    const outcome = await testChannel(String(channel.id));
    setTold('');
    const name = channelName(channel);
    if (!outcome.ok) setFault(faultText(words, outcome));
    else if (outcome.value.fault === undefined) setTold(m.tested(name));
    else {
      setFault(m.failed(name, m.layers[outcome.value.fault.layer]));
      setBoxWords(outcome.value.fault.message);
    }
    void read.again();
    onTested();
  }

  const askedSecret = asked === undefined ? undefined : secretOf(asked);
  return (
    <Panel id="messages" title={m.title}>
      <p class="note">{m.note}</p>
      <Problem text={fault || (read.failure === undefined ? '' : faultText(words, read.failure))} />
      {boxWords !== '' && (
        <p class="note">
          <BoxSays lead={words.common.boxSays} message={boxWords} />
        </p>
      )}
      <Done text={told} />
      <EntryList
        id="message-way"
        caption={m.channels}
        empty={m.noChannel}
        place={eventChannels}
        fields={channelFields(w)}
        nameOf={channelName}
        addWord={m.addChannel}
        begin={{ kind: 'mail' }}
        buttons={(channel) => (
          <>
            <button
              class="plain-button"
              type="button"
              aria-label={`${m.test}: ${channelName(channel)}`}
              onClick={() => void test(channel)}
            >
              <Icon name="message" /> {m.test}
            </button>
            {keepsKeys(role) && secretOf(channel) !== undefined && (
              <button
                class="plain-button"
                type="button"
                aria-label={m.passwordOf(channelName(channel))}
                onClick={() => setAsked(channel)}
              >
                <Icon name="lock" /> {m.password}
              </button>
            )}
          </>
        )}
        columns={[
          textColumn('name', w.entry.name, channelName),
          textColumn('kind', m.kind, ({ kind }) => m.kinds[kind as keyof typeof m.kinds]),
          { ...textColumn('where', m.where, whereOf), cell: (one) => <code class="address">{whereOf(one)}</code> },
          {
            id: 'state',
            head: m.state,
            cell(channel) {
              const view = viewOf(channel);
              if (channel.enabled === false) return m.off;
              if (view === undefined) return words.noValue;
              return (
                <>
                  <Mark tone={view.fault === null ? 'ok' : 'fault'} /> {view.fault === null ? m.fine : m.fails}
                  {view.waiting > 0 && <p>{m.waiting(String(view.waiting))}</p>}
                  {view.fault !== null && <p class="problem">{m.layers[view.fault.layer]}</p>}
                </>
              );
            },
            plain: (channel) => viewOf(channel)?.fault?.layer ?? '',
          },
          {
            id: 'sent',
            head: m.sent,
            cell(channel) {
              const sentAt = viewOf(channel)?.lastSentAt;
              return sentAt == null ? m.never : time(sentAt, state.at);
            },
            plain: (channel) => viewOf(channel)?.lastSentAt ?? null,
          },
        ]}
      />
      {asked !== undefined && askedSecret !== undefined && (
        <SecretForm
          key={askedSecret}
          secret={askedSecret}
          name={channelName(asked)}
          withUser={asked.kind === 'mail' || (asked.signIn as Entry | undefined)?.with === 'basic'}
          onDone={(kept) => {
            setAsked(undefined);
            if (kept) setTold(m.passwordSet(channelName(asked)));
          }}
        />
      )}
    </Panel>
  );
}

const whereOf = (channel: Entry): string =>
  channel.kind === 'mail' ? ((channel.to ?? []) as string[]).join(', ') : String(channel.url);
