import { useSpeech } from '../words/speech.ts';
import { Mark } from './mark.tsx';

/** A value this old is still shown, but says its age (control.md: over 3 s nothing is raised on it). */
const freshS = 3;

/** Says when a value is not of this moment. `ageS` null: the meter gives nothing; undefined: there is no meter. */
export function Age({ ageS }: { ageS: number | null | undefined }) {
  const { words, seconds } = useSpeech();
  if (ageS === undefined || (ageS !== null && ageS <= freshS)) return null;
  return (
    <span class="age">
      <Mark tone="unknown" /> {ageS === null ? words.noValue : words.age(seconds(ageS))}
    </span>
  );
}
