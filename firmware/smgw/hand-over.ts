import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import { encodeStreamHeader, type StreamHeader } from '../domain/stream-header.ts';
import { ChannelFault } from './channel-fault.ts';

/** After the far end has ended, the API may finish its answer; without a byte for this long both are closed. */
const halfOpenMs = 60_000;

export interface HandedStream {
  /** Bytes that went either way: tells whether the stream rests. */
  bytes(): number;
  /** Whether bytes went both ways since it was handed over: a question and its answer. */
  carried(): boolean;
  /** Closes both ends; `onClosed` gets `fault`. */
  close(fault: ChannelFault | undefined): void;
}

/**
 * Joins an established stream of the far end with the API of the main process over its Unix socket: header first, then bytes
 * both ways with back-pressure, so that no more than the buffers of two sockets is held. One side's end is passed on. `onUp`
 * comes once the API has the header, `onClosed` exactly once, with why (undefined when `close` gave none).
 */
export function handOver(
  far: TLSSocket,
  header: StreamHeader,
  options: {
    readonly socketPath: string;
    readonly stepMs: number;
    readonly timers: Timers;
    readonly onUp: () => void;
    readonly onClosed: (fault: ChannelFault | undefined) => void;
  },
): HandedStream {
  const api = connect({ path: options.socketPath, allowHalfOpen: true });
  let over = false;
  let up = false;
  const before = { read: far.bytesRead - far.readableLength, written: far.bytesWritten };
  const bytes = (): number => far.bytesRead + far.bytesWritten;
  const carried = (): boolean => far.bytesRead > before.read && far.bytesWritten > before.written;

  const close = (fault: ChannelFault | undefined): void => {
    if (over) return;
    over = true;
    cancelOpening();
    cancelHalfOpen();
    api.destroy();
    far.destroy();
    options.onClosed(fault);
  };
  const cancelOpening = options.timers.after(options.stepMs, () => close(apiFault('does not answer')));
  let cancelHalfOpen = (): void => undefined;
  const watchHalfOpen = (waitMs: number): void => {
    const seen = bytes();
    cancelHalfOpen();
    cancelHalfOpen = options.timers.after(waitMs, () => {
      if (bytes() === seen) close(halfOpenFault());
      else watchHalfOpen(waitMs);
    });
  };

  api.on('connect', () => {
    api.write(encodeStreamHeader(header), () => {
      if (over) return;
      cancelOpening();
      up = true;
      options.onUp();
    });
    far.pipe(api);
    api.pipe(far);
  });
  let firstEnd: 'far' | 'api' | undefined;
  api.on('error', (error) => close(up ? endedByBox(error) : apiFault(`failed: ${error.message}`, error)));
  api.on('end', () => {
    firstEnd ??= 'api';
    // Nothing here half-closes and goes on listening: the far end has only to follow.
    watchHalfOpen(options.stepMs);
  });
  // Errors after the handshake come as this event only, as long as Node itself has not handed the socket out.
  far.on('_tlsError', (error: Error) => close(brokenFault(error)));
  far.on('error', (error) => close(error instanceof ChannelFault ? error : brokenFault(error)));
  far.on('end', () => {
    firstEnd ??= 'far';
    watchHalfOpen(halfOpenMs);
  });
  // A side that closed after its end has left its last bytes with the other, which is still to send them.
  const closed = (side: Socket, other: Socket): void => {
    if (side.readableEnded && !other.closed) watchHalfOpen(options.stepMs);
    else close(firstEnd === undefined ? cutOff() : firstEnd === 'far' ? endedByFar() : endedByBox());
  };
  api.on('close', () => closed(api, far));
  far.on('close', () => closed(far, api));
  if (far.destroyed) process.nextTick(() => close(cutOff()));
  return { bytes, carried, close };
}

const apiFault = (what: string, cause?: Error): ChannelFault =>
  new ChannelFault(
    'stream',
    'apiUnreachable',
    `The stream could not be handed to the API of this box: it ${what}.`,
    cause,
  );
const endedByBox = (cause?: Error): ChannelFault =>
  new ChannelFault('stream', 'closedHere', 'The API of this box ended the stream.', cause);
const halfOpenFault = (): ChannelFault =>
  new ChannelFault('stream', 'halfOpen', 'One side had ended the stream and the other did not follow.');
const endedByFar = (): ChannelFault =>
  new ChannelFault('stream', 'closedByGateway', 'The gateway or the EMT behind it ended the stream.');
const cutOff = (): ChannelFault => new ChannelFault('stream', 'cutOff', 'The stream was cut off by the gateway.');

function brokenFault(error: Error): ChannelFault {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new ChannelFault(
      'stream',
      'linkLost',
      'The gateway does not answer any more: the link to it is lost.',
      error,
    );
  return new ChannelFault('stream', 'cutOff', `The stream was cut off: ${error.message.split('\n')[0]}.`, error);
}
