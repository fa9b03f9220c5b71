import { useEffect, useMemo } from 'preact/hooks';
import type { Role } from '../../firmware/api/shapes.ts';
import { useLive } from '../live/use-live.ts';
import { usePart } from '../live/use-part.ts';
import { type Screen, useRoute } from '../live/use-route.ts';
import { lowScreen, useMedia } from '../now/density.ts';
import { TitleBar } from '../now/title-bar.tsx';
import { Fetching } from '../part/fetching.tsx';
import { sees } from '../part/role.ts';
import { UndoFrame } from '../part/undo.tsx';
import { SpeechContext, speechOf, useSpeech } from '../words/speech.ts';
import { Now } from './now.tsx';
import { loadScreen } from './screens.ts';

interface OpenProps {
  readonly role: Role;
  /** The session is over: nothing is seen or heard until somebody signs in, and what was typed is kept till then. */
  readonly hidden: boolean;
  readonly onRefused: () => void;
  /** The box streams again after a break. */
  readonly onAgain: () => void;
  /** Nobody is signed in, and reads are open. */
  readonly anybody: boolean;
}

/** Everything that is seen after signing in: the title bar, whether the box is heard, and the screen that was asked for. */
export function Open({ role, hidden, anybody, onRefused, onAgain }: OpenProps) {
  const outside = useSpeech();
  const { words } = outside;
  const { state, contact } = useLive(onRefused, onAgain, !hidden);
  const zone = state?.site.timezone;
  // Wherever it is looked at: times and days are those of the site.
  const speech = useMemo(() => speechOf(outside.language, outside.words, zone), [outside, zone]);
  const route = useRoute();
  const screen: Screen = sees(role, route.screen, anybody) ? route.screen : 'now';
  const { part, failed } = usePart(screen === 'now' ? undefined : screen, loadScreen);
  // A box that has no site yet has no name.
  const name = state?.site.name || 'Netwacht';
  const title = [...(screen === 'now' ? [] : [words.nav[screen]]), ...(name === 'Netwacht' ? [] : [name]), 'Netwacht'];
  useEffect(() => {
    document.title = title.join(' · ');
  });
  const low = useMedia(lowScreen);
  const wall = screen === 'now' && route.query.wall === '1';
  const notCurrent = contact.kind === 'lost' ? speech.clock(contact.sinceMs) : undefined;
  return (
    <SpeechContext.Provider value={speech}>
      <div
        hidden={hidden}
        class={`now${notCurrent === undefined ? '' : ' not-current'}${wall ? ' wall' : ''}${wall || low ? ' low' : ''}`}
      >
        <TitleBar
          name={name}
          at={state?.at}
          contact={contact}
          screen={screen}
          role={role}
          wall={wall}
          anybody={anybody}
        />
        <main>
          <UndoFrame>
            <div role="alert">
              {notCurrent !== undefined && state !== undefined && (
                <p class="lost-banner">{words.contact.notCurrent(notCurrent)}</p>
              )}
            </div>
            {state === undefined ? (
              <p class="boot">{words.boot.reading}</p>
            ) : screen === 'now' ? (
              <Now state={state} role={role} wall={wall} />
            ) : part?.screen !== screen ? (
              <Fetching failed={failed} />
            ) : (
              <part.Draw state={state} role={role} path={route.path} route={route} />
            )}
          </UndoFrame>
        </main>
      </div>
    </SpeechContext.Provider>
  );
}
