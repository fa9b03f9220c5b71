import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { Mark } from '../../part/mark.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import { newlyGuarded } from './guarded.ts';

/** Told before it is saved: where a car that charges freely today will need a card. */
export function AsksNote({ before, after }: { readonly before: SiteDocument; readonly after: SiteDocument }) {
  const w = usePeopleWords().give;
  const names = newlyGuarded(before, after);
  return (
    <div role="status">
      {names.length > 0 && (
        <p class="warn">
          <Mark tone="limited" /> {w.asks(names.join(', '))}
        </p>
      )}
    </div>
  );
}
