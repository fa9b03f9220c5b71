import { useState } from 'preact/hooks';
import type { ChannelView, Gateway, State } from '../../firmware/api/shapes.ts';
import type { Read } from '../live/use-read.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { ChannelForm } from './channel-form.tsx';
import { ChannelItem } from './channel-item.tsx';
import { Reading } from './gateway-panel.tsx';
import { OwnedVariables } from './owned-variables.tsx';

interface ChannelsPanelProps {
  readonly state: State;
  readonly gateway: Gateway | undefined;
  readonly channels: Read<{ readonly channels: readonly ChannelView[] }>;
  readonly onChanged: () => Promise<void>;
}

/** The connections through the gateway: how they stand, and what they may. */
export function ChannelsPanel({ state, gateway, channels, onChanged }: ChannelsPanelProps) {
  const w = useGridWords();
  /** The id that is edited, '' for a new one. */
  const [edited, setEdited] = useState<string>();
  const list = channels.value?.channels;

  function done(): void {
    setEdited(undefined);
    void onChanged();
  }
  const form = (channel: ChannelView | undefined) => (
    <ChannelForm channel={channel} gateway={gateway} onDone={done} onCancel={() => setEdited(undefined)} />
  );

  return (
    <section class="panel" aria-labelledby="channels">
      <h2 id="channels">{w.channels.title}</h2>
      {list === undefined && <Reading read={channels} />}
      {list?.length === 0 && edited === undefined && <p class="note">{w.channels.none}</p>}
      <ul class="items">
        {list?.map((channel) => (
          <li key={channel.id} class="item" data-channel={channel.id}>
            {edited === channel.id ? (
              form(channel)
            ) : (
              <ChannelItem
                channel={channel}
                gateway={gateway}
                now={state.at}
                onEdit={() => setEdited(channel.id)}
                onChanged={onChanged}
              />
            )}
          </li>
        ))}
      </ul>
      {list !== undefined &&
        (edited === '' ? (
          form(undefined)
        ) : (
          <button class="plain-button" type="button" onClick={() => setEdited('')}>
            {w.channels.add}
          </button>
        ))}
      <OwnedVariables variables={state.variables} />
    </section>
  );
}
