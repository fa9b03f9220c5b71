import { useSpeech } from '../words/speech.ts';
import { placeOf, type Step, steps } from './steps.ts';

/** "3 of 9", with a bar that says the same. */
export function WayMark({ step }: { readonly step: Step }) {
  const { words } = useSpeech();
  const said = words.stepOf(placeOf(step), steps.length);
  return (
    <p class="start-way">
      <span>{said}</span>
      <progress value={placeOf(step)} max={steps.length} aria-label={said} />
    </p>
  );
}
