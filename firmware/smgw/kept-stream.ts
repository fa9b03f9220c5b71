import type { ChannelFault } from './channel-fault.ts';
import type { Dialled } from './dial.ts';
import { type HandedStream, handOver } from './hand-over.ts';
import type { ChannelSetup } from './messages.ts';
import type { ChannelSurroundings } from './running-channel.ts';
import { limitSession } from './session-limit.ts';

/**
 * Hands a stream of a channel to the API and ends it before its TLS session gets too old: then `onClosed` comes
 * with undefined. `onUp` gets the id of the connection.
 */
export function keepStream(
  { socket, tls }: Dialled,
  { id: channelId, terms, streamId }: Pick<ChannelSetup, 'id' | 'terms'> & { readonly streamId?: string },
  surroundings: ChannelSurroundings,
  told: {
    readonly onUp: (connectionId: string) => void;
    readonly onClosed: (fault: ChannelFault | undefined) => void;
  },
): HandedStream {
  const { clock, timing, timers, socketPath } = surroundings;
  const connectionId = surroundings.newConnectionId();
  let cancelLimit = (): void => undefined;
  const stream = handOver(
    socket,
    {
      ...{ channelId, connectionId, peerSha256: tls.peerSha256 },
      ...(terms === undefined ? {} : { terms }),
      ...(streamId === undefined ? {} : { streamId }),
    },
    {
      ...{ socketPath, stepMs: timing.stepMs, timers },
      onUp: () => told.onUp(connectionId),
      onClosed: (fault) => {
        cancelLimit();
        told.onClosed(fault);
      },
    },
  );
  const { monotonicMs } = clock;
  cancelLimit = limitSession({ timing, monotonicMs, timers, bytes: stream.bytes }, () => stream.close(undefined));
  return stream;
}
