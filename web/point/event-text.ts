import type { PointEvent, ReasonCode, State } from '../../firmware/api/shapes.ts';
import { circuitName } from '../reason/ruling.ts';
import type { PointWords } from '../words/point/en.ts';
import type { Speech } from '../words/speech.ts';

/** An event of a charge point in words. */
export function eventText(speech: Speech, w: PointWords, state: State, event: PointEvent): string {
  const { words } = speech;
  const { events } = w;
  switch (event.kind) {
    case 'state':
      return w.state[event.to ?? 'unknown'];
    case 'offer': {
      const amps = (valueA: number | null) => (valueA === null ? events.nothing : speech.ampere(valueA));
      return events.offer(amps(event.fromA), amps(event.toA));
    }
    case 'reason':
      return events.reason(reasonText(speech, state, event.code, event.circuit));
    case 'fault': {
      const what = events.fault[event.code as keyof typeof events.fault] ?? events.fault.other;
      return event.ended ? events.ended(what) : events.began(what);
    }
    case 'authorised':
      return event.on ? events.signedIn : events.signedOut;
    default:
      // A box that is newer than this page.
      return words.noValue;
  }
}

/** The reason without the numbers of that moment, which nobody kept. */
function reasonText({ words }: Speech, state: State, code: string, id: string | null): string {
  const circuit = state.circuits.find((one) => one.id === id);
  const place = circuit === undefined ? words.circuit.unnamed : circuitName(words, circuit);
  const why = words.why[code as ReasonCode];
  return why === undefined ? code : why({ place, limit: '', variable: '' });
}
