import { useStartWords } from '../words/start/speech.ts';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './step-props.ts';

/** The devices of the site: looked for, or entered by hand. */
export function FindStep({ desk, next }: StepProps) {
  const w = useStartWords();
  return (
    <StepFrame step="find" onNext={next}>
      <p>{w.find.count(String(desk.site?.devices?.length ?? 0))}</p>
    </StepFrame>
  );
}
