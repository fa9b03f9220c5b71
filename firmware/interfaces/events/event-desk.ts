import { randomUUID } from 'node:crypto';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import {
  type EventChannelView,
  type EventLogEntry,
  type EventTestResult,
  mustNotBeLost,
  type SiteEvent,
} from '../../domain/events.ts';
import type { Session } from '../../domain/session.ts';
import type { EventChannel } from '../../domain/site/events.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState, State } from '../../domain/state.ts';
import { ChannelRunner } from './channel-runner.ts';
import { bounded, compose, type Message, nameless, testMessage } from './compose.ts';
import { EventLog } from './event-log.ts';
import { type Drawer, readKept, writeKept } from './event-store.ts';
import { actOf, isBackup, once, sessionEnded } from './happenings.ts';
import { lastingIn } from './lasting.ts';
import { type Lasting, OpenEvents } from './open-events.ts';
import type { KeptChannel, Waiting } from './outbox.ts';
import { routesOf } from './routing.ts';
import { faultOf } from './send-fault.ts';

export interface EventDeskOptions {
  readonly site: () => Site | undefined;
  readonly drawer: Drawer;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Whether the wall clock may be believed. */
  readonly timeSynced: () => boolean;
  /** Sends one message; rejects with a SendError or the guard's OutboundError. */
  readonly send: (channel: EventChannel, message: Message) => Promise<void>;
  readonly version: string;
  readonly log: {
    info(facts: object, message: string): void;
    warn(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
}

const backupDays = 90;
const dayMs = 86_400_000;
/** What may be lost goes to disk this much later, together. */
const keepLaterMs = 10_000;
const lookAgainMs = 60_000;
/** So many wrong passwords of one address within ten minutes are a run. */
const runOfKnocks = 5;

/** The main thread's desk of messages to people: what happens is put into words and sent, once, and not more often than people bear. */
export class EventDesk {
  readonly #options: EventDeskOptions;
  readonly #open: OpenEvents;
  readonly #log: EventLog;
  readonly #versionBefore: string | undefined;
  /** What waited when the program ended, until its channel takes it. */
  readonly #waited: Map<string, KeptChannel>;
  readonly #runners = new Map<string, ChannelRunner>();
  /** Undefined: no backup was made, and the clock could not be believed yet. */
  #backupMs: number | undefined;
  #cancelPump: () => void = () => undefined;
  #cancelKeep: (() => void) | undefined;
  #started = false;
  #closed = false;

  constructor(options: EventDeskOptions) {
    const nowMs = options.clock.wallMs();
    const kept = readKept(options.drawer);
    this.#options = options;
    this.#versionBefore = kept?.version;
    this.#waited = new Map(Object.entries(kept?.channels ?? {}));
    this.#open = new OpenEvents(kept?.open, nowMs);
    this.#log = new EventLog(kept?.log ?? []);
    this.#backupMs = kept?.backupMs;
  }

  /** From now on messages go out; what waited when the program ended goes first. */
  start(): void {
    this.#started = true;
    const { version } = this.#options;
    this.siteChanged();
    const before = this.#versionBefore;
    this.#waited.clear();
    if (before === version) this.#happened(once('boxStarted', 'info', 'box', this.#nowMs, { what: 'box', version }));
    else if (before !== undefined)
      this.#happened(once('updateInstalled', 'info', version, this.#nowMs, { what: version, version }));
    this.#keep();
    this.#pump();
  }

  /** Channels of the site come and go; what waits for one that is gone goes with it. */
  siteChanged(): void {
    if (!this.#started) return;
    const channels = this.#options.site()?.events.channels ?? [];
    for (const id of this.#runners.keys()) if (!channels.some((one) => one.id === id)) this.#runners.delete(id);
    for (const channel of channels) {
      const known = this.#runners.get(channel.id);
      if (known === undefined) this.#runners.set(channel.id, new ChannelRunner(channel, this.#waited.get(channel.id)));
      else known.use(channel);
    }
    this.#pump();
  }

  /** After every cycle. */
  observe(state: State): void {
    if (!this.#started || this.#closed) return;
    const nowMs = this.#nowMs;
    const told = this.#open.look([...lastingIn(state, this.#options.site(), nowMs), ...this.#backup(nowMs)], nowMs);
    for (const { event, mute } of told) this.#route(event, mute);
    if (told.length > 0) this.#pump();
    if (this.#open.takeChanged()) this.#keep();
  }

  /** Charging sessions that are over. */
  sessionsEnded(sessions: readonly Session[]): void {
    for (const session of sessions) {
      const event = sessionEnded(session, this.#options.site(), this.#nowMs);
      if (event !== undefined) this.#happened(event);
    }
  }

  /** An entry of the audit trail. */
  act({ who, what }: { readonly who: string; readonly what: string }): void {
    if (isBackup(what)) {
      this.#backupMs = this.#nowMs;
      this.#keep();
    }
    const event = actOf(who, what, this.#nowMs);
    if (event !== undefined) this.#happened(event);
  }

  /** The `count`-th wrong password of an address within ten minutes. */
  knocked(source: string, count: number): void {
    if (count === runOfKnocks)
      this.#happened(
        once('wrongPasswords', 'warning', source, this.#nowMs, { what: source, by: source, times: count }),
      );
  }

  channels(): readonly EventChannelView[] {
    return [...this.#runners.values()].map((runner) => runner.view(this.#nowMs));
  }

  entries(): readonly EventLogEntry[] {
    return this.#log.entries;
  }

  health(): readonly HealthState[] {
    return [...this.#runners.values()].flatMap((runner) => runner.health());
  }

  /** Sends a try, past rate and quiet hours. Throws NetwachtError `notFound`, `busy`, `throttled`. */
  async test(id: string): Promise<EventTestResult> {
    const runner = this.#runners.get(id);
    if (runner === undefined) throw new NetwachtError('notFound', `There is no channel ${id.slice(0, 64)}`);
    if (runner.sending) throw new NetwachtError('busy', 'A message is on its way already; try again when it is done');
    const { clock, send, site } = this.#options;
    const beganMs = clock.monotonicMs();
    if (!runner.takeTry(beganMs))
      throw new NetwachtError('throttled', 'This channel was tried often in the last minute; wait a minute');
    const { channel } = runner;
    runner.sending = true;
    try {
      await send(channel, testMessage(randomUUID(), channel.language, site()?.name ?? '', this.#nowMs));
      this.#log.addTest('sent', channel, this.#nowMs);
      // It works now: what waits need not wait for its next try.
      runner.outbox.again();
      return { ok: true, ms: Math.round(clock.monotonicMs() - beganMs) };
    } catch (error) {
      const fault = faultOf(error);
      this.#log.addTest('failed', channel, this.#nowMs, fault.message);
      return { ok: false, ms: Math.round(clock.monotonicMs() - beganMs), fault };
    } finally {
      runner.sending = false;
      this.#keepLater();
      this.#pump();
    }
  }

  close(): void {
    this.#cancelPump();
    this.#keep();
    this.#closed = true;
  }

  get #nowMs(): number {
    return this.#options.clock.wallMs();
  }

  #backup(nowMs: number): readonly Lasting[] {
    if (!this.#options.timeSynced()) return [];
    this.#backupMs ??= nowMs;
    if (nowMs - this.#backupMs < backupDays * dayMs) return [];
    const facts = { what: 'backup', days: backupDays };
    return [{ code: 'backupOld', severity: 'info', subject: 'box', sinceMs: this.#backupMs, facts }];
  }

  #happened(event: SiteEvent): void {
    this.#route(event, false);
    this.#pump();
  }

  #route(given: SiteEvent, mute: boolean): void {
    const site = this.#options.site();
    if (site === undefined || !this.#started || this.#closed) return;
    const nowMs = this.#nowMs;
    const event = bounded(given);
    const routes = routesOf(event, site.events, site.timezone, nowMs);
    for (const { channel: to, notBeforeMs, names } of routes) {
      const runner = this.#runners.get(to);
      if (runner === undefined) continue;
      const { channel, outbox } = runner;
      if (mute) {
        this.#log.add('held', channel, event, nowMs, 'it comes and goes');
        continue;
      }
      const id = randomUUID();
      const gone = outbox.put({ id, event: names ? event : nameless(event), bornMs: nowMs, notBeforeMs, names });
      for (const one of gone) this.#log.add('givenUp', channel, one.event, nowMs, 'too much waits');
      if (notBeforeMs > nowMs) this.#log.add('held', channel, event, nowMs, 'quiet hours');
    }
    if (routes.length === 0) return;
    if (mustNotBeLost(event)) this.#keep();
    else this.#keepLater();
  }

  /** Sends what is due, and looks again when something will be. */
  #pump(): void {
    this.#cancelPump();
    if (!this.#started || this.#closed) return;
    const nowMs = this.#nowMs;
    for (const runner of this.#runners.values()) {
      const due = runner.due(nowMs);
      if (due.length > 0) void this.#send(runner, due);
    }
    const next = [...this.#runners.values()].flatMap((runner) => runner.nextMs(nowMs) ?? []);
    if (next.length === 0) return;
    const inMs = Math.min(Math.max(Math.min(...next) - nowMs, 100), lookAgainMs);
    this.#cancelPump = this.#options.timers.after(inMs, () => this.#pump());
  }

  /** Never rejects. */
  async #send(runner: ChannelRunner, due: readonly Waiting[]): Promise<void> {
    const { channel, outbox } = runner;
    const { send, site, log } = this.#options;
    const { name = '', timezone = 'UTC' } = site() ?? {};
    runner.sending = true;
    try {
      const around = { language: channel.language, site: name, timeZone: timezone, nowMs: this.#nowMs };
      await send(channel, compose(due, outbox.kept.missed, around));
      const nowMs = this.#nowMs;
      outbox.sent(due, nowMs);
      for (const { event } of due) this.#log.add('sent', channel, event, nowMs);
    } catch (error) {
      const nowMs = this.#nowMs;
      const fault = faultOf(error);
      log.warn(
        { channel: channel.id, layer: fault.layer, waiting: due.length },
        `a message did not go out: ${fault.message}`,
      );
      const [first] = due;
      if (first !== undefined) this.#log.add('failed', channel, first.event, nowMs, fault.message);
      for (const { event } of outbox.failed(fault, nowMs))
        this.#log.add('givenUp', channel, event, nowMs, 'not sent within a day');
    } finally {
      runner.sending = false;
      this.#keep();
      this.#pump();
    }
  }

  #keepLater(): void {
    this.#cancelKeep ??= this.#options.timers.after(keepLaterMs, () => this.#keep());
  }

  #keep(): void {
    if (this.#closed) return;
    this.#cancelKeep?.();
    this.#cancelKeep = undefined;
    const channels = Object.fromEntries([...this.#runners].map(([id, { outbox }]) => [id, outbox.kept]));
    const kept = {
      ...{ open: this.#open.kept(), channels, log: this.#log.entries, version: this.#options.version },
      ...(this.#backupMs === undefined ? {} : { backupMs: this.#backupMs }),
    };
    try {
      writeKept(this.#options.drawer, kept);
    } catch (error) {
      this.#options.log.error({ err: error }, 'messages that wait could not be kept; they wait in memory');
    }
  }
}
