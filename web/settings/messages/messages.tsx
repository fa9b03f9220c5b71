import '../../style/site.css';
import type { State } from '../../../firmware/api/shapes.ts';
import { readEntries } from '../../api/messages.ts';
import { useRead } from '../../live/use-read.ts';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { Entry } from '../entry/field-spec.ts';
import { eventChannels, eventRules } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';
import { Channels } from './channels.tsx';
import { channelName, ruleFields } from './message-fields.ts';
import { SentLately } from './sent-lately.tsx';

const everyMs = 5_000;

/** Messages to people: ways to them, what goes which way, and what was sent lately. */
export const Messages = ({ state, role }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <Parts state={state} role={role} />
    </WithSite>
  </InSiteWords>
);

function Parts({ state, role }: Pick<SectionProps, 'role'> & { readonly state: State }) {
  const sent = useRead(readEntries, '', everyMs);
  return (
    <>
      <Channels state={state} role={role} onTested={() => void sent.again()} />
      <Rules />
      <SentLately state={state} read={sent} />
    </>
  );
}

function Rules() {
  const w = useSiteWords();
  const m = w.messages;
  const { site } = useDesk();
  const topics = (rule: Entry): string =>
    ((rule.topics ?? []) as readonly (keyof typeof m.topics)[]).map((topic) => m.topics[topic]).join(', ');
  const nameOf = (id: string): string => {
    const channel = eventChannels.list(site).find((one) => one.id === id);
    return channel === undefined ? id : channelName(channel);
  };
  if (eventChannels.list(site).length === 0) return null;
  return (
    <Panel id="message-rules" title={m.rules}>
      <EntryList
        id="message-rule"
        caption={m.rules}
        empty={m.noRule}
        place={eventRules}
        fields={ruleFields(w, site)}
        nameOf={(rule) => m.rule(topics(rule))}
        addWord={m.addRule}
        columns={[
          textColumn('topics', m.topicsWord, topics),
          textColumn('channels', m.channels, (rule) => ((rule.channels ?? []) as string[]).map(nameOf).join(', ')),
          textColumn('severity', m.severity, (rule) => m.severities[severityOf(rule)]),
        ]}
      />
    </Panel>
  );
}

const severityOf = ({ severity }: Entry): 'info' | 'warning' | 'fault' =>
  severity === 'warning' || severity === 'fault' ? severity : 'info';
