import '../style/people.css';
import { useState } from 'preact/hooks';
import { authorise } from '../api/point.ts';
import { readSite } from '../api/site.ts';
import { useRead } from '../live/use-read.ts';
import { faultText } from '../part/fault-text.ts';
import { Icon } from '../part/icon.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { isOver } from '../settings/cards/last-day.ts';
import { cardName, type SiteTag, tagsOf, usersOf } from '../settings/people/site-parts.ts';
import { InPeopleWords, usePeopleWords } from '../words/people/speech.ts';
import { useSpeech } from '../words/speech.ts';

interface CardButtonsProps {
  /** Of the charge point. */
  readonly id: string;
}

/** Cards that the site makes buttons of, at a charge point where they count: a press shows the card there. */
export const CardButtons = (props: CardButtonsProps) => (
  <InPeopleWords>
    <Buttons {...props} />
  </InPeopleWords>
);

/** The colour of a card's button; undefined: it is none. */
const colourOf = ({ functions = [] }: SiteTag): string | undefined => {
  const button = functions.find((text) => text === 'button' || text.startsWith('button:'));
  return button === undefined ? undefined : (button.split(':')[1] ?? 'gray');
};

function Buttons({ id }: CardButtonsProps) {
  const { words } = useSpeech();
  const w = usePeopleWords().buttons;
  const site = useRead(readSite, 'cards').value?.document;
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState('');
  const [fault, setFault] = useState('');
  if (site === undefined) return null;
  const places = new Map(usersOf(site).map((user) => [user.id, user.chargePoints ?? []]));
  const counts = ({ user, validUntil }: SiteTag): boolean => {
    const list = places.get(user ?? '') ?? [];
    return !isOver(validUntil, new Date().toISOString()) && (list.length === 0 || list.includes(id));
  };
  const cards = tagsOf(site).filter((tag) => colourOf(tag) !== undefined && counts(tag));
  if (cards.length === 0) return null;

  async function show(tag: SiteTag): Promise<void> {
    if (busy) return;
    setBusy(true);
    setDone('');
    setFault('');
    const outcome = await authorise(id, { tag: tag.uid });
    setBusy(false);
    if (outcome.ok) setDone(w.shown(cardName(tag)));
    else if (outcome.code === 'occupied') setFault(w.occupied);
    else if (outcome.code === 'tagUsedUp') setFault(w.usedUp(cardName(tag)));
    else setFault(faultText(words, outcome));
  }

  return (
    <div class="card-buttons">
      <p class="note">{w.note}</p>
      <div class="buttons">
        {cards.map((tag) => (
          <button
            key={tag.id}
            class={`plain-button card-${colourOf(tag)}`}
            type="button"
            aria-disabled={busy}
            onClick={() => void show(tag)}
          >
            <Icon name="card" /> {cardName(tag)}
          </button>
        ))}
      </div>
      <Problem text={fault} />
      <Done text={done} />
    </div>
  );
}
