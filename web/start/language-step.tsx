import { type Language, languages } from '../words/language.ts';
import { useSpeech } from '../words/speech.ts';
import { WayMark } from './way-mark.tsx';

interface LanguageStepProps {
  readonly onLanguage: (language: Language) => void;
  readonly onNext: () => void;
}

/** The first thing that is asked, in the language that is probably the right one. */
export function LanguageStep({ onLanguage, onNext }: LanguageStepProps) {
  const { words, language } = useSpeech();
  return (
    <main class="gate" data-step="language">
      <WayMark step="language" />
      <h1>{words.foot.language}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // Also who takes the one that is marked has chosen.
          onLanguage(language);
          onNext();
        }}
      >
        <fieldset class="choices">
          <legend class="unseen">{words.foot.language}</legend>
          {(Object.entries(languages) as [Language, string][]).map(([code, name]) => (
            <label key={code} class="toggle choice" lang={code}>
              <input
                type="radio"
                name="language"
                value={code}
                checked={code === language}
                ref={(input) => {
                  if (code !== language || input === null || input.form?.dataset.focused !== undefined) return;
                  if (input.form !== null) input.form.dataset.focused = '';
                  input.focus();
                }}
                onChange={() => onLanguage(code)}
              />
              {name}
            </label>
          ))}
        </fieldset>
        <button class="main-button" type="submit">
          {words.common.next}
        </button>
      </form>
    </main>
  );
}
