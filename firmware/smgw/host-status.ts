import type { ChannelStatus } from '../domain/channel.ts';
import type { Clock } from '../domain/clock.ts';

/** A channel that nobody keeps. */
export const offStatus = (clock: Clock): ChannelStatus => ({
  status: 'off',
  since: new Date(clock.wallMs()).toISOString(),
  retryAt: null,
  lastError: null,
  connections: 0,
  tls: null,
  experimental: false,
});

/** What a channel is while the smgw process is down. */
export function processEndedStatus(
  before: ChannelStatus | undefined,
  why: string,
  clock: Clock,
  restartInMs: number,
): ChannelStatus {
  const nowMs = clock.wallMs();
  const at = new Date(nowMs).toISOString();
  return {
    status: 'waiting',
    since: before?.status === 'waiting' ? before.since : at,
    retryAt: new Date(nowMs + restartInMs).toISOString(),
    lastError: {
      layer: 'stream',
      code: 'processEnded',
      message: `The process that keeps the channels ended (${why}); it is started anew. Load management goes on meanwhile.`,
      at,
    },
    connections: 0,
    tls: null,
    experimental: before?.experimental ?? false,
  };
}
