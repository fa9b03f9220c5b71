import type { SiteFault } from '../../api/site.ts';
import { Mark } from '../../part/mark.tsx';
import { Table } from '../../part/table.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { lineOf } from './line-of.ts';

interface FaultTableProps {
  readonly faults: readonly SiteFault[];
  /** The document in which they are. */
  readonly text: string;
  readonly onGo: (line: number) => void;
}

/** Every fault of a document, with the line on which it stands. */
export function FaultTable({ faults, text, onGo }: FaultTableProps) {
  const d = useSiteWords().document;
  const rows = faults.map((fault, at) => ({ ...fault, at, line: lineOf(text, fault.path ?? '') }));
  return (
    <div class="faults">
      <p class="problem" role="alert">
        <Mark tone="fault" /> {d.faults(String(faults.length))}
      </p>
      <Table
        caption={d.faults(String(faults.length))}
        rows={rows}
        keyOf={({ at }) => String(at)}
        empty=""
        fileName="netwacht-site-faults"
        columns={[
          {
            id: 'line',
            head: d.line,
            cell: ({ line }) => (
              <button class="plain-button" type="button" aria-label={`${line} ${d.goThere}`} onClick={() => onGo(line)}>
                {line}
              </button>
            ),
            plain: ({ line }) => line,
          },
          { id: 'path', head: d.path, cell: ({ path = '' }) => <code>{path}</code>, plain: ({ path = '' }) => path },
          {
            id: 'says',
            head: d.says,
            cell: (fault) => <q lang="en">{unplaced(fault)}</q>,
            plain: unplaced,
          },
        ]}
      />
    </div>
  );
}

const unplaced = ({ path = '', message }: SiteFault): string =>
  message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
