import { useId, useRef } from 'preact/hooks';
import { useFocusReturn } from './focus-return.ts';

interface AskFirstProps {
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly busy?: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question before something that cannot be undone. The focus stands on the answer that changes nothing; Escape gives it. */
export function AskFirst({ question, yes, no, busy = false, onYes, onNo }: AskFirstProps) {
  const id = useId();
  const focused = useRef(false);
  const group = useRef<HTMLDivElement>(null);
  useFocusReturn(group);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs into a form; this is a question of its own.
    <div
      class="ask"
      ref={group}
      role="group"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onNo();
      }}
    >
      <p id={id}>{question}</p>
      <div class="buttons">
        <button
          class="plain-button"
          type="button"
          ref={(button) => {
            if (button === null || focused.current) return;
            focused.current = true;
            button.focus();
          }}
          onClick={onNo}
        >
          {no}
        </button>
        <button class="main-button" type="button" aria-disabled={busy} onClick={() => !busy && onYes()}>
          {yes}
        </button>
      </div>
    </div>
  );
}
