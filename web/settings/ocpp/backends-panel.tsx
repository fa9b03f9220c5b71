import { useState } from 'preact/hooks';
import type { BackendView, State } from '../../../firmware/api/shapes.ts';

import type { Read } from '../../live/use-read.ts';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { useOcppWords } from '../../words/ocpp/speech.ts';
import { BackendForm } from './backend-form.tsx';
import { BackendItem } from './backend-item.tsx';
import { Reading } from './reading.tsx';

interface BackendsPanelProps {
  readonly backends: Read<{ readonly backends: readonly BackendView[] }>;
  readonly state: State;
  readonly onMessages: (station: string) => void;
}

/** The suppliers' systems at which the charge points of this site appear. */
export function BackendsPanel({ backends, state, onMessages }: BackendsPanelProps) {
  const w = useOcppWords();
  /** The id that is edited, '' for a new one. */
  const [edited, setEdited] = useState<string>();
  const list = backends.value?.backends;
  const form = (backend: BackendView | undefined) => (
    <BackendForm
      backend={backend}
      state={state}
      onDone={() => {
        setEdited(undefined);
        void backends.again();
      }}
      onCancel={() => setEdited(undefined)}
    />
  );
  return (
    <Panel id="backends" title={w.backends.title}>
      <Reading read={backends} />
      {list?.length === 0 && edited === undefined && <p class="note">{w.backends.none}</p>}
      <ul class="items">
        {list?.map((backend) => (
          <li key={backend.id} class="item" data-backend={backend.id}>
            {edited === backend.id ? (
              form(backend)
            ) : (
              <BackendItem
                backend={backend}
                state={state}
                onEdit={() => setEdited(backend.id)}
                onChanged={backends.again}
                onMessages={onMessages}
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
            <Icon name="add" /> {w.backends.add}
          </button>
        ))}
    </Panel>
  );
}
