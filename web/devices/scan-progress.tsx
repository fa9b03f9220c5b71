import { BoxSays } from '../part/box-says.tsx';
import { faultText } from '../part/fault-text.ts';
import { Problem } from '../part/problem.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { isEcho } from './found-list.tsx';
import type { ScanDesk } from './use-scan.ts';

/** How far a scan is, and the way to end it; how it ended. */
export function ScanProgress({ desk }: { readonly desk: ScanDesk }) {
  const { words } = useSpeech();
  const w = useDeviceWords().scan;
  const { scan, failure, busy } = desk;
  if (scan === undefined) return <Problem text={failure === undefined ? '' : scanFault()} />;
  const { state, progress, message, found } = scan;
  const running = state === 'running';
  return (
    <div class="scan-progress">
      {running && (
        <>
          <progress max={progress.total} value={progress.done} aria-label={w.progress} />
          <p class="soft">
            {progress.what === '' ? w.runs : w.asks(progress.what)} {w.found(found.length)}
          </p>
        </>
      )}
      <p role="status" class={running ? 'unseen' : ''}>
        {running ? w.started : state === 'failed' ? '' : w[state](found.filter((one) => !isEcho(one, found)).length)}
      </p>
      {state === 'failed' && (
        <div role="alert">
          <p class="problem">
            {w.failed} {message !== null && <BoxSays lead={words.common.boxSays} message={message} />}
          </p>
        </div>
      )}
      {/* Not heard of for a moment: it goes on in the box. */}
      {running && failure !== undefined && <p class="note">{w.notHeard}</p>}
      <div class="buttons">
        {running ? (
          <button class="plain-button" type="button" aria-disabled={busy} onClick={() => !busy && void desk.end()}>
            {w.end}
          </button>
        ) : (
          <button class="plain-button" type="button" data-again onClick={desk.forget}>
            {w.again}
          </button>
        )}
      </div>
    </div>
  );

  function scanFault(): string {
    if (failure?.code === 'scanRuns') return w.otherRuns;
    if (failure?.status === 404) return w.forgotten;
    if (failure?.code === 'lineTaken') return w.lineTaken;
    return failure === undefined ? '' : faultText(words, failure);
  }
}
