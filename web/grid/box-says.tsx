import { useGridWords } from '../words/grid/speech.ts';

/** A sentence of the box itself, which is English. */
export function BoxSays({ message }: { message: string }) {
  const w = useGridWords();
  return (
    <span class="box-says">
      {w.boxSays} <q lang="en">{message}</q>
    </span>
  );
}
