import { Fact } from '../part/fact.tsx';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { saveText } from '../part/save-text.ts';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useAmounts } from './amounts.ts';
import type { SessionPanelProps } from './marks.tsx';

/** What a calibrated meter signed, as it came. */
export function SignedPanel({ session }: SessionPanelProps) {
  const w = useSessionsWords();
  const { exact } = useAmounts();
  const d = w.detail;
  return (
    <Panel id="session-signed" title={d.signed}>
      {session.signed.length === 0 ? (
        <p class="soft">{d.signedEmpty}</p>
      ) : (
        <>
          <p class="note">{d.signedNote}</p>
          <ul class="signed">
            {session.signed.map(({ at, place, source, format, text, publicKey }, k) => (
              <li key={`${at}${place}`}>
                <h3>
                  {d.place[place]}, {exact(at)}
                </h3>
                <dl class="facts">
                  <Fact term={d.format}>{format}</Fact>
                  <Fact term={d.source}>{source}</Fact>
                  <Fact term={d.publicKey}>
                    <code>{publicKey ?? d.noKey}</code>
                  </Fact>
                </dl>
                <textarea readOnly rows={4} aria-label={`${d.signed}, ${d.place[place]}`} value={text} />
                <button
                  class="plain-button"
                  type="button"
                  onClick={() => saveText(`session-${session.id}-${place}-${k + 1}.txt`, 'text/plain', text)}
                >
                  <Icon name="download" /> {d.keep}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
