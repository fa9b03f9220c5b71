import type { EventLogEntry, SiteEvent } from '../../domain/events.ts';
import { plain } from './compose.ts';

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

  add(outcome: EventLogEntry['outcome'], channel: string, event: SiteEvent, nowMs: number, why?: string): void {
    const { code, stage, facts } = event;
    this.#push({ ...{ at: iso(nowMs), outcome, channel, code, stage, what: plain(facts.what) }, ...because(why) });
  }

  addTest(outcome: 'sent' | 'failed', channel: string, nowMs: number, why?: string): void {
    this.#push({ ...{ at: iso(nowMs), outcome, channel, code: 'test', stage: 'once', what: '' }, ...because(why) });
  }

  #push(entry: EventLogEntry): void {
    this.#entries = [entry, ...this.#entries].slice(0, mostEntries);
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
const because = (why: string | undefined) => (why === undefined ? {} : { why });
