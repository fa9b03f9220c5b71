import { isLanguage, type Language, languages } from '../words/language.ts';
import { useSpeech } from '../words/speech.ts';

interface FootProps {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  /** Undefined when nobody is signed in. */
  readonly onSignOut: (() => Promise<void>) | undefined;
  /** Where reads are open and nobody is signed in. */
  readonly onSignIn: (() => void) | undefined;
}

/** Stands at the same place on every screen. */
export function Foot({ language, onLanguage, onSignOut, onSignIn }: FootProps) {
  const { words } = useSpeech();
  return (
    <footer class="foot">
      <label class="foot-language">
        <span class="soft">{words.foot.language}</span>
        <select
          value={language}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            if (isLanguage(chosen)) onLanguage(chosen);
          }}
        >
          {Object.entries(languages).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {onSignOut !== undefined && (
        <button class="plain-button" type="button" onClick={() => void onSignOut()}>
          {words.foot.signOut}
        </button>
      )}
      {onSignIn !== undefined && (
        <button class="plain-button" type="button" onClick={onSignIn}>
          {words.signIn.send}
        </button>
      )}
    </footer>
  );
}
