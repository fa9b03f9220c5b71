import { eventSeverities, type SiteEvent, topicOf } from '../../domain/events.ts';
import type { EventRule, EventSettings } from '../../domain/site/events.ts';

/** Where an event goes. */
export interface Route {
  readonly channel: string;
  /** Wall ms: quiet hours are over. */
  readonly notBeforeMs: number;
  readonly names: boolean;
}

/** The channels that rules send an event to, each once; of several rules the most generous counts. */
export function routesOf(event: SiteEvent, settings: EventSettings, timeZone: string, nowMs: number): readonly Route[] {
  const found = new Map<string, Route>();
  const on = new Set(settings.channels.filter(({ enabled }) => enabled).map(({ id }) => id));
  for (const rule of settings.rules) {
    if (!covers(rule, event)) continue;
    const notBeforeMs = event.severity === 'fault' ? nowMs : quietEndMs(rule, timeZone, nowMs);
    for (const channel of rule.channels) {
      // That a channel does not work is not told through it.
      if (!on.has(channel) || (event.code === 'eventNotSent' && event.subject === channel)) continue;
      const other = found.get(channel);
      found.set(channel, {
        channel,
        notBeforeMs: Math.min(notBeforeMs, other?.notBeforeMs ?? Number.POSITIVE_INFINITY),
        names: rule.names || other?.names === true,
      });
    }
  }
  return [...found.values()];
}

const covers = (rule: EventRule, event: SiteEvent): boolean =>
  rule.topics.includes(topicOf(event)) &&
  eventSeverities.indexOf(event.severity) >= eventSeverities.indexOf(rule.severity) &&
  (rule.over || event.stage !== 'over');

/** When the quiet hours of a rule that hold now are over; now where none do. */
function quietEndMs({ quiet }: EventRule, timeZone: string, nowMs: number): number {
  if (quiet === undefined || quiet.fromMin === quiet.toMin) return nowMs;
  const minute = minuteOfDay(nowMs, timeZone);
  const day = 1440;
  const into = (minute - quiet.fromMin + day) % day;
  const length = (quiet.toMin - quiet.fromMin + day) % day;
  return into < length ? nowMs + (length - into) * 60_000 - (nowMs % 60_000) : nowMs;
}

function minuteOfDay(ms: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [hour = 0, minute = 0] = format.format(ms).split(':').map(Number);
  return hour * 60 + minute;
}
