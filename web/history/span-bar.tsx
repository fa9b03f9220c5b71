import { control, Field } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { dayText } from '../time/calendar.ts';
import { useHistoryWords } from '../words/history/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { moved, type Span, spanAround, spanKinds, spanTitle, timeOf } from './span.ts';

interface SpanBarProps {
  readonly span: Span;
  readonly nowMs: number;
  readonly onSpan: (span: Span) => void;
}

/** Chooses the time: how long, which one, the one before and after. */
export function SpanBar({ span, nowMs, onSpan }: SpanBarProps) {
  const speech = useSpeech();
  const { timeZone } = speech;
  const w = useHistoryWords();
  const { kind, fromMs, toMs } = span;
  const isLast = toMs > nowMs;
  const dayOf = (event: { currentTarget: HTMLInputElement }) => timeOf(timeZone, event.currentTarget.value);
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
                onSpan(one === 'free' ? { ...span, kind: 'free' } : spanAround(timeZone, one, Math.min(fromMs, nowMs)))
              }
            />
            <span>{w.spans[one]}</span>
          </label>
        ))}
      </fieldset>
      <div class="span-move">
        <button
          class="plain-button"
          type="button"
          aria-label={w.before[kind]}
          onClick={() => onSpan(moved(timeZone, span, -1))}
        >
          <Icon name="back" />
        </button>
        <b class="span-title" role="status">
          {spanTitle(speech, span)}
        </b>
        <button
          class="plain-button"
          type="button"
          aria-label={w.after[kind]}
          aria-disabled={isLast}
          onClick={() => isLast || onSpan(moved(timeZone, span, 1))}
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
                value={dayText(timeZone, fromMs)}
                onChange={(event) => {
                  const day = dayOf(event);
                  if (day !== undefined)
                    onSpan({ kind, fromMs: day, toMs: Math.max(toMs, spanAround(timeZone, 'day', day).toMs) });
                }}
              />
            </Field>
            <Field id="span-to" label={w.to}>
              <input
                {...control('span-to')}
                type="date"
                value={dayText(timeZone, toMs - 1)}
                onChange={(event) => {
                  const day = dayOf(event);
                  if (day !== undefined)
                    onSpan({ kind, fromMs: Math.min(fromMs, day), toMs: spanAround(timeZone, 'day', day).toMs });
                }}
              />
            </Field>
          </>
        ) : (
          <Field id="span-day" label={w.go}>
            <input
              {...control('span-day')}
              type="date"
              value={dayText(timeZone, fromMs)}
              onChange={(event) => {
                const day = dayOf(event);
                if (day !== undefined) onSpan(spanAround(timeZone, kind, day));
              }}
            />
          </Field>
        )}
      </div>
    </div>
  );
}
