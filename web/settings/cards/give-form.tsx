import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { Choice, focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import type { SiteDesk } from '../../site/use-site.ts';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { AsksNote } from '../people/asks-note.tsx';
import { type BudgetDraft, budgetDraft, budgetOf, noBudget } from '../people/budget-draft.ts';
import { BudgetFields } from '../people/budget-fields.tsx';
import { guardedPlaces, newlyGuarded } from '../people/guarded.ts';
import { cardName, placesOf, tagsOf, uidKey, usersOf } from '../people/site-parts.ts';
import { refusedField, useFormSave } from '../people/use-form-save.ts';
import { WhereFields } from '../people/where-fields.tsx';
import { DayField } from './day-field.tsx';
import { type Gift, given } from './gift.ts';
import { endOf, isOver } from './last-day.ts';
import { UidField } from './uid-field.tsx';

interface GiveFormProps {
  readonly desk: SiteDesk;
  readonly site: SiteDocument;
  readonly now: string;
  readonly onClose: () => void;
  readonly onGiven: (said: string) => void;
}

const someBudget: BudgetDraft = { ...noBudget, kind: 'kWh' };

/** Card, whose, how much: a card with its person and its budget in one go. */
export function GiveForm({ desk, site, now, onClose, onGiven }: GiveFormProps) {
  const { words, language, timeZone } = useSpeech();
  const { give: w, people } = usePeopleWords();
  const users = usersOf(site);
  const [draft, setDraft] = useState(() => ({ uid: '', whose: '+', name: '', day: '' }));
  const [budget, setBudget] = useState(someBudget);
  // A new person charges where cards are asked for already: nothing changes for anybody else.
  const [where, setWhere] = useState(() => ({
    everywhere: guardedPlaces(site).size === 0,
    chosen: [...guardedPlaces(site)],
  }));
  const [tried, setTried] = useState(false);
  const [asks, setAsks] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const who =
    users.find(({ id }) => id === draft.whose)?.name ?? (draft.whose === '-' ? w.guestName : draft.name.trim());
  const save = useFormSave(desk, () => onGiven(w.done(who)));
  const refused = refusedField(desk, 'tags') ?? refusedField(desk, 'users');
  const change = (part: Partial<typeof draft>): void => {
    setDraft((was) => ({ ...was, ...part }));
    setAsks(false);
  };

  function choose(whose: string): void {
    change({ whose });
    const user = users.find(({ id }) => id === whose);
    if (user === undefined) return;
    const { chargePoints = [] } = user;
    setBudget(budgetDraft(user.budget, language));
    setWhere({ everywhere: chargePoints.length === 0, chosen: [...chargePoints] });
  }

  const twin = tagsOf(site).find(({ uid }) => uidKey(uid) === uidKey(draft.uid));
  const amount = budgetOf(budget);
  const validUntil = endOf(timeZone, draft.day);
  const wrong = {
    uid: uidKey(draft.uid) === '' ? w.needUid : twin === undefined ? undefined : w.taken(cardName(twin)),
    name: draft.whose === '+' && draft.name.trim() === '' ? people.needName : undefined,
    where: draft.whose !== '-' && !where.everywhere && where.chosen.length === 0,
    budget: amount === null,
    day: isOver(validUntil, now) ? w.past : undefined,
  };
  const isWrong = Object.values(wrong).some((one) => one !== undefined && one !== false);
  const gift: Gift = {
    uid: draft.uid.trim(),
    to:
      draft.whose === '+'
        ? { kind: 'new', name: draft.name.trim() }
        : draft.whose === '-'
          ? { kind: 'guest' }
          : { kind: 'user', id: draft.whose },
    chargePoints: where.everywhere ? [] : where.chosen,
    budget: amount ?? undefined,
    validUntil,
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (desk.busy) return;
    setTried(true);
    if (isWrong) return focusWrong(form.current);
    // A car that charges there now stops in the same moment, the owner's too: that is asked, not only told.
    if (!asks && newlyGuarded(site, given(site, gift)).length > 0) return setAsks(true);
    await put();
  }

  async function put(): Promise<void> {
    setAsks(false);
    if (!(await save((now) => given(now, gift), w.done(who)))) focusWrong(form.current);
  }

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void submit(event)} noValidate>
      <h3>{w.title}</h3>
      <UidField
        value={draft.uid}
        wrong={tried && wrong.uid !== undefined ? wrong.uid : refused?.field === 'uid' ? refused.message : undefined}
        onValue={(uid) => change({ uid })}
      />
      <Choice
        id="give-whose"
        label={w.whose}
        value={draft.whose}
        choices={{ '+': w.newPerson, ...Object.fromEntries(users.map(({ id, name }) => [id, name])), '-': w.guest }}
        note={draft.whose === '-' ? w.guestEverywhere : draft.whose === '+' ? undefined : w.holdsForAll(who)}
        onValue={choose}
      />
      {draft.whose === '+' && (
        <TextField
          id="give-name"
          label={w.name}
          placeholder={w.nameExample}
          value={draft.name}
          wrong={tried ? wrong.name : undefined}
          onValue={(name) => change({ name })}
        />
      )}
      <BudgetFields id="give" draft={budget} wrong={tried && wrong.budget} onDraft={setBudget} />
      <details open={tried && (wrong.where || wrong.day !== undefined)}>
        <summary>{w.more}</summary>
        <div class="form">
          {draft.whose !== '-' && (
            <WhereFields
              id="give"
              places={placesOf(site)}
              chosen={where.chosen}
              everywhere={where.everywhere}
              wrong={tried && wrong.where}
              onChosen={(everywhere, chosen) => setWhere({ everywhere, chosen: [...chosen] })}
            />
          )}
          <DayField
            id="give-day"
            label={w.until}
            note={w.untilNote}
            value={draft.day}
            wrong={tried ? wrong.day : undefined}
            onValue={(day) => change({ day })}
          />
        </div>
      </details>
      <AsksNote before={site} after={given(site, gift)} />
      <SaveTrouble desk={desk} />
      <FormButtons yes={w.save} no={words.common.cancel} busy={desk.busy} onCancel={onClose} />
      {asks && (
        <AskFirst
          question={w.asksFirst(newlyGuarded(site, given(site, gift)).join(', '))}
          yes={w.asksYes}
          no={words.common.cancel}
          busy={desk.busy}
          onYes={() => void put()}
          onNo={() => setAsks(false)}
        />
      )}
    </form>
  );
}
