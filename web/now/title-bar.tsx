import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../firmware/api/shapes.ts';
import type { Contact } from '../live/stream.ts';
import { linkTo, type Screen } from '../live/use-route.ts';
import { Icon } from '../part/icon.tsx';
import { Mark } from '../part/mark.tsx';
import { sees } from '../part/role.ts';
import { useSpeech } from '../words/speech.ts';

interface TitleBarProps {
  readonly name: string;
  /** The clock of the box; it stands still when the box does. */
  readonly at: string | undefined;
  readonly contact: Contact;
  readonly screen: Screen;
  readonly role: Role;
  /** Nobody is signed in, and reads are open. */
  readonly anybody: boolean;
  /** On a wall there is no menu; the name leads out of there. */
  readonly wall: boolean;
}

/** The screens of the menu, in its order. */
const listed = ['now', 'history', 'sessions', 'grid', 'rules', 'devices', 'settings'] as const;

/** A charge point is looked at from the start page, and the first start belongs to the settings. */
const listedAs = (screen: Screen): Screen => (screen === 'point' ? 'now' : screen === 'start' ? 'settings' : screen);

/** Name, screens, clock. On a phone the screens stand behind a button. */
export function TitleBar({ name, at, contact, screen, role, wall, anybody }: TitleBarProps) {
  const { words, clock } = useSpeech();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const close = (): void => setOpen(false);
    const closeByEscape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    addEventListener('hashchange', close);
    addEventListener('keydown', closeByEscape);
    return () => {
      removeEventListener('hashchange', close);
      removeEventListener('keydown', closeByEscape);
    };
  }, [open]);
  const current = listedAs(screen);
  return (
    <header class={open ? 'title-bar menu-open' : 'title-bar'}>
      <h1>
        {wall ? (
          <a href={linkTo('now')} title={words.wall.leave}>
            {name}
          </a>
        ) : (
          name
        )}
      </h1>
      {!wall && (
        <>
          <button
            class="menu-button"
            type="button"
            aria-expanded={open}
            aria-controls="screens"
            onClick={() => setOpen((was) => !was)}
          >
            <Icon name={open ? 'close' : 'menu'} />
            {words.nav.menu} <span class="soft">{words.nav[current]}</span>
          </button>
          <nav id="screens" aria-label={words.nav.screens}>
            {listed
              .filter((one) => sees(role, one, anybody))
              .map((one) => (
                <a
                  key={one}
                  href={linkTo(one)}
                  aria-current={one === current ? 'page' : undefined}
                  onClick={() => setOpen(false)}
                >
                  <Icon name={one} /> {words.nav[one]}
                </a>
              ))}
          </nav>
        </>
      )}
      <p class="pulse">
        {at !== undefined && <time dateTime={at}>{clock(at)}</time>}
        <ContactMark contact={contact} />
      </p>
    </header>
  );
}

function ContactMark({ contact }: { contact: Contact }) {
  const { words, clock } = useSpeech();
  switch (contact.kind) {
    case 'live':
      return (
        <span class="contact">
          <Mark tone="ok" /> {words.contact.live}
        </span>
      );
    case 'connecting':
      return (
        <span class="contact">
          <Mark tone="idle" /> {words.contact.connecting}
        </span>
      );
    case 'lost':
      return (
        <span class="contact contact-lost">
          <Mark tone="fault" /> {words.contact.lost(clock(contact.sinceMs))}
        </span>
      );
  }
}
