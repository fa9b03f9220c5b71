import type { ChannelStatus } from '../domain/channel.ts';
import type { Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';

export interface WatchedChannel {
  readonly id: string;
  readonly status: ChannelStatus['status'];
  readonly lastError: ChannelStatus['lastError'];
}

/** Gateways close quiet channels every few minutes; what is back within this is no news. */
const quietMs = 30_000;

/** Tells which enabled channels have been down for a while. */
export class ChannelHealth {
  readonly #clock: Clock;
  readonly #down = new Map<string, { readonly sinceMs: number; readonly wallMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(channels: readonly WatchedChannel[]): readonly HealthState[] {
    const down = channels.filter(({ status }) => status === 'connecting' || status === 'waiting');
    for (const id of [...this.#down.keys()]) if (!down.some((channel) => channel.id === id)) this.#down.delete(id);
    const nowMs = this.#clock.monotonicMs();
    return down.flatMap(({ id, lastError }) => {
      const since = this.#down.get(id) ?? { sinceMs: nowMs, wallMs: this.#clock.wallMs() };
      this.#down.set(id, since);
      if (nowMs - since.sinceMs < quietMs) return [];
      return {
        id: `channelDown:${id}`,
        severity: 'warning',
        code: 'channelDown',
        what: id,
        message: `The gateway channel ${id} is down: ${lastError?.message ?? 'it is still being set up'}`,
        since: new Date(since.wallMs).toISOString(),
      };
    });
  }
}
