import type { ComponentChildren } from 'preact';
import { Icon } from '../../part/icon.tsx';
import { type Column, Table } from '../../part/table.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from './desk.tsx';
import { EntryForm } from './entry-form.tsx';
import type { Draft, Entry, FieldSpec } from './field-spec.ts';
import { endOf, entryIn, type ListPlace, nameOf } from './place.ts';

interface EntryListProps {
  /** Begins the ids of its forms; once on a screen. */
  readonly id: string;
  readonly caption: string;
  readonly empty: string;
  readonly place: ListPlace;
  readonly fields: readonly FieldSpec[];
  readonly columns: readonly Column<Entry>[];
  /** What an entry is called in sentences. */
  readonly nameOf: (entry: Entry) => string;
  readonly addWord: string;
  readonly begin?: Entry;
  readonly refused?: Readonly<Record<string, string>>;
  readonly fileName?: string;
  /** Buttons of each row before those that change it. */
  readonly buttons?: (entry: Entry) => ComponentChildren;
}

/** A list of the document as a table, each entry with its way to change and to remove it; below it the form that is open. */
export function EntryList(props: EntryListProps) {
  const { id, caption, empty, place, fields, columns, nameOf: called, addWord, begin, buttons, fileName } = props;
  const { words } = useSpeech();
  const w = useSiteWords();
  const { desk, site, open, openForm } = useDesk();
  const list = place.list(site);
  const keyOf = (entry: Entry): string => nameOf(entry) ?? String(list.indexOf(entry));
  const formOf = (entry: Entry): string => `${id}:${keyOf(entry)}`;
  const edited = list.find((entry) => formOf(entry) === open);
  const isNew = open === `${id}:`;

  const actions: Column<Entry> = {
    id: 'actions',
    head: w.entry.actions,
    cell: (entry) => (
      <span class={buttons === undefined ? 'row-buttons' : 'row-buttons row-buttons-many'}>
        {buttons?.(entry)}
        <button
          class="plain-button"
          type="button"
          aria-label={`${words.common.edit}: ${called(entry)}`}
          onClick={() => openForm(formOf(entry))}
        >
          <Icon name="edit" /> {words.common.edit}
        </button>
        <button
          class="plain-button"
          type="button"
          aria-label={`${words.common.remove}: ${called(entry)}`}
          aria-disabled={desk.busy}
          onClick={() => void remove(entry)}
        >
          <Icon name="remove" /> {words.common.remove}
        </button>
      </span>
    ),
  };

  function remove(entry: Entry): Promise<boolean> {
    openForm(undefined);
    return desk.save((now) => entryIn(place, entry).withEntry(now, undefined), w.entry.removed(called(entry)));
  }

  return (
    <div class="entry-list">
      <Table
        caption={caption}
        columns={[...columns, actions]}
        rows={list}
        keyOf={keyOf}
        empty={empty}
        {...(fileName === undefined ? {} : { fileName })}
      />
      {edited !== undefined || isNew ? (
        <EntryForm
          key={open}
          id={id}
          title={edited === undefined ? addWord : w.entry.change(called(edited))}
          place={edited === undefined ? endOf(place) : entryIn(place, edited)}
          fields={fields}
          said={(draft) => (edited === undefined ? w.entry.added(draftName(draft)) : w.entry.changed(called(edited)))}
          {...(begin === undefined ? {} : { begin })}
          {...(props.refused === undefined ? {} : { refused: props.refused })}
          onClose={() => openForm(undefined)}
        />
      ) : (
        <button class="plain-button" type="button" onClick={() => openForm(`${id}:`)}>
          <Icon name="add" /> {addWord}
        </button>
      )}
    </div>
  );
}

const draftName = (draft: Draft): string => draft.name || draft.id || draft.device || '';

/** A column that says the same on paper as on the screen. */
export const textColumn = (id: string, head: string, text: (entry: Entry) => string): Column<Entry> => ({
  id,
  head,
  cell: text,
  plain: text,
});
