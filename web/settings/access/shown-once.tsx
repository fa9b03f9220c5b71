import { useEffect, useRef, useState } from 'preact/hooks';
import { Mark } from '../../part/mark.tsx';
import { Done } from '../../part/problem.tsx';
import { useAccessWords } from '../../words/access/speech.ts';

export interface MadeToken {
  readonly name: string;
  readonly token: string;
}

/** The text of a token, this once. */
export function ShownOnce({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const w = useAccessWords();
  const [copied, setCopied] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);

  async function copy(): Promise<void> {
    input.current?.select();
    try {
      // Only over HTTPS; without it the text is marked, to be copied by hand.
      await navigator.clipboard.writeText(made.token);
      setCopied(true);
    } catch {
      setCopied(document.execCommand('copy'));
    }
  }

  return (
    <section class="form form-box" aria-labelledby="token-made">
      <h3 id="token-made">{w.tokens.made(made.name)}</h3>
      <p class="warning">
        <Mark tone="limited" /> {w.tokens.once}
      </p>
      <div class="field">
        <label for="token-text">{w.tokens.text}</label>
        <input id="token-text" class="pem" type="text" readOnly value={made.token} ref={input} spellcheck={false} />
      </div>
      <div class="buttons">
        <button class="main-button" type="button" onClick={() => void copy()}>
          {w.tokens.copy}
        </button>
        <button class="plain-button" type="button" onClick={onClose}>
          {w.tokens.close}
        </button>
      </div>
      <Done text={copied ? w.tokens.copied : ''} />
    </section>
  );
}
