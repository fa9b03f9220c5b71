import { useState } from 'preact/hooks';
import { type BrowserView, endOtherBrowsers, readBrowsers, readOpenReads } from '../../api/access.ts';
import { useRead } from '../../live/use-read.ts';
import { linkTo } from '../../live/use-route.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { useAccessWords } from '../../words/access/speech.ts';
import { useSpeech } from '../../words/speech.ts';

/** Which browsers are signed in, and what is seen without. */
export function BrowsersPanel({ now }: { now: string }) {
  const { words, time } = useSpeech();
  const w = useAccessWords();
  const browsers = useRead(readBrowsers, 'browsers');
  const site = useRead(readOpenReads, 'site');
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const rows = browsers.value ?? [];

  async function end(): Promise<void> {
    setBusy(true);
    const outcome = await endOtherBrowsers();
    setBusy(false);
    setAsks(false);
    setFault(outcome.ok ? '' : faultText(words, outcome));
    setDone(outcome.ok ? w.browsers.ended : '');
    await browsers.again();
  }

  const columns: readonly Column<BrowserView>[] = [
    { id: 'user', head: w.browsers.user, cell: ({ user }) => user, plain: ({ user }) => user },
    {
      id: 'which',
      head: w.browsers.which,
      cell: ({ own }) => (own ? <b>{w.browsers.here}</b> : w.browsers.elsewhere),
      plain: ({ own }) => (own ? w.browsers.here : w.browsers.elsewhere),
    },
    { id: 'since', head: w.browsers.since, cell: ({ since }) => time(since, now), plain: ({ since }) => since },
    {
      id: 'lastUsed',
      head: w.browsers.lastUsed,
      cell: ({ lastUsed }) => time(lastUsed, now),
      plain: ({ lastUsed }) => lastUsed,
    },
  ];
  const open = site.value?.openReads === true;
  return (
    <Panel id="browsers" title={w.browsers.title}>
      {browsers.value === undefined ? (
        <p class="note">{browsers.failure === undefined ? w.audit.reading : faultText(words, browsers.failure)}</p>
      ) : (
        <Table
          caption={w.browsers.caption}
          columns={columns}
          rows={rows}
          keyOf={({ since, lastUsed, own }) => `${since} ${lastUsed} ${own}`}
          empty={w.browsers.none}
        />
      )}
      {asks ? (
        <AskFirst
          question={w.browsers.ask}
          yes={w.browsers.yes}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void end()}
          onNo={() => setAsks(false)}
        />
      ) : (
        rows.some(({ own }) => !own) && (
          <div class="buttons">
            <button class="plain-button" type="button" onClick={() => setAsks(true)}>
              {w.browsers.endOthers}
            </button>
          </div>
        )
      )}
      <Problem text={fault} />
      <Done text={done} />
      {(site.value !== undefined || site.failure?.status === 404) && (
        <p class={open ? 'warning' : 'note'} data-open={open}>
          <Mark tone={open ? 'limited' : 'ok'} /> {open ? w.browsers.open : w.browsers.closed}{' '}
          <a href={linkTo('settings', ['general'])}>{w.browsers.change}</a>
        </p>
      )}
    </Panel>
  );
}
