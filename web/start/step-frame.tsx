import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { linkTo } from '../live/use-route.ts';
import { Icon } from '../part/icon.tsx';
import { useSpeech } from '../words/speech.ts';
import { useStartWords } from '../words/start/speech.ts';
import { before, type WalkedStep } from './steps.ts';
import { WayMark } from './way-mark.tsx';

interface StepFrameProps {
  readonly step: WalkedStep;
  readonly children: ComponentChildren;
  /** What the main button says, if not "Next". */
  readonly next?: string | undefined;
  readonly busy?: boolean;
  readonly onNext: () => void;
  /** All of the step is one form: Enter in any field goes on. */
  readonly form?: boolean;
}

/** A step of the first start: where one is, what it is about, and the ways back and on. */
export function StepFrame({ step, children, next, busy = false, onNext, form = false }: StepFrameProps) {
  const { words } = useSpeech();
  const w = useStartWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const back = before(step);
  // Who goes on by keyboard or by ear begins at the top of the next step.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [step]);
  const { title, intro } = w.steps[step];
  const buttons = (
    <div class="start-ways">
      {back !== undefined && (
        <a class="plain-button" href={linkTo('start', [back])}>
          <Icon name="back" /> {words.common.back}
        </a>
      )}
      <button
        class="main-button"
        {...(form ? { type: 'submit' as const } : { type: 'button' as const, onClick: () => !busy && onNext() })}
        aria-disabled={busy}
      >
        {next ?? words.common.next}
      </button>
    </div>
  );
  return (
    <div class="start" data-step={step}>
      <WayMark step={step} />
      <h2 ref={heading} id="start-step" tabIndex={-1}>
        {title}
      </h2>
      <p class="soft">{intro}</p>
      {form ? (
        <form
          class="start-body"
          aria-labelledby="start-step"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) onNext();
          }}
        >
          {children}
          {buttons}
        </form>
      ) : (
        <div class="start-body">
          {children}
          {buttons}
        </div>
      )}
    </div>
  );
}
