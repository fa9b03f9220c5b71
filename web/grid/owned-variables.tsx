import { useState } from 'preact/hooks';
import type { VariableState } from '../../firmware/api/shapes.ts';
import { releaseVariable } from '../api/grid.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { faultText } from '../part/fault-text.ts';
import { Problem } from '../part/problem.tsx';
import { variableText } from '../reason/sentence.ts';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Variables that only a channel may set, and the way to take one back. */
export function OwnedVariables({ variables }: { variables: readonly VariableState[] }) {
  const speech = useSpeech();
  const w = useGridWords();
  const [asked, setAsked] = useState<string>();
  const [fault, setFault] = useState('');
  const owned = variables.filter(({ owner }) => owner != null);
  if (owned.length === 0) return null;

  async function release(name: string): Promise<void> {
    const outcome = await releaseVariable(name);
    setAsked(undefined);
    setFault(outcome.ok ? '' : faultText(speech.words, outcome));
  }

  return (
    <section class="owned" aria-labelledby="owned">
      <h3 id="owned">{w.channels.owned}</h3>
      <ul>
        {owned.map((variable) => (
          <li key={variable.name} data-variable={variable.name}>
            <p>
              <b>{variableText(speech, [variable])}</b>{' '}
              <span class="soft">
                {w.channels.ownedBy(variable.owner ?? '')}
                {variable.stale && `, ${w.channels.stale}`}
              </span>
            </p>
            {asked === variable.name ? (
              <AskFirst
                question={w.channels.releaseAsk(variable.name, variable.owner ?? '')}
                yes={w.channels.release}
                no={w.cancel}
                onYes={() => void release(variable.name)}
                onNo={() => setAsked(undefined)}
              />
            ) : (
              <button class="plain-button" type="button" onClick={() => setAsked(variable.name)}>
                {w.channels.release}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Problem text={fault} />
    </section>
  );
}
