import type { ChannelError } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BoxSays } from './box-says.tsx';

/** What went wrong last: at which layer, what to look at, and the box's own sentence. */
export function LastError({ error, over, now }: { error: ChannelError; over: boolean; now: string }) {
  const { time } = useSpeech();
  const w = useGridWords();
  const { name, look } = w.channels.layer[error.layer];
  return (
    <div class={over ? 'last-error last-error-over' : 'last-error'}>
      <p>
        {!over && <Mark tone="fault" />} {over ? w.channels.errorBefore : w.channels.lastError} · <b>{name}</b> ·{' '}
        {time(error.at, now)}
      </p>
      {!over && <p>{look}</p>}
      <BoxSays message={error.message} />
    </div>
  );
}
