import { isDeepStrictEqual } from 'node:util';
import type { EventChannelView } from '../../domain/events.ts';
import type { EventChannel } from '../../domain/site/events.ts';
import type { HealthState } from '../../domain/state.ts';
import { type KeptChannel, Outbox, type Waiting } from './outbox.ts';

/** Enough to find what is wrong, and no way to fill a mailbox. */
const triesAMinute = 5;

/** A channel of the site with what waits for it. */
export class ChannelRunner {
  readonly outbox: Outbox;
  /** A message is on its way. */
  sending = false;
  /** When a person tried it within the last minute, monotonic ms. */
  #triesMs: readonly number[] = [];
  #channel: EventChannel;

  constructor(channel: EventChannel, kept: KeptChannel | undefined) {
    this.#channel = channel;
    this.outbox = new Outbox(kept);
  }

  get channel(): EventChannel {
    return this.#channel;
  }

  /** The same channel with other settings is tried anew at once. */
  use(channel: EventChannel): void {
    const same = isDeepStrictEqual(channel, this.#channel);
    this.#channel = channel;
    if (!same) this.outbox.again();
  }

  /** Counts one try by a person; false: there were too many within a minute. */
  takeTry(monotonicMs: number): boolean {
    this.#triesMs = this.#triesMs.filter((atMs) => monotonicMs - atMs < 60_000);
    if (this.#triesMs.length >= triesAMinute) return false;
    this.#triesMs = [...this.#triesMs, monotonicMs];
    return true;
  }

  due(nowMs: number): readonly Waiting[] {
    return this.sending || !this.#channel.enabled ? [] : this.outbox.due(this.#channel.perHour, nowMs);
  }

  nextMs(nowMs: number): number | undefined {
    return this.sending || !this.#channel.enabled ? undefined : this.outbox.nextMs(this.#channel.perHour, nowMs);
  }

  view(nowMs: number): EventChannelView {
    const { id, name = id, kind, enabled } = this.#channel;
    const { waiting, sentMs, fault } = this.outbox.kept;
    return {
      ...{ id, name, kind, enabled, waiting: waiting.length },
      lastSentAt: iso(sentMs.at(-1)),
      nextTryAt: iso(this.nextMs(nowMs)),
      fault: fault ?? null,
    };
  }

  /**
   * From the third failure in a row on somebody should look. Whoever sees the state sees it: the words of a server, which
   * name people, stand where an installer looks (`/api/v1/events/channels`).
   */
  health(): readonly HealthState[] {
    const { failures, fault, failingSinceMs, waiting } = this.outbox.kept;
    if (failures < failuresTold || fault === undefined || !this.#channel.enabled) return [];
    const { id } = this.#channel;
    return [
      {
        id: `eventNotSent:${id}`,
        ...{ severity: 'warning', code: 'eventNotSent', what: id },
        message: `Messages by ${id} do not arrive (${fault.layer}). Waiting: ${waiting.length}`,
        since: new Date(failingSinceMs ?? 0).toISOString(),
      },
    ];
  }
}

const failuresTold = 3;
const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
