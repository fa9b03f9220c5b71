import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ChannelTest } from '../../firmware/api/shapes.ts';
import { testChannel } from '../api/grid.ts';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Tries a channel once and shows how far it came, layer by layer. The children stand beside the button. */
export function ChannelTrial({ id, children }: { id: string; children: ComponentChildren }) {
  const { words, one } = useSpeech();
  const w = useGridWords();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<ChannelTest>();
  const [fault, setFault] = useState('');

  async function test(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFound(undefined);
    setFault('');
    const outcome = await testChannel(id);
    setBusy(false);
    if (outcome.ok) setFound(outcome.value);
    else setFault(faultText(words, outcome));
  }

  const failed = found?.layers.find(({ ok }) => !ok)?.layer;
  return (
    <>
      <div class="buttons">
        <button class="plain-button" type="button" aria-disabled={busy} onClick={() => void test()}>
          {w.channels.test}
        </button>
        {children}
      </div>
      <p class="note" role="status">
        {busy && w.channels.testing}
      </p>
      {found !== undefined && (
        <ol class="layers">
          {found.layers.map(({ layer, ok, message, ms }) => (
            <li key={layer}>
              <Mark tone={ok ? 'ok' : 'fault'} />
              <b>{w.channels.layer[layer].name}</b>
              <span class="unseen">{ok ? w.channels.stands : w.channels.fails}</span>
              <span class="soft">{`${one(ms / 1000)}\u00a0s`}</span>
              <span class="layer-message" lang="en">
                {message}
              </span>
              {!ok && <span class="layer-message">{w.channels.layer[layer].look}</span>}
            </li>
          ))}
        </ol>
      )}
      <Done text={found?.ok === true ? w.channels.testOk : ''} />
      <Problem text={failed === undefined ? fault : w.channels.testBad(w.channels.layer[failed].name)} />
    </>
  );
}
