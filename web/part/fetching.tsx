import { useSpeech } from '../words/speech.ts';

/** In the place of a part of the page that is being fetched, or did not come: after an update of the box its file has another name. */
export function Fetching({ failed }: { readonly failed: boolean }) {
  const { words } = useSpeech();
  if (!failed)
    return (
      <p class="boot" role="status">
        {words.boot.reading}
      </p>
    );
  return (
    <div class="boot">
      <p role="alert">{words.boot.partMissing}</p>
      <button class="main-button" type="button" onClick={() => location.reload()}>
        {words.boot.reload}
      </button>
    </div>
  );
}
