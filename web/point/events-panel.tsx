import type { ChargePointState, State } from '../../firmware/api/shapes.ts';
import { readEvents } from '../api/point.ts';
import { useRead } from '../live/use-read.ts';
import { faultText } from '../part/fault-text.ts';
import { Panel } from '../part/panel.tsx';
import { Problem } from '../part/problem.tsx';
import { sameDay } from '../time/calendar.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { eventText } from './event-text.ts';

/** The last twenty things that happened here. */
export function EventsPanel({ state, chargePoint }: { state: State; chargePoint: ChargePointState }) {
  const speech = useSpeech();
  const { words, time, clock, timeZone } = speech;
  const w = usePointWords();
  const { id, reason } = chargePoint;
  const { value, failure } = useRead(() => readEvents(id), `${id} ${chargePoint.state} ${reason.code}`, 10_000);
  return (
    <Panel id="events" title={w.events.title}>
      {value === undefined && failure !== undefined && <Problem text={faultText(words, failure)} />}
      {value === undefined && failure === undefined && <p class="soft">{words.boot.reading}</p>}
      {value !== undefined && (
        <>
          <p class="note">{w.events.since(time(value.since, state.at))}</p>
          {value.events.length === 0 && <p class="soft">{w.events.empty}</p>}
          <ol class="point-events">
            {value.events.map((event) => (
              <li key={`${event.at} ${event.kind} ${'code' in event ? event.code : ''}`}>
                <time dateTime={event.at}>
                  {sameDay(timeZone, Date.parse(event.at), Date.parse(state.at))
                    ? clock(event.at)
                    : time(event.at, state.at)}
                </time>
                <span>{eventText(speech, w, state, event)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}
