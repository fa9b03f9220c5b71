import { linkTo } from '../live/use-route.ts';
import { useSpeech } from '../words/speech.ts';

/** Stands on the start page while the box has nothing to look after. */
export function Invite() {
  const { words } = useSpeech();
  const w = words.invite;
  return (
    <section class="panel invite" aria-labelledby="invite">
      <h2 id="invite">{w.title}</h2>
      <p class="soft">{w.text}</p>
      <a class="main-button" href={linkTo('start')}>
        {w.open}
      </a>
    </section>
  );
}
