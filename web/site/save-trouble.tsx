import { BoxSays } from '../part/box-says.tsx';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { useSpeech } from '../words/speech.ts';
import type { SiteDesk } from './use-site.ts';

/** Why a change of the site was not saved, and the ways on. What was entered stands as it was. */
export function SaveTrouble({ desk }: { readonly desk: SiteDesk }) {
  const { words } = useSpeech();
  const w = words.common;
  const { trouble } = desk;
  return (
    <div role="alert">
      {trouble?.kind === 'conflict' && (
        <div class="ask">
          <p>
            <Mark tone="limited" /> {w.conflict(trouble.parts.join(', '))}
          </p>
          <div class="buttons">
            <button class="plain-button" type="button" onClick={desk.drop}>
              {w.takeTheirs}
            </button>
            <button class="main-button" type="button" aria-disabled={desk.busy} onClick={() => void desk.again()}>
              {w.mineOnTop}
            </button>
          </div>
        </div>
      )}
      {trouble?.kind === 'refused' && (
        <p class="problem">
          <Mark tone="fault" />{' '}
          {trouble.failure.status === 400 ? (
            <>
              {w.notSaved} <BoxSays lead={w.boxSays} message={placed(trouble.failure)} />
            </>
          ) : (
            faultText(words, trouble.failure)
          )}
        </p>
      )}
    </div>
  );
}

const placed = ({ path, message }: { readonly path?: string; readonly message: string }): string =>
  path === undefined || message.startsWith(path) ? message : `${path}: ${message}`;
