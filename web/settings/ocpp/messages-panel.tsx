import { useEffect, useRef } from 'preact/hooks';
import { readMessages } from '../../api/ocpp.ts';
import { useRead } from '../../live/use-read.ts';
import { TextField } from '../../part/field.tsx';
import { Panel } from '../../part/panel.tsx';
import { Table } from '../../part/table.tsx';
import { useOcppWords } from '../../words/ocpp/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { Reading } from './reading.tsx';

const everyMs = 5_000;

interface MessagesPanelProps {
  /** '' = all. */
  readonly station: string;
  readonly onStation: (station: string) => void;
}

/** The last messages of all connections, or of one; with passwords left out by the box. */
export function MessagesPanel({ station, onStation }: MessagesPanelProps) {
  const { clock } = useSpeech();
  const w = useOcppWords();
  const m = w.messages;
  const query = station.trim() === '' ? '' : `&station=${encodeURIComponent(station.trim())}`;
  const messages = useRead(() => readMessages(query), query, everyMs);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Chosen at its station: the messages stand further down.
    if (station !== '' && document.activeElement?.id !== 'message-station') box.current?.scrollIntoView();
  }, [station]);
  return (
    <div ref={box}>
      <Panel
        id="messages"
        title={m.title}
        actions={
          <a
            class="plain-button"
            href={`/api/v1/ocpp/log?format=lines&limit=1000${query}`}
            download="ocpp-messages.jsonl"
          >
            {m.file}
          </a>
        }
      >
        <p class="note">{m.note}</p>
        <TextField id="message-station" label={m.station} note={m.stationNote} value={station} onValue={onStation} />
        <Reading read={messages} />
        <Table
          caption={m.title}
          rows={messages.value?.entries ?? []}
          keyOf={({ number }) => String(number)}
          empty={messages.value === undefined ? '' : m.none}
          columns={[
            { id: 'at', head: m.at, cell: (row) => clock(row.at), plain: (row) => row.at },
            { id: 'station', head: m.station, cell: (row) => row.station, plain: (row) => row.station },
            {
              id: 'way',
              head: m.way,
              cell: (row) => m.ways[row.side][row.direction],
              plain: (row) => row.direction,
            },
            {
              id: 'action',
              head: m.action,
              cell: (row) => (
                <span lang="en">
                  {row.action ?? ''} {row.kind !== 'call' && m.kinds[row.kind]}
                </span>
              ),
              plain: (row) => `${row.action ?? ''} ${row.kind}`,
            },
            {
              id: 'payload',
              head: m.payload,
              cell: (row) => <Payload text={row.payload} note={row.note} more={m.more} />,
              plain: (row) => row.payload,
            },
          ]}
        />
      </Panel>
    </div>
  );
}

const shortChars = 80;

/** A payload in one line; a long one opens. */
function Payload({ text, note, more }: { readonly text: string; readonly note: string | null; readonly more: string }) {
  const said = note !== null && (
    <span class="box-says" lang="en">
      {note}
    </span>
  );
  if (text.length <= shortChars)
    return (
      <>
        <code>{text}</code> {said}
      </>
    );
  return (
    <>
      <details>
        <summary>
          <code>{text.slice(0, shortChars)}…</code> <span class="unseen">{more}</span>
        </summary>
        <code>{text}</code>
      </details>
      {said}
    </>
  );
}
