import { useEffect, useRef, useState } from 'preact/hooks';
import type { Looked } from '../../api/backup.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { Fact } from '../../part/fact.tsx';
import { Choice, focusWrong } from '../../part/field.tsx';
import { Mark } from '../../part/mark.tsx';
import { useBackupWords } from '../../words/backup/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { dayAndTime } from './day-and-time.ts';

interface InsideProps {
  readonly looked: Looked;
  readonly now: string;
  readonly busy: boolean;
  readonly onRestore: (keys: boolean | undefined) => void;
  readonly onDrop: () => void;
}

type Keys = '' | 'take' | 'keep';

/** What the opened file holds and what it would do, and the last question. */
export function Inside({ looked, busy, onRestore, onDrop }: InsideProps) {
  const speech = useSpeech();
  const { words, locale } = speech;
  const w = useBackupWords();
  const [keys, setKeys] = useState<Keys>('');
  const [wrong, setWrong] = useState(false);
  const [asks, setAsks] = useState(false);
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.querySelector('h3')?.focus(), []);
  const { content, effect } = looked;
  const site = content.site ?? w.inside.noSite;
  const number = new Intl.NumberFormat(locale);

  function ask(): void {
    const unsaid = effect.asksForKeys && keys === '';
    setWrong(unsaid);
    if (unsaid) focusWrong(box.current);
    else setAsks(true);
  }

  return (
    <article class="form-box form" ref={box} aria-labelledby="restore-inside">
      <h3 id="restore-inside" tabIndex={-1}>
        {w.inside.title}
      </h3>
      <dl class="facts">
        <Fact term={w.inside.site}>
          <b>{site}</b>
        </Fact>
        <Fact term={w.inside.made}>{dayAndTime(speech, content.made)}</Fact>
        <Fact term={w.inside.box}>{content.box}</Fact>
        <Fact term={w.inside.version}>{content.version}</Fact>
        {Object.entries(w.inside.kinds).map(([kind, name]) => {
          const count = content.counts[kind] ?? 0;
          return count > 0 ? (
            <Fact key={kind} term={name}>
              {number.format(count)}
            </Fact>
          ) : null;
        })}
      </dl>
      <h4>{w.inside.happens}</h4>
      <ul class="lost">
        <li>{effect.replacesSite === null ? w.inside.fresh : w.inside.replaces(effect.replacesSite)}</li>
        {effect.channelsGone.length > 0 && (
          <li>
            <Mark tone="limited" /> {w.inside.channels(effect.channelsGone.join(', '))}
          </li>
        )}
        {effect.backendsGone.length > 0 && (
          <li>
            <Mark tone="limited" /> {w.inside.backends(effect.backendsGone.join(', '))}
          </li>
        )}
        {effect.variablesKept > 0 && <li>{w.inside.variables(number.format(effect.variablesKept))}</li>}
        <li>{w.inside.stays}</li>
      </ul>
      {effect.asksForKeys && (
        <Choice<Keys>
          id="restore-keys"
          label={w.inside.keys}
          note={w.inside.keysNote}
          value={keys}
          choices={{ '': w.inside.keysChoose, take: w.inside.keysTake, keep: w.inside.keysKeep }}
          wrong={wrong ? w.inside.keysMissing : undefined}
          onValue={(value) => {
            setKeys(value);
            setWrong(false);
            setAsks(false);
          }}
        />
      )}
      {asks ? (
        <AskFirst
          question={w.inside.ask(site)}
          yes={w.inside.yes}
          no={words.common.cancel}
          busy={busy}
          onYes={() => onRestore(keys === '' ? undefined : keys === 'take')}
          onNo={() => setAsks(false)}
        />
      ) : (
        <div class="buttons">
          <button class="main-button" type="button" onClick={ask}>
            {w.inside.start}
          </button>
          <button class="plain-button" type="button" onClick={onDrop}>
            {w.restore.drop}
          </button>
        </div>
      )}
      {busy && (
        <p role="status">
          <Mark tone="waiting" /> {w.restore.opening}
        </p>
      )}
    </article>
  );
}
