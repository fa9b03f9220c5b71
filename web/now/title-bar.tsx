import type { Contact } from '../live/stream.ts';
import { linkOf, type Screen } from '../live/use-route.ts';
import { Mark } from '../part/mark.tsx';
import { useSpeech } from '../words/speech.ts';

interface TitleBarProps {
  readonly name: string;
  /** The clock of the box; it stands still when the box does. */
  readonly at: string | undefined;
  readonly contact: Contact;
  readonly screen: Screen;
}

export function TitleBar({ name, at, contact, screen }: TitleBarProps) {
  const { words, clock } = useSpeech();
  return (
    <header class="title-bar">
      <h1>{name}</h1>
      <nav aria-label={words.nav.screens}>
        {(['now', 'grid', 'box'] as const).map((other) => (
          <a key={other} href={linkOf(other)} aria-current={other === screen ? 'page' : undefined}>
            {words.nav[other]}
          </a>
        ))}
      </nav>
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
