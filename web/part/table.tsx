import '../style/parts.css';
import type { ComponentChildren } from 'preact';
import { useSpeech } from '../words/speech.ts';
import { csvOf } from './csv.ts';
import { Icon } from './icon.tsx';
import { saveText } from './save-text.ts';

export interface Column<Row> {
  readonly id: string;
  readonly head: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** Stands in the CSV alone. */
  readonly csvOnly?: true;
  readonly cell: (row: Row) => ComponentChildren;
  /** What stands in the CSV; a column without it (buttons) is left out there and on paper. */
  readonly plain?: (row: Row) => string | number | null;
}

interface TableProps<Row> {
  /** What the table holds, read out; seen too when `captionSeen`. */
  readonly caption: string;
  readonly captionSeen?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What stands there when there is no row. */
  readonly empty: string;
  /** Name of the CSV file without its ending; undefined: no CSV and no print button. */
  readonly fileName?: string;
  /** Where the box itself gives the CSV (all rows, not only those shown), its address. */
  readonly csvHref?: string;
}

/** A dense table; on a phone each row becomes a card whose cells carry their heading. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, captionSeen = false, columns, rows, keyOf, empty, fileName, csvHref } = props;
  const { words } = useSpeech();
  const seen = columns.filter(({ csvOnly }) => csvOnly !== true);
  return (
    <div class="table-box">
      {rows.length === 0 ? (
        <p class="soft">{empty}</p>
      ) : (
        <table class="table">
          <caption class={captionSeen ? '' : 'unseen'}>{caption}</caption>
          <thead>
            <tr>
              {seen.map(({ id, head, numeric, plain }) => (
                <th key={id} scope="col" class={cellClass(numeric, plain === undefined)}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)} data-row={keyOf(row)}>
                {seen.map(({ id, head, numeric, cell, plain }) => (
                  <td key={id} data-head={head} class={cellClass(numeric, plain === undefined)}>
                    <div>{cell(row)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {fileName !== undefined && rows.length > 0 && (
        <div class="table-take">
          {csvHref !== undefined ? (
            <a class="plain-button" href={csvHref} download={`${fileName}.csv`}>
              <Icon name="download" /> {words.common.csv}
            </a>
          ) : (
            <button
              class="plain-button"
              type="button"
              onClick={() => saveText(`${fileName}.csv`, 'text/csv', csvOf(columns, rows))}
            >
              <Icon name="download" /> {words.common.csv}
            </button>
          )}
          <button class="plain-button" type="button" onClick={() => print()}>
            <Icon name="print" /> {words.common.print}
          </button>
        </div>
      )}
    </div>
  );
}

const cellClass = (numeric = false, notOnPaper = false): string =>
  [numeric ? 'numeric' : '', notOnPaper ? 'no-print' : ''].filter((name) => name !== '').join(' ');
