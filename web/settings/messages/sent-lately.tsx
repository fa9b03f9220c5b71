import type { EventLogEntry, State } from '../../../firmware/api/shapes.ts';
import type { readEntries } from '../../api/messages.ts';
import type { useRead } from '../../live/use-read.ts';
import { Mark, type Tone } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Table } from '../../part/table.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';
import { eventChannels } from '../entry/place.ts';
import { channelName } from './message-fields.ts';

type Entries =
  Awaited<ReturnType<typeof readEntries>> extends infer O ? (O extends { readonly value: infer V } ? V : never) : never;

const toneOf: Readonly<Record<EventLogEntry['outcome'], Tone>> = {
  sent: 'ok',
  held: 'waiting',
  failed: 'limited',
  givenUp: 'fault',
};
const mostShown = 25;

interface SentLatelyProps {
  readonly state: State;
  readonly read: Pick<ReturnType<typeof useRead<Entries>>, 'value'>;
}

/** What became of the last messages, newest first; each in the language it was sent in. */
export function SentLately({ state, read }: SentLatelyProps) {
  const { time } = useSpeech();
  const m = useSiteWords().messages;
  const { site } = useDesk();
  const channels = eventChannels.list(site);
  if (channels.length === 0) return null;
  const channelOf = (id: string) => channels.find((one) => one.id === id);
  const entries = (read.value?.entries ?? []).slice(0, mostShown);
  return (
    <Panel id="messages-sent" title={m.log}>
      <Table
        caption={m.log}
        empty={m.noEntry}
        rows={entries}
        keyOf={(entry) => String(entries.indexOf(entry))}
        columns={[
          { id: 'at', head: m.time, cell: ({ at }) => time(at, state.at), plain: ({ at }) => at },
          {
            id: 'what',
            head: m.what,
            cell: ({ sentence, channel }) => (
              <span lang={String(channelOf(channel)?.language ?? 'en')}>{sentence}</span>
            ),
            plain: ({ sentence }) => sentence,
          },
          {
            id: 'channel',
            head: m.where,
            cell: ({ channel }) => channelName(channelOf(channel) ?? { id: channel }),
            plain: ({ channel }) => channel,
          },
          {
            id: 'outcome',
            head: m.outcome,
            cell: ({ outcome, why }) => (
              <>
                <Mark tone={toneOf[outcome]} /> {m.outcomes[outcome]}
                {why !== undefined && (
                  <p class="note">
                    <q lang="en">{why}</q>
                  </p>
                )}
              </>
            ),
            plain: ({ outcome }) => outcome,
          },
        ]}
      />
    </Panel>
  );
}
