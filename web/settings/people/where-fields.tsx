import { Mark } from '../../part/mark.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import type { Place } from './site-parts.ts';

interface WhereFieldsProps {
  readonly id: string;
  readonly places: readonly Place[];
  /** Empty: everywhere. */
  readonly chosen: readonly string[];
  readonly everywhere: boolean;
  readonly wrong: boolean;
  readonly onChosen: (everywhere: boolean, chosen: readonly string[]) => void;
}

/** Where somebody may charge: everywhere, or at those that are ticked. */
export function WhereFields({ id, places, chosen, everywhere, wrong, onChosen }: WhereFieldsProps) {
  const w = usePeopleWords().people;
  return (
    <fieldset class="where">
      <legend>{w.whereLabel}</legend>
      {[true, false].map((all) => (
        <label class="toggle" key={String(all)}>
          <input
            type="radio"
            name={`${id}-where`}
            checked={everywhere === all}
            onChange={() => onChosen(all, chosen)}
          />
          {all ? w.whereEverywhere : w.wherePicked}
        </label>
      ))}
      {!everywhere && (
        <div class="where-places" id={`${id}-places`}>
          {wrong && (
            <p class="problem" id={`${id}-places-wrong`}>
              <Mark tone="fault" /> {w.pickOne}
            </p>
          )}
          {places.map((place, k) => (
            <label class="toggle" key={place.id}>
              <input
                type="checkbox"
                checked={chosen.includes(place.id)}
                {...(wrong && k === 0 ? { 'aria-invalid': true, 'aria-describedby': `${id}-places-wrong` } : {})}
                onChange={(event) =>
                  onChosen(
                    false,
                    event.currentTarget.checked ? [...chosen, place.id] : chosen.filter((one) => one !== place.id),
                  )
                }
              />
              {place.name}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
