import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Role } from '../firmware/api/shapes.ts';
import { readSession, readSetup, signOut } from './api/request.ts';
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
  | { readonly kind: 'signIn'; readonly over: boolean; readonly kept?: Role | undefined }
  | { readonly kind: 'open'; readonly role: Role };

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
    if (user !== null && role !== undefined) return setGate({ kind: 'open', role });
    setGate((was) => ({ kind: 'signIn', over, kept: was.kind === 'open' ? was.role : keptBy(was) }));
  }, []);
  useEffect(() => void ask(false), [ask]);

  async function leave(): Promise<void> {
    const outcome = await signOut();
    // Whatever the box says: who signs out must not go on seeing values.
    if (outcome.ok || outcome.status === 401) setGate({ kind: 'signIn', over: false });
    else await ask(false);
  }

  const seen = gate.kind === 'open' ? gate.role : keptBy(gate);
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
      {gate.kind === 'signIn' && <SignIn over={gate.over} onDone={() => void ask(false)} />}
      {seen !== undefined && (
        <Open key={seen} role={seen} hidden={gate.kind !== 'open'} onRefused={() => void ask(true)} />
      )}
      <Foot language={speech.language} onLanguage={speak} onSignOut={gate.kind === 'open' ? leave : undefined} />
    </SpeechContext.Provider>
  );
}

const keptBy = (gate: Gate): Role | undefined => (gate.kind === 'signIn' ? gate.kept : undefined);

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
