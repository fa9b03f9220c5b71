import type { EventLogEntry, SiteEvent } from '../../domain/events.ts';
import type { EventChannel } from '../../domain/site/events.ts';
import { plain, sentenceOf, testTitle } from './compose.ts';
import { speeches } from './words/speech.ts';

type Channel = Pick<EventChannel, 'id' | 'language'>;

const mostEntries = 100;

/** What became of the last hundred messages, newest first. */
export class EventLog {
  #entries: readonly EventLogEntry[];

  constructor(kept: readonly EventLogEntry[]) {
    this.#entries = kept.slice(0, mostEntries);
  }

  get entries(): readonly EventLogEntry[] {
    return this.#entries;
  }

  add(outcome: EventLogEntry['outcome'], to: Channel, event: SiteEvent, nowMs: number, why?: string): void {
    const { code, stage, facts } = event;
    const sentence = sentenceOf(event, false, speeches[to.language]);
    this.#push({
      ...{ at: iso(nowMs), outcome, channel: to.id, code, stage, what: plain(facts.what), sentence },
      ...because(why),
    });
  }

  addTest(outcome: 'sent' | 'failed', to: Channel, nowMs: number, why?: string): void {
    this.#push({
      ...{ at: iso(nowMs), outcome, channel: to.id, code: 'test', stage: 'once', what: '' },
      sentence: testTitle(to.language),
      ...because(why),
    });
  }

  #push(entry: EventLogEntry): void {
    this.#entries = [entry, ...this.#entries].slice(0, mostEntries);
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
const because = (why: string | undefined) => (why === undefined ? {} : { why });
