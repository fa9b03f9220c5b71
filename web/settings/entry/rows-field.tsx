import type { FunctionComponent } from 'preact';
import { Icon } from '../../part/icon.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import type { EntryFieldProps } from './field-props.ts';
import { type Draft, draftOf } from './field-spec.ts';

interface RowsFieldProps extends EntryFieldProps {
  /** Draws one field of a row. */
  readonly Cell: FunctionComponent<EntryFieldProps>;
}

/** Rows of small fields, one below the other; their order is changed by buttons. */
export function RowsField({ id, spec, draft, wrongs, path, onValue, Cell }: RowsFieldProps) {
  const { words, language } = useSpeech();
  const w = useSiteWords();
  const rows = JSON.parse(draft[spec.key] || '[]') as readonly Draft[];
  const fields = spec.row ?? [];
  const put = (next: readonly Draft[]): void => onValue(JSON.stringify(next));
  const note = typeof spec.note === 'function' ? spec.note(draft) : spec.note;
  return (
    <fieldset class="rows" id={id}>
      <legend>{spec.label}</legend>
      {note !== undefined && <p class="note">{note}</p>}
      {wrongs[path] !== undefined && <p class="problem">{wrongs[path]}</p>}
      {rows.map((row, at) => (
        // A row has no name of its own; its place is what it is.
        <div class="row" key={at}>
          {fields
            .filter(({ shown }) => shown?.(row) ?? true)
            .map((field) => (
              <Cell
                key={field.key}
                id={`${id}-${at}-${field.key.replaceAll('.', '-')}`}
                spec={field}
                draft={row}
                wrongs={wrongs}
                path={`${path}[${at}].${field.key}`}
                onValue={(value) => put(rows.with(at, { ...row, [field.key]: value }))}
              />
            ))}
          <div class="row-buttons">
            <button
              class="plain-button"
              type="button"
              disabled={at === 0}
              aria-label={w.entry.rowUp(String(at + 1))}
              onClick={() => put(rows.with(at, rows[at - 1] ?? row).with(at - 1, row))}
            >
              <Icon name="up" />
            </button>
            <button
              class="plain-button"
              type="button"
              aria-label={w.entry.rowRemove(String(at + 1))}
              onClick={() => put(rows.toSpliced(at, 1))}
            >
              <Icon name="remove" />
            </button>
          </div>
        </div>
      ))}
      <button class="plain-button" type="button" onClick={() => put([...rows, draftOf(fields, {}, language)])}>
        <Icon name="add" /> {words.common.add}
      </button>
    </fieldset>
  );
}
