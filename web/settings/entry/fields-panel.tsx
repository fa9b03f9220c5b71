import { Fact } from '../../part/fact.tsx';
import { Icon } from '../../part/icon.tsx';
import { Panel } from '../../part/panel.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from './desk.tsx';
import { EntryForm } from './entry-form.tsx';
import { draftOf, type Entry, type FieldSpec, fieldText, valueAt } from './field-spec.ts';
import { whole } from './place.ts';

interface FieldsPanelProps {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly FieldSpec[];
  /** Said in the panel while it is so. */
  readonly warning?: string | undefined;
  /** Said in place of what holds: nothing of it is set yet. */
  readonly unset?: string | undefined;
}

/** Some keys of the document itself: what holds, and the form that changes it. */
export function FieldsPanel({ id, title, note, fields, warning, unset }: FieldsPanelProps) {
  const { words, language } = useSpeech();
  const w = useSiteWords();
  const { site, open, openForm } = useDesk();
  return (
    <Panel
      id={id}
      title={title}
      actions={
        open !== id && (
          <button
            class="plain-button"
            type="button"
            aria-label={`${words.common.edit}: ${title}`}
            onClick={() => openForm(id)}
          >
            <Icon name="edit" /> {words.common.edit}
          </button>
        )
      }
    >
      {note !== undefined && <p class="note">{note}</p>}
      {warning !== undefined && <p class="warn">{warning}</p>}
      {open === id ? (
        <EntryForm
          id={id}
          title={w.entry.change(title)}
          place={whole}
          fields={fields}
          said={() => w.entry.changed(title)}
          onClose={() => openForm(undefined)}
        />
      ) : unset !== undefined ? (
        <p>{unset}</p>
      ) : (
        <dl class="facts wide-facts">
          {fields.filter(isAsked).map((spec) => (
            <Fact key={spec.key} term={spec.label}>
              {shown(spec)}
            </Fact>
          ))}
        </dl>
      )}
    </Panel>
  );

  /** What hangs on another answer is not told where it is not asked. */
  function isAsked(spec: FieldSpec): boolean {
    return spec.shown?.(draftOf(fields, site as Entry, language)) !== false;
  }

  function shown(spec: FieldSpec): string {
    const value = valueAt(site as Entry, spec.key) ?? spec.absent;
    if (spec.kind === 'choice') return spec.choices?.[String(value)] ?? String(value);
    if (spec.kind === 'yes') return value === true ? words.common.yes : words.common.no;
    return [fieldText(spec, value, language) || words.common.none, spec.unit].filter(Boolean).join('\u00a0');
  }
}
