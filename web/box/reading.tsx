import type { Read } from '../live/use-read.ts';
import { faultText } from '../part/fault-text.ts';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** Stands in place of something that is not read yet, or could not be. */
export function Reading({ read }: { read: Read<unknown> }) {
  const { words } = useSpeech();
  const w = useBoxWords();
  if (read.failure === undefined) return <p class="note">{w.waits}</p>;
  return <p class="note">{read.failure.status === 403 ? w.notShown : faultText(words, read.failure)}</p>;
}
