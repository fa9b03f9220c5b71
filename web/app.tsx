import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Role } from '../firmware/api/shapes.ts';
import { readSession, readSetup, signOut } from './api/request.ts';
import { routeOf } from './live/use-route.ts';
import { AnybodyContext } from './part/anybody.ts';
import { Foot } from './part/foot.tsx';
import { Claim } from './screen/claim.tsx';
import { Open } from './screen/open.tsx';
import { SignIn } from './screen/sign-in.tsx';
import { firstLanguage, keepLanguage, type Language, loadWords } from './words/language.ts';
import { type Speech, SpeechContext, speechOf } from './words/speech.ts';

/** Which screen the box lets us see. */
type Gate =
  | { readonly kind: 'reading' }
  | { readonly kind: 'noAnswer'; readonly ownerUnknown: boolean }
  | { readonly kind: 'claim'; readonly codeRequired: boolean }
  /** `kept`: the role whose session is over. What was typed stays behind the sign-in, unseen. */
  /** `without`: reads are open, so that one can go on without. */
  | { readonly kind: 'signIn'; readonly over: boolean; readonly kept?: Role | undefined; readonly without: boolean }
  /** `anybody`: nobody is signed in, and reads are open. */
  | { readonly kind: 'open'; readonly role: Role; readonly anybody: boolean };

/** How often a page that stands still asks whether it may go on: no answer, or a wall display that met the form. */
const askAgainMs = 15_000;

export function App() {
  const [speech, speak] = useLanguage();
  const [gate, setGate] = useState<Gate>({ kind: 'reading' });

  /** Asks the box what may be seen. `over`: there was a session before. */
  const ask = useCallback(async (over: boolean): Promise<void> => {
    const setup = await readSetup();
    if (!setup.ok) return setGate((was) => closed(was, setup.code));
    if (!setup.value.claimed) return setGate({ kind: 'claim', codeRequired: setup.value.codeRequired });
    const session = await readSession();
    if (!session.ok) return setGate((was) => closed(was, session.code));
    const { user, role } = session.value;
    if (user !== null && role !== undefined) return setGate({ kind: 'open', role, anybody: false });
    const without = role !== undefined;
    setGate((was) => {
      const signedIn = was.kind === 'open' && !was.anybody;
      // Where something may be half typed the form comes, and keeps it; a wall never asks for a password.
      if (without && !(signedIn && typesHere())) return asAnybody;
      return {
        kind: 'signIn',
        over: was.kind === 'signIn' ? was.over : over && signedIn,
        kept: signedIn || was.kind === 'signIn' ? keptBy(was) : undefined,
        without,
      };
    });
  }, []);
  useEffect(() => void ask(false), [ask]);
  const stuck = gate.kind === 'noAnswer' || (gate.kind === 'signIn' && !gate.without && onWall());
  useEffect(() => {
    if (!stuck) return;
    const again = setInterval(() => void ask(false), askAgainMs);
    return () => clearInterval(again);
  }, [stuck, ask]);

  /** After a break of the stream we may be somebody else to the box: a session that ended goes on as nobody's. */
  async function checkWho(): Promise<void> {
    const session = await readSession();
    if (session.ok && gate.kind === 'open' && (session.value.user === null) !== gate.anybody) await ask(true);
  }

  async function leave(): Promise<void> {
    const outcome = await signOut();
    // Whatever the box says: who signs out must not go on seeing values.
    if (!outcome.ok && outcome.status !== 401) return ask(false);
    setGate({ kind: 'signIn', over: false, without: false });
    const session = await readSession();
    if (session.ok && session.value.user === null && session.value.role !== undefined) setGate(asAnybody);
  }

  const seen = keptBy(gate);
  const anybody = gate.kind === 'open' && gate.anybody;
  if (speech === undefined) return null;
  return (
    <SpeechContext.Provider value={speech}>
      {gate.kind === 'reading' && <p class="boot">{speech.words.boot.reading}</p>}
      {gate.kind === 'noAnswer' && (
        <main class="boot">
          <p role="alert">{gate.ownerUnknown ? speech.words.boot.ownerUnknown : speech.words.boot.noAnswer}</p>
          <button class="main-button" type="button" onClick={() => void ask(false)}>
            {speech.words.boot.again}
          </button>
        </main>
      )}
      {gate.kind === 'claim' && (
        <Claim codeRequired={gate.codeRequired} onLanguage={speak} onDone={() => void ask(false)} />
      )}
      {gate.kind === 'signIn' && (
        <SignIn
          over={gate.over}
          wall={onWall()}
          onDone={() => void ask(false)}
          onWithout={gate.without ? () => setGate(asAnybody) : undefined}
        />
      )}
      {seen !== undefined && (
        <AnybodyContext.Provider value={anybody}>
          <Open
            key={anybody ? 'anybody' : seen}
            role={seen}
            anybody={anybody}
            hidden={gate.kind !== 'open'}
            onRefused={() => void ask(true)}
            onAgain={() => void checkWho()}
          />
        </AnybodyContext.Provider>
      )}
      <Foot
        language={speech.language}
        onLanguage={speak}
        onSignOut={gate.kind === 'open' && !anybody ? leave : undefined}
        onSignIn={anybody ? () => setGate({ kind: 'signIn', over: false, without: true }) : undefined}
      />
    </SpeechContext.Provider>
  );
}

const asAnybody: Gate = { kind: 'open', role: 'viewer', anybody: true };

const onWall = (): boolean => routeOf(location.hash).query.wall === '1';

/** Whether the screen that is shown has anything that could be half typed. */
const typesHere = (): boolean => !onWall() && routeOf(location.hash).screen !== 'now';

/** The role that is seen, or kept unseen behind the form. What nobody in particular saw is not kept. */
function keptBy(gate: Gate): Role | undefined {
  if (gate.kind === 'open') return gate.role;
  return gate.kind === 'signIn' ? gate.kept : undefined;
}

/** A box that does not answer for a moment closes nothing that is open. */
const closed = (was: Gate, code: string): Gate =>
  was.kind === 'open' ? was : { kind: 'noAnswer', ownerUnknown: code === 'ownerUnknown' };

/** The language in use and the way to change it; undefined until its words are here. */
function useLanguage(): [Speech | undefined, (language: Language) => void] {
  const [language, setLanguage] = useState(firstLanguage);
  const [speech, setSpeech] = useState<Speech>();
  useEffect(() => {
    let wanted = true;
    loadWords(language).then(
      (words) => {
        if (!wanted) return;
        document.documentElement.lang = language;
        setSpeech(speechOf(language, words));
      },
      // The file did not come (no contact): the page stays in the language it speaks.
      () => console.warn(`netwacht: the words of ${language} could not be read`),
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  return [
    speech,
    (next) => {
      keepLanguage(next);
      setLanguage(next);
    },
  ];
}
