import type { Timers } from '../../drivers/link/timers.ts';
import type { ChannelStatus } from '../domain/channel.ts';
import type { Clock } from '../domain/clock.ts';
import type { ChannelTiming } from './messages.ts';
import type { OwnContexts } from './own-context.ts';

/** What every channel is given. */
export interface ChannelSurroundings {
  readonly contexts: OwnContexts;
  readonly timing: ChannelTiming;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newConnectionId: () => string;
  /** Where the API of the main process takes streams. */
  readonly socketPath: string;
  readonly onStatus: (id: string, status: ChannelStatus) => void;
  readonly log: ChannelLog;
}

export type ChannelLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  facts: Readonly<Record<string, unknown>>,
) => void;

/** A channel that is kept up, by dialling or by listening, until it is stopped. */
export interface RunningChannel {
  status(): ChannelStatus;
  /** To be called now and then: tells a status that changes with time alone. */
  refresh(): void;
  stop(): void;
}
