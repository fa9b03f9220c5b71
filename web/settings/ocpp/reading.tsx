import type { Read } from '../../live/use-read.ts';
import { faultText } from '../../part/fault-text.ts';
import { Problem } from '../../part/problem.tsx';
import { useSpeech } from '../../words/speech.ts';

/** What stands in the place of something that is not read yet, or cannot be. */
export function Reading({ read: { value, failure } }: { readonly read: Read<unknown> }) {
  const { words } = useSpeech();
  if (value !== undefined) return null;
  return failure === undefined ? (
    <p class="note" role="status">
      {words.boot.reading}
    </p>
  ) : (
    <Problem text={faultText(words, failure)} />
  );
}
