import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { Choice, focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import type { SiteDesk } from '../../site/use-site.ts';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { AsksNote } from '../people/asks-note.tsx';
import { cardName, type SiteTag, tagsOf, uidKey, usersOf } from '../people/site-parts.ts';
import { refusedField, useFormSave } from '../people/use-form-save.ts';
import { type FunctionDraft, functionFault, functionOf, functionText } from './card-function.ts';
import { DayField } from './day-field.tsx';
import { FunctionsField } from './functions-field.tsx';
import { dayOf, endOf } from './last-day.ts';

interface CardFormProps {
  readonly desk: SiteDesk;
  readonly site: SiteDocument;
  readonly tag: SiteTag;
  readonly onClose: () => void;
}

/** Changes a card: its name, whose it is, what it does, how long it counts. */
export function CardForm({ desk, site, tag, onClose }: CardFormProps) {
  const { words, timeZone } = useSpeech();
  const { card: w, cards, give } = usePeopleWords();
  const [draft, setDraft] = useState(() => ({
    uid: tag.uid,
    name: tag.name ?? '',
    user: tag.user ?? '',
    day: dayOf(timeZone, tag.validUntil),
    uses: tag.uses === undefined ? '' : String(tag.uses),
  }));
  const read = (tag.functions ?? []).map((text) => functionOf(text) ?? text);
  const [functions, setFunctions] = useState<readonly FunctionDraft[]>(() =>
    read.filter((one): one is FunctionDraft => typeof one !== 'string'),
  );
  /** What a later version of the box can do is kept as it is. */
  const unknown = read.filter((one) => typeof one === 'string');
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const save = useFormSave(desk, onClose);
  const refused = refusedField(desk, 'tags');
  const change = (part: Partial<typeof draft>): void => setDraft((was) => ({ ...was, ...part }));

  const twin = tagsOf(site).find(({ id, uid }) => id !== tag.id && uidKey(uid) === uidKey(draft.uid));
  const wrong = {
    uid: uidKey(draft.uid) === '' ? give.needUid : twin === undefined ? undefined : give.taken(cardName(twin)),
    uses: draft.uses.trim() === '' || /^\d{1,6}$/.test(draft.uses.trim()) ? undefined : w.badUses,
  };
  const isWrong = wrong.uid !== undefined || wrong.uses !== undefined || functions.some((one) => functionFault(one));

  function edited(site: SiteDocument): SiteDocument {
    const { id } = tag;
    // A day that was not touched keeps its hour.
    const until = draft.day === dayOf(timeZone, tag.validUntil) ? tag.validUntil : endOf(timeZone, draft.day);
    const next: SiteTag = {
      ...{ id, uid: draft.uid.trim() },
      ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
      ...(draft.user === '' ? {} : { user: draft.user }),
      functions: [...functions.map(functionText), ...unknown],
      ...(until === undefined ? {} : { validUntil: until }),
      ...(draft.uses.trim() === '' ? {} : { uses: Number(draft.uses) }),
    };
    return { ...site, tags: tagsOf(site).map((one) => (one.id === id ? next : one)) };
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (desk.busy) return;
    setTried(true);
    if (isWrong) return focusWrong(form.current);
    if (!(await save(edited, cards.changed(draft.name.trim() || draft.uid)))) focusWrong(form.current);
  }

  const said = (field: string) =>
    refused?.field === field ? <BoxSays lead={words.common.boxSays} message={refused.message} /> : undefined;
  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void submit(event)} noValidate>
      <h3>{cards.edit(cardName(tag))}</h3>
      <TextField
        id="card-uid"
        label={cards.uid}
        value={draft.uid}
        wrong={tried && wrong.uid !== undefined ? wrong.uid : said('uid')}
        onValue={(uid) => change({ uid })}
      />
      <TextField
        id="card-name"
        label={w.name}
        note={w.nameNote}
        value={draft.name}
        wrong={said('name')}
        onValue={(name) => change({ name })}
      />
      <Choice
        id="card-user"
        label={w.user}
        value={draft.user}
        choices={{ '': cards.nobody, ...Object.fromEntries(usersOf(site).map(({ id, name }) => [id, name])) }}
        note={draft.user === '' ? give.guestEverywhere : undefined}
        onValue={(user: string) => change({ user })}
      />
      <FunctionsField site={site} drafts={functions} tried={tried} onDrafts={setFunctions} />
      <DayField
        id="card-day"
        label={w.validUntil}
        note={give.untilNote}
        value={draft.day}
        onValue={(day) => change({ day })}
      />
      <TextField
        id="card-uses"
        label={w.uses}
        note={w.usesNote}
        value={draft.uses}
        numeric
        wrong={tried && wrong.uses !== undefined ? wrong.uses : said('uses')}
        onValue={(uses) => change({ uses })}
      />
      {!isWrong && <AsksNote before={site} after={edited(site)} />}
      <SaveTrouble desk={desk} />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={desk.busy} onCancel={onClose} />
    </form>
  );
}
