import type { Contact } from '../live/stream.ts';
import { Mark } from '../part/mark.tsx';
import { useSpeech } from '../words/speech.ts';

/** `at`: the clock of the box; it stands still when the box does. */
export function TitleBar({ name, at, contact }: { name: string; at: string | undefined; contact: Contact }) {
  const { clock } = useSpeech();
  return (
    <header class="title-bar">
      <h1>{name}</h1>
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
