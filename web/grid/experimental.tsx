import { useGridWords } from '../words/grid/speech.ts';

/** Stands at everything that rests on notes which the primary text has not confirmed. */
export function Experimental() {
  const w = useGridWords();
  return (
    <abbr class="experimental" title={w.experimentalWhy}>
      {w.experimental}
    </abbr>
  );
}
