import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { UserView } from '../../api/people.ts';
import { linkTo } from '../../live/use-route.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { Fact } from '../../part/fact.tsx';
import { Icon, type IconName } from '../../part/icon.tsx';
import type { SiteDesk } from '../../site/use-site.ts';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { BudgetForm } from './budget-form.tsx';
import { BudgetLine } from './budget-line.tsx';
import type { Opened } from './people.tsx';
import { PersonForm } from './person-form.tsx';
import { PinForm } from './pin-form.tsx';
import { cardName, placesOf, type SiteUser, tagsOf, usersOf, withoutCards } from './site-parts.ts';

interface PersonItemProps {
  readonly user: SiteUser;
  readonly site: SiteDocument;
  readonly desk: SiteDesk;
  readonly stands: UserView | undefined;
  readonly opened: Opened['what'] | undefined;
  readonly onOpen: (what: Opened['what'] | undefined) => void;
  readonly onDone: (said: string) => Promise<void>;
}

/** One person: where, how much, with what; and what can be done about it. */
export function PersonItem({ user, site, desk, stands, opened, onOpen, onDone }: PersonItemProps) {
  const { words } = useSpeech();
  const w = usePeopleWords().people;
  const names = new Map(placesOf(site).map(({ id, name }) => [id, name]));
  const cards = tagsOf(site).filter((tag) => tag.user === user.id);
  const { chargePoints = [], budget } = user;

  async function remove(): Promise<void> {
    const gone = new Set(cards.map(({ id }) => id));
    const removed = await desk.save(
      // A card of nobody would count everywhere: they go with their person.
      (site) => ({ ...withoutCards(site, gone), users: usersOf(site).filter(({ id }) => id !== user.id) }),
      w.removed(user.name),
    );
    if (removed) onOpen(undefined);
  }

  const button = (what: Opened['what'], icon: IconName, word: string) => (
    <button class="plain-button" type="button" aria-expanded={opened === what} onClick={() => onOpen(what)}>
      <Icon name={icon} /> {word}
      <span class="unseen"> {user.name}</span>
    </button>
  );

  return (
    <li class="entry" data-user={user.id}>
      <h3>{user.name}</h3>
      <dl class="facts">
        <Fact term={w.where}>
          {chargePoints.length === 0 ? w.everywhere : chargePoints.map((id) => names.get(id) ?? id).join(', ')}
        </Fact>
        <Fact term={w.budget}>
          {budget === undefined ? w.noBudget : <BudgetLine budget={budget} stands={stands?.budget ?? undefined} />}
        </Fact>
        <Fact term={w.cards}>{cards.length === 0 ? w.cardsNone : cards.map(cardName).join(', ')}</Fact>
        <Fact term={w.pin}>{stands === undefined ? words.noValue : stands.pin ? w.pinSet : w.pinNone}</Fact>
        {user.priority !== undefined && <Fact term={w.priority}>{user.priority}</Fact>}
      </dl>
      {opened === 'edit' && <PersonForm desk={desk} site={site} user={user} onClose={() => onOpen(undefined)} />}
      {opened === 'pin' && (
        <PinForm user={user} has={stands?.pin === true} onDone={onDone} onClose={() => onOpen(undefined)} />
      )}
      {opened === 'budget' && budget !== undefined && (
        <BudgetForm user={user} unit={budget.unit} onDone={onDone} onClose={() => onOpen(undefined)} />
      )}
      {opened === 'remove' && (
        <AskFirst
          question={w.removeAsk(user.name, cards.map(cardName).join(', '))}
          yes={w.removeYes}
          no={words.common.cancel}
          busy={desk.busy}
          onYes={() => void remove()}
          onNo={() => onOpen(undefined)}
        />
      )}
      {/* They stay while something is open: the focus comes back to the one that opened it. */}
      <div class="buttons" hidden={opened !== undefined}>
        {button('edit', 'edit', words.common.edit)}
        {budget !== undefined && button('budget', 'add', w.topUp)}
        {button('pin', 'lock', w.pin)}
        <a class="plain-button" href={linkTo('rules', ['user', user.id])}>
          <Icon name="rules" /> {w.rules}
          <span class="unseen"> {user.name}</span>
        </a>
        <a class="plain-button" href={linkTo('sessions', [], { user: user.id })}>
          <Icon name="sessions" /> {w.sessions}
          <span class="unseen"> {user.name}</span>
        </a>
        {button('remove', 'remove', words.common.remove)}
      </div>
    </li>
  );
}
