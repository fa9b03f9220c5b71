import { useState } from 'preact/hooks';
import { claimBox, signIn } from '../api/request.ts';
import { readSite } from '../api/site.ts';
import { goTo } from '../live/use-route.ts';
import { faultText } from '../part/fault-text.ts';
import { Icon } from '../part/icon.tsx';
import { Mark } from '../part/mark.tsx';
import { PasswordField, ShowToggle } from '../part/password-field.tsx';
import { LanguageStep } from '../start/language-step.tsx';
import { WayMark } from '../start/way-mark.tsx';
import { hasChosen, type Language } from '../words/language.ts';
import { useSpeech } from '../words/speech.ts';

const shortest = 10;

interface ClaimProps {
  readonly codeRequired: boolean;
  readonly onLanguage: (language: Language) => void;
  readonly onDone: () => void;
}

/** The first two steps of the first start: the language, unless somebody has chosen one here before, and the password. */
export function Claim({ codeRequired, onLanguage, onDone }: ClaimProps) {
  const [asks, setAsks] = useState(() => !hasChosen());
  if (asks) return <LanguageStep onLanguage={onLanguage} onNext={() => setAsks(false)} />;
  return <PasswordStep codeRequired={codeRequired} onBack={() => setAsks(true)} onDone={onDone} />;
}

/** The box has no password; whoever is here (and knows its code) gives it one. */
function PasswordStep({ codeRequired, onBack, onDone }: Omit<ClaimProps, 'onLanguage'> & { onBack: () => void }) {
  const { words } = useSpeech();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [code, setCode] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [taken, setTaken] = useState(false);
  const length = [...password].length;

  function missing(): string {
    if (length < shortest) return words.claim.length(length, shortest);
    if (password !== repeat) return words.claim.notSame;
    return codeRequired && code.trim() === '' ? words.claim.codeMissing : '';
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const lacks = missing();
    if (lacks !== '') return setFault(lacks);
    setBusy(true);
    const outcome = await claimBox(codeRequired ? { password, code: code.trim() } : { password });
    // The password was just given: nobody is asked for it a second time.
    if (outcome.ok) {
      await signIn(password);
      await leadOn();
      return onDone();
    }
    setBusy(false);
    if (outcome.code === 'weakPassword') setFault(words.claim.weak);
    else if (outcome.status === 403) setFault(words.claim.wrongCode);
    else {
      setTaken(outcome.status === 409);
      setFault(outcome.status === 409 ? words.claim.taken : faultText(words, outcome));
    }
  }

  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    setFault('');
  };

  return (
    <main class="gate" data-step="password">
      <WayMark step="password" />
      <h1>{words.claim.title}</h1>
      <p class="soft">{words.claim.intro}</p>
      <form onSubmit={(event) => void send(event)} noValidate>
        <input
          class="unseen"
          type="text"
          name="username"
          autocomplete="username"
          value="admin"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <PasswordField
          id="password"
          label={words.claim.password}
          value={password}
          shown={shown}
          complete="new-password"
          focus={true}
          onValue={changed(setPassword)}
        >
          <Check met={length >= shortest} text={words.claim.length(length, shortest)} />
        </PasswordField>
        <PasswordField
          id="repeat"
          label={words.claim.repeat}
          value={repeat}
          shown={shown}
          complete="new-password"
          onValue={changed(setRepeat)}
        >
          <Check
            met={repeat !== '' && repeat === password}
            text={repeat !== '' && repeat === password ? words.claim.same : words.claim.notSame}
          />
        </PasswordField>
        <ShowToggle label={words.claim.show} shown={shown} onShown={setShown} />
        {codeRequired && (
          <div class="field">
            <label for="code">{words.claim.code}</label>
            <input
              id="code"
              type="text"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={code}
              aria-describedby="code-note"
              onInput={(event) => changed(setCode)(event.currentTarget.value)}
            />
            <div class="note" id="code-note">
              {words.claim.codeHint}
            </div>
          </div>
        )}
        <p class="problem" role="alert">
          {fault !== '' && (
            <>
              <Mark tone="fault" /> {fault}
            </>
          )}
        </p>
        {taken ? (
          <button class="main-button" type="button" onClick={onDone}>
            {words.signIn.send}
          </button>
        ) : (
          <button class="main-button" type="submit" aria-disabled={busy}>
            {words.claim.send}
          </button>
        )}
        <button class="plain-button" type="button" onClick={onBack}>
          <Icon name="back" /> {words.common.back}
        </button>
      </form>
    </main>
  );
}

/** A box that has no site yet is set up next; one that was given a site shows it. */
async function leadOn(): Promise<void> {
  const site = await readSite();
  if (!site.ok && site.code === 'noSite') goTo('start');
}

function Check({ met, text }: { met: boolean; text: string }) {
  return (
    <span class="check">
      <Mark tone={met ? 'ok' : 'idle'} /> {text}
    </span>
  );
}
