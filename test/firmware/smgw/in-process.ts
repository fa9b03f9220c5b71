import { systemTimers } from '../../../drivers/link/timers.ts';
import type { ChannelStatus, ChannelTest } from '../../../firmware/domain/channel.ts';
import type { StreamResult, StreamWish } from '../../../firmware/domain/channel-stream.ts';
import { type Clock, systemClock } from '../../../firmware/domain/clock.ts';
import { ChannelSet } from '../../../firmware/smgw/channel-set.ts';
import type { ChannelSetup, ChannelTiming, TlsCapabilities } from '../../../firmware/smgw/messages.ts';
import { OwnContexts } from '../../../firmware/smgw/own-context.ts';
import { findCapabilities } from '../../../firmware/smgw/tls-profile.ts';

/** Short enough for tests, long enough for a busy machine. */
export const fast: Partial<ChannelTiming> = {
  stepMs: 1500,
  firstRetryMs: 20,
  lastRetryMs: 100,
  refusedRetryMs: 300,
  stableMs: 200,
};

export interface Told {
  readonly id: string;
  readonly status: ChannelStatus;
}

/** The channels as the smgw process keeps them, in the test's own process and with its clock. */
export function keepChannels(
  socketPath: string,
  {
    clock = systemClock,
    timing = fast,
    capabilities = findCapabilities(),
  }: { readonly clock?: Clock; readonly timing?: Partial<ChannelTiming>; readonly capabilities?: TlsCapabilities } = {},
) {
  const told: Told[] = [];
  const logged: { readonly message: string; readonly facts: Readonly<Record<string, unknown>> }[] = [];
  let connections = 0;
  const set = new ChannelSet({
    contexts: new OwnContexts(capabilities),
    socketPath,
    clock,
    timers: systemTimers,
    random: () => 0.5,
    newConnectionId: () => `c${++connections}`,
    onStatus: (id, status) => told.push({ id, status }),
    log: (_level, message, facts) => logged.push({ message, facts }),
  });
  return {
    told,
    logged,
    configure: (...channels: ChannelSetup[]): void => set.configure(channels, timing),
    open: (wish: StreamWish): Promise<StreamResult> => set.openStream(wish),
    cancel: (streamId: string): void => set.cancelStream(streamId),
    test: (setup: ChannelSetup): Promise<ChannelTest> => set.test(setup),
    /** The last that was said of a channel. */
    now: (id = 'operator'): ChannelStatus | undefined => told.findLast((one) => one.id === id)?.status,
    /** The codes of the errors that were told, without repeats. */
    errors: (id = 'operator'): readonly string[] => [
      ...new Set(
        told.flatMap((one) =>
          one.id === id && one.status.lastError ? [`${one.status.lastError.layer} ${one.status.lastError.code}`] : [],
        ),
      ),
    ],
    refresh: (): void => set.refresh(),
    stop: (): void => set.stop(),
  };
}
