import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import type { SiteDesk } from '../../site/use-site.ts';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { AsksNote } from './asks-note.tsx';
import { type BudgetDraft, budgetDraft, budgetOf } from './budget-draft.ts';
import { BudgetFields } from './budget-fields.tsx';
import { newId, placesOf, type SiteUser, usersOf } from './site-parts.ts';
import { refusedField, useFormSave } from './use-form-save.ts';
import { WhereFields } from './where-fields.tsx';

interface PersonFormProps {
  readonly desk: SiteDesk;
  readonly site: SiteDocument;
  /** Undefined: a new one. */
  readonly user: SiteUser | undefined;
  readonly onClose: () => void;
}

interface Draft {
  readonly name: string;
  readonly everywhere: boolean;
  readonly chargePoints: readonly string[];
  readonly priority: string;
  readonly budget: BudgetDraft;
}

/** Adds a person or changes one. */
export function PersonForm({ desk, site, user, onClose }: PersonFormProps) {
  const { words, language } = useSpeech();
  const { people: w } = usePeopleWords();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: user?.name ?? '',
    everywhere: (user?.chargePoints ?? []).length === 0,
    chargePoints: user?.chargePoints ?? [],
    priority: user?.priority === undefined ? '' : String(user.priority),
    budget: budgetDraft(user?.budget, language),
  }));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const save = useFormSave(desk, onClose);
  const refused = refusedField(desk, 'users');
  const change = (part: Partial<Draft>): void => setDraft((was) => ({ ...was, ...part }));

  const name = draft.name.trim();
  const budget = budgetOf(draft.budget);
  const wrong = {
    name: name === '',
    where: !draft.everywhere && draft.chargePoints.length === 0,
    budget: budget === null,
    priority: draft.priority.trim() !== '' && !/^(\d{1,2}|100)$/.test(draft.priority.trim()),
  };
  const isWrong = Object.values(wrong).some(Boolean);

  /** The person as entered, in a site. */
  function edited(site: SiteDocument): SiteDocument {
    const users = usersOf(site);
    const {
      budget: _,
      priority: __,
      ...rest
    } = user ?? {
      id: newId(
        name,
        users.map(({ id }) => id),
      ),
      name,
    };
    const next: SiteUser = {
      ...rest,
      name,
      chargePoints: draft.everywhere ? [] : [...draft.chargePoints],
      ...(draft.priority.trim() === '' ? {} : { priority: Number(draft.priority) }),
      ...(budget == null ? {} : { budget }),
    };
    return {
      ...site,
      users: user === undefined ? [...users, next] : users.map((one) => (one.id === user.id ? next : one)),
    };
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (desk.busy) return;
    setTried(true);
    if (isWrong) return focusWrong(form.current);
    if (!(await save(edited, user === undefined ? w.added(name) : w.changed(name)))) focusWrong(form.current);
  }

  const said = (field: string) =>
    refused?.field === field ? <BoxSays lead={words.common.boxSays} message={refused.message} /> : undefined;
  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void submit(event)} noValidate>
      <h3>{user === undefined ? w.add : w.edit(user.name)}</h3>
      <TextField
        id="person-name"
        label={w.name}
        value={draft.name}
        wrong={tried && wrong.name ? w.needName : said('name')}
        onValue={(value) => change({ name: value })}
      />
      <WhereFields
        id="person"
        places={placesOf(site)}
        chosen={draft.chargePoints}
        everywhere={draft.everywhere}
        wrong={tried && wrong.where}
        onChosen={(everywhere, chargePoints) => change({ everywhere, chargePoints })}
      />
      <BudgetFields
        id="person-budget"
        draft={draft.budget}
        wrong={tried && wrong.budget}
        onDraft={(budget) => change({ budget })}
      />
      <TextField
        id="person-priority"
        label={w.priorityField}
        note={w.priorityNote}
        value={draft.priority}
        numeric
        wrong={tried && wrong.priority ? w.badPriority : said('priority')}
        onValue={(priority) => change({ priority })}
      />
      {!isWrong && <AsksNote before={site} after={edited(site)} />}
      <SaveTrouble desk={desk} />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={desk.busy} onCancel={onClose} />
    </form>
  );
}
