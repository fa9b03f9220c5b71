import { control, Field } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { useHistoryWords } from '../words/history/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { dayText, moved, type Span, spanAround, spanKinds, spanTitle, timeOf } from './span.ts';

interface SpanBarProps {
  readonly span: Span;
  readonly nowMs: number;
  readonly onSpan: (span: Span) => void;
}

/** Chooses the time: how long, which one, the one before and after. */
export function SpanBar({ span, nowMs, onSpan }: SpanBarProps) {
  const { language } = useSpeech();
  const w = useHistoryWords();
  const { kind, fromMs, toMs } = span;
  const isLast = toMs > nowMs;
  const dayOf = (event: { currentTarget: HTMLInputElement }) => timeOf(event.currentTarget.value);
  return (
    <div class="span-bar">
      <fieldset class="span-kinds">
        <legend class="unseen">{w.span}</legend>
        {spanKinds.map((one) => (
          <label key={one}>
            <input
              type="radio"
              class="unseen"
              name="span"
              checked={kind === one}
              onChange={() =>
                onSpan(one === 'free' ? { ...span, kind: 'free' } : spanAround(one, Math.min(fromMs, nowMs)))
              }
            />
            <span>{w.spans[one]}</span>
          </label>
        ))}
      </fieldset>
      <div class="span-move">
        <button class="plain-button" type="button" aria-label={w.before[kind]} onClick={() => onSpan(moved(span, -1))}>
          <Icon name="back" />
        </button>
        <b class="span-title" role="status">
          {spanTitle(language, span)}
        </b>
        <button
          class="plain-button"
          type="button"
          aria-label={w.after[kind]}
          aria-disabled={isLast}
          onClick={() => isLast || onSpan(moved(span, 1))}
        >
          <Icon name="next" />
        </button>
      </div>
      <div class="span-days">
        {kind === 'free' ? (
          <>
            <Field id="span-from" label={w.from}>
              <input
                {...control('span-from')}
                type="date"
                value={dayText(fromMs)}
                onChange={(event) => {
                  const day = dayOf(event);
                  if (day !== undefined)
                    onSpan({ kind, fromMs: day, toMs: Math.max(toMs, spanAround('day', day).toMs) });
                }}
              />
            </Field>
            <Field id="span-to" label={w.to}>
              <input
                {...control('span-to')}
                type="date"
                value={dayText(toMs - 1)}
                onChange={(event) => {
                  const day = dayOf(event);
                  if (day !== undefined)
                    onSpan({ kind, fromMs: Math.min(fromMs, day), toMs: spanAround('day', day).toMs });
                }}
              />
            </Field>
          </>
        ) : (
          <Field id="span-day" label={w.go}>
            <input
              {...control('span-day')}
              type="date"
              value={dayText(fromMs)}
              onChange={(event) => {
                const day = dayOf(event);
                if (day !== undefined) onSpan(spanAround(kind, day));
              }}
            />
          </Field>
        )}
      </div>
    </div>
  );
}
