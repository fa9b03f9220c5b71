import '../../style/site.css';
import { useState } from 'preact/hooks';
import type { State } from '../../../firmware/api/shapes.ts';
import { type OutputView, readOutputs, sendOutput } from '../../api/outputs.ts';
import { useRead } from '../../live/use-read.ts';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Mark, type Tone } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { Entry } from '../entry/field-spec.ts';
import { listOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';
import { outputFields } from './output-fields.ts';

const everyMs = 5_000;
const toneOf: Readonly<Record<OutputView['state'], Tone>> = {
  off: 'idle',
  noValue: 'unknown',
  idle: 'idle',
  sending: 'waiting',
  sent: 'ok',
  failing: 'fault',
};

/** What the box tells others by HTTP whenever it changes, and whether it arrived. */
export const Outputs = ({ state }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <List state={state} />
    </WithSite>
  </InSiteWords>
);

function List({ state }: { readonly state: State }) {
  const { words, time } = useSpeech();
  const w = useSiteWords();
  const o = w.outputs;
  const { site } = useDesk();
  const read = useRead(readOutputs, JSON.stringify(site.outputs ?? []), everyMs);
  const [told, setTold] = useState('');
  const [fault, setFault] = useState('');
  const viewOf = ({ id }: Entry): OutputView | undefined => read.value?.outputs.find((one) => one.id === id);
  const called = (entry: Entry): string => String(entry.name ?? entry.id);

  async function send(entry: Entry): Promise<void> {
    setTold('');
    const outcome = await sendOutput(String(entry.id));
    setFault(outcome.ok ? '' : faultText(words, outcome));
    if (outcome.ok) setTold(o.sentAgain(called(entry)));
    void read.again();
  }

  return (
    <Panel id="outputs" title={o.title}>
      <p class="note">{o.note}</p>
      <Problem text={fault || (read.failure === undefined ? '' : faultText(words, read.failure))} />
      <Done text={told} />
      <EntryList
        id="output"
        caption={o.title}
        empty={o.none}
        place={listOf('outputs')}
        fields={outputFields(w, site)}
        nameOf={called}
        addWord={o.add}
        buttons={(entry) =>
          entry.enabled !== false && (
            <button
              class="plain-button"
              type="button"
              aria-label={`${o.send}: ${called(entry)}`}
              onClick={() => void send(entry)}
            >
              <Icon name="out" /> {o.send}
            </button>
          )
        }
        columns={[
          textColumn('name', w.entry.name, called),
          {
            ...textColumn('url', o.call, (entry) => `${String(entry.method ?? 'GET')} ${String(entry.url)}`),
            cell: (entry) => (
              <code class="address">
                {String(entry.method ?? 'GET')} {String(entry.url)}
              </code>
            ),
          },
          {
            id: 'state',
            head: o.state,
            cell(entry) {
              const view = viewOf(entry);
              if (view === undefined) return words.noValue;
              return (
                <>
                  <Mark tone={toneOf[view.state]} /> {o.states[view.state]}
                  {view.fault !== null && (
                    <p class="problem">
                      {o.since(time(view.fault.since, state.at))} <q lang="en">{view.fault.message}</q>
                    </p>
                  )}
                </>
              );
            },
            plain: (entry) => viewOf(entry)?.state ?? null,
          },
          {
            id: 'sent',
            head: o.sent,
            cell(entry) {
              const view = viewOf(entry);
              if (view?.sent == null || view.sentAt === null) return o.never;
              return (
                <>
                  {time(view.sentAt, state.at)}
                  <p>
                    <code class="address">{view.sent.body ?? view.sent.url}</code>
                  </p>
                </>
              );
            },
            plain: (entry) => viewOf(entry)?.sentAt ?? null,
          },
        ]}
      />
    </Panel>
  );
}
