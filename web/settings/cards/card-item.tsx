import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { Fact } from '../../part/fact.tsx';
import { Icon } from '../../part/icon.tsx';
import { Mark } from '../../part/mark.tsx';
import type { SiteDesk } from '../../site/use-site.ts';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useBudgetText } from '../people/budget-text.ts';
import { cardName, placesOf, type SiteTag, tagsOf, usersOf, withoutCards } from '../people/site-parts.ts';
import { CardForm } from './card-form.tsx';
import { useFunctionSentence } from './function-sentence.ts';
import { isOver } from './last-day.ts';

interface CardItemProps {
  readonly tag: SiteTag;
  readonly site: SiteDocument;
  readonly now: string;
  readonly desk: SiteDesk;
  readonly opened: 'edit' | 'remove' | undefined;
  readonly onOpen: (what: 'edit' | 'remove' | undefined) => void;
}

/** One card: whose, what it does, until when; and what can be done about it. */
export function CardItem({ tag, site, now, desk, opened, onOpen }: CardItemProps) {
  const { words, time } = useSpeech();
  const { cards: w, people } = usePeopleWords();
  const sentence = useFunctionSentence();
  const name = cardName(tag);
  const over = isOver(tag.validUntil, now);
  const owner = usersOf(site).find(({ id }) => id === tag.user);
  const { budget } = useBudgetText();
  const { functions = [], uses, validUntil } = tag;
  const fixedAt = placesOf(site).filter(({ fixedTag }) => fixedTag === tag.id);

  const put = (validUntil: string | undefined, said: string) =>
    desk.save(
      (site) => ({
        ...site,
        tags: tagsOf(site).map((one) => {
          if (one.id !== tag.id) return one;
          const { validUntil: _, ...rest } = one;
          return validUntil === undefined ? rest : { ...rest, validUntil };
        }),
      }),
      said,
    );

  async function remove(): Promise<void> {
    if (await desk.save((site) => withoutCards(site, new Set([tag.id])), w.removed(name))) onOpen(undefined);
  }

  return (
    <li class="entry" data-card={tag.id}>
      <h3>
        {name}
        {over && (
          <small class="entry-mark">
            <Mark tone="fault" /> {w.blockedMark}
          </small>
        )}
      </h3>
      <dl class="facts">
        <Fact term={w.user}>{owner?.name ?? w.nobody}</Fact>
        {owner?.budget !== undefined && <Fact term={people.budget}>{budget(owner.budget)}</Fact>}
        {tag.name !== undefined && <Fact term={w.uid}>{tag.uid}</Fact>}
        <Fact term={w.does}>{functions.length === 0 ? w.doesNothing : functions.map(sentence).join('; ')}</Fact>
        <Fact term={w.until}>
          {validUntil === undefined ? w.forever : over ? w.ended(time(validUntil, now)) : time(validUntil, now)}
        </Fact>
        {uses !== undefined && <Fact term={w.uses}>{w.usesLeft(String(uses))}</Fact>}
      </dl>
      {opened === 'edit' && <CardForm desk={desk} site={site} tag={tag} onClose={() => onOpen(undefined)} />}
      {opened === 'remove' && (
        <AskFirst
          question={w.fixedAt(fixedAt.map((one) => one.name).join(', '))}
          yes={words.common.remove}
          no={words.common.cancel}
          busy={desk.busy}
          onYes={() => void remove()}
          onNo={() => onOpen(undefined)}
        />
      )}
      {/* They stay while something is open: the focus comes back to the one that opened it. */}
      <div class="buttons" hidden={opened !== undefined}>
        <button class="plain-button" type="button" onClick={() => onOpen('edit')}>
          <Icon name="edit" /> {words.common.edit}
          <span class="unseen"> {name}</span>
        </button>
        <button
          class="plain-button"
          type="button"
          aria-disabled={desk.busy}
          onClick={() => !desk.busy && void (over ? put(undefined, w.unblocked(name)) : put(now, w.blocked(name)))}
        >
          <Icon name="lock" /> {over ? w.unblock : w.block}
          <span class="unseen"> {name}</span>
        </button>
        <button
          class="plain-button"
          type="button"
          aria-disabled={desk.busy}
          // It can be undone; only what it takes with it is asked for.
          onClick={() => !desk.busy && (fixedAt.length === 0 ? void remove() : onOpen('remove'))}
        >
          <Icon name="remove" /> {words.common.remove}
          <span class="unseen"> {name}</span>
        </button>
      </div>
    </li>
  );
}
