import type { EventChannelView, EventLogEntry, EventTestResult } from '../domain/events.ts';

/** Messages to people. */
export interface EventPort {
  channels(): readonly EventChannelView[];
  /** What became of the last hundred, newest first. */
  entries(): readonly EventLogEntry[];
  /** Sends a try. Rejects with NetwachtError `notFound` (404), `busy` (503), `throttled` (429). */
  test(channel: string): Promise<EventTestResult>;
}
