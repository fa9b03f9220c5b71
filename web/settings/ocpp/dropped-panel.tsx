import { useState } from 'preact/hooks';
import { readDropped, seenDropped } from '../../api/ocpp.ts';
import { useRead } from '../../live/use-read.ts';
import { faultText } from '../../part/fault-text.ts';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { Table } from '../../part/table.tsx';
import { useOcppWords } from '../../words/ocpp/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { Reading } from './reading.tsx';

/** Messages about money that no backend took: seen here, taken as a file, and then no alarm any more. */
export function DroppedPanel({ now }: { readonly now: string }) {
  const { words, time } = useSpeech();
  const w = useOcppWords();
  const d = w.dropped;
  const dropped = useRead(readDropped, 'dropped', 60_000);
  const [fault, setFault] = useState('');
  const rows = dropped.value?.entries ?? [];
  const newest = rows[0]?.number;

  async function see(upTo: number): Promise<void> {
    const outcome = await seenDropped(upTo);
    setFault(outcome.ok ? '' : faultText(words, outcome));
    await dropped.again();
  }

  return (
    <Panel id="dropped" title={d.title}>
      <Reading read={dropped} />
      <Table
        caption={d.title}
        rows={rows}
        keyOf={({ number }) => String(number)}
        empty={dropped.value === undefined ? '' : d.none}
        fileName="ocpp-dropped"
        csvHref="/api/v1/ocpp/dropped?format=csv"
        columns={[
          { id: 'at', head: d.at, cell: (row) => time(row.givenUpAt, now), plain: (row) => row.givenUpAt },
          { id: 'station', head: w.messages.station, cell: (row) => row.station, plain: (row) => row.station },
          { id: 'backend', head: d.backend, cell: (row) => row.backend, plain: (row) => row.backend },
          {
            id: 'action',
            head: w.messages.action,
            cell: (row) => <span lang="en">{row.action}</span>,
            plain: (row) => row.action,
          },
          { id: 'why', head: d.why, cell: (row) => <span lang="en">{row.why}</span>, plain: (row) => row.why },
        ]}
      />
      {newest !== undefined && rows.some(({ seen }) => !seen) && (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={() => void see(newest)}>
            {d.seen}
          </button>
        </div>
      )}
      <Problem text={fault} />
    </Panel>
  );
}
