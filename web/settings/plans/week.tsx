import { Fragment } from 'preact';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { week } from '../entry/field-spec.ts';
import { blocksOf, dayMin, type PlanEntry } from './blocks.ts';

/** A plan as a picture of the week; the table beside it says the same in words. */
export function Week({ plan }: { readonly plan: readonly PlanEntry[] }) {
  const { setting } = useSpeech();
  const w = useSiteWords();
  return (
    <div class="week" aria-hidden="true">
      <span />
      <span class="week-hours">
        {['0', '6', '12', '18', '24'].map((hour) => (
          <i key={hour}>{hour}</i>
        ))}
      </span>
      {week.map((day, at) => (
        <Fragment key={day}>
          <b>{w.entry.days[day]}</b>
          <span class="week-day">
            {blocksOf(plan, at).map(({ from, to, limitA }) => (
              <i
                key={`${from}-${to}-${limitA}`}
                class={limitA === 0 ? 'week-block week-pause' : 'week-block'}
                style={{ '--from': `${(from / dayMin) * 100}%`, '--to': `${(to / dayMin) * 100}%` }}
              >
                {setting(limitA)}
              </i>
            ))}
          </span>
        </Fragment>
      ))}
    </div>
  );
}
