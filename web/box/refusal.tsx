import { useRef } from 'preact/hooks';
import type { Failure } from '../api/request.ts';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';

interface RefusalProps {
  readonly failure: Failure | undefined;
  /** Code of what is told of the last attempt already; the same is not said twice. */
  readonly told: string | null;
}

/** Why the box did not do what was asked. */
export function Refusal({ failure, told }: RefusalProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const known = useRef<Failure | undefined>(undefined);
  // It stays said when what told it is closed.
  if (failure?.code === told) known.current = failure;
  const hidden = failure === undefined || failure === known.current;
  return <Problem text={hidden ? '' : problemText(words, w, failure)} />;
}
