import { useSpeech } from '../words/speech.ts';
import { Mark } from './mark.tsx';

/** A value this old is still shown, but says its age (control.md: over 3 s nothing is raised on it). */
const freshS = 3;

interface AgeProps {
  /** Null: its meter has never spoken; undefined: there is no meter. */
  readonly ageS: number | null | undefined;
  /** Whether a value is still shown. */
  readonly shown: boolean;
}

/** Says when a value is not of this moment. */
export function Age({ ageS, shown }: AgeProps) {
  const { words, seconds } = useSpeech();
  if (ageS == null || ageS <= freshS) return null;
  return (
    <span class="age">
      <Mark tone="unknown" /> {shown ? words.age(seconds(ageS)) : words.noValueFor(seconds(ageS))}
    </span>
  );
}
