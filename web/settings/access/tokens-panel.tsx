import { useState } from 'preact/hooks';
import { readTokens, removeToken, type TokenView } from '../../api/access.ts';
import { useRead } from '../../live/use-read.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Icon } from '../../part/icon.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { useAccessWords } from '../../words/access/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { type MadeToken, ShownOnce } from './shown-once.tsx';
import { TokenForm } from './token-form.tsx';

/** What programs come in by: made, shown once, taken away. */
export function TokensPanel({ now }: { now: string }) {
  const { words, moment } = useSpeech();
  const w = useAccessWords();
  const tokens = useRead(readTokens, 'tokens');
  const [adds, setAdds] = useState(false);
  const [made, setMade] = useState<MadeToken>();
  const [asked, setAsked] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const day = moment({ dateStyle: 'medium' });

  async function remove(name: string): Promise<void> {
    setBusy(true);
    const outcome = await removeToken(name);
    setBusy(false);
    setAsked(undefined);
    // Gone already is gone as well.
    const gone = outcome.ok || outcome.status === 404;
    setFault(gone ? '' : faultText(words, outcome));
    setDone(gone ? w.tokens.removed(name) : '');
    if (gone && made?.name === name) setMade(undefined);
    await tokens.again();
  }

  const columns: readonly Column<TokenView>[] = [
    { id: 'name', head: w.tokens.name, cell: ({ name }) => <b>{name}</b>, plain: ({ name }) => name },
    { id: 'role', head: w.tokens.role, cell: ({ role }) => w.tokens.roles[role], plain: ({ role }) => role },
    {
      id: 'expires',
      head: w.tokens.expires,
      cell: ({ expires }) => {
        if (expires === null) return w.tokens.never;
        const over = Date.parse(expires) <= Date.parse(now);
        return (
          <span>
            {over && <Mark tone="idle" />} {day.format(new Date(expires))}
            {over && ` · ${w.tokens.over}`}
          </span>
        );
      },
      plain: ({ expires }) => expires,
    },
    {
      id: 'remove',
      head: words.common.remove,
      cell: ({ name }) => (
        <button
          class="plain-button"
          type="button"
          aria-label={w.tokens.remove(name)}
          onClick={() => {
            setDone('');
            setAsked(name);
          }}
        >
          <Icon name="remove" /> {w.tokens.yes}
        </button>
      ),
    },
  ];
  return (
    <Panel
      id="tokens"
      title={w.tokens.title}
      actions={
        !adds && (
          <button
            class="plain-button"
            type="button"
            onClick={() => {
              setMade(undefined);
              setDone('');
              setAdds(true);
            }}
          >
            <Icon name="add" /> {w.tokens.add}
          </button>
        )
      }
    >
      <p class="note">{w.tokens.does}</p>
      {adds && (
        <TokenForm
          now={now}
          onMade={(token) => {
            setAdds(false);
            setMade(token);
            void tokens.again();
          }}
          onCancel={() => setAdds(false)}
        />
      )}
      {made !== undefined && <ShownOnce made={made} onClose={() => setMade(undefined)} />}
      {tokens.value === undefined ? (
        <p class="note">{tokens.failure === undefined ? w.audit.reading : faultText(words, tokens.failure)}</p>
      ) : (
        <Table
          caption={w.tokens.caption}
          columns={columns}
          rows={tokens.value}
          keyOf={({ name }) => name}
          empty={w.tokens.none}
        />
      )}
      {asked !== undefined && (
        <AskFirst
          key={asked}
          question={w.tokens.ask(asked)}
          yes={w.tokens.yes}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void remove(asked)}
          onNo={() => setAsked(undefined)}
        />
      )}
      <Problem text={fault} />
      <Done text={done} />
    </Panel>
  );
}
