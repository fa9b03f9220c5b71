import type { Socket } from 'node:net';
import { decodeStreamHeader, type StreamHeader } from '../../domain/stream-header.ts';

/** What came of waiting for the header; the socket is paused, bytes of the far end that came with it are put back. */
export type HeaderRead =
  | { readonly kind: 'header'; readonly header: StreamHeader }
  | { readonly kind: 'failed'; readonly why: 'wrong' | 'late' | 'closed' };

/** Reads the header of a stream, bounded in size and time; resolves once, never throws. */
export function readHeader(socket: Socket, deadlineMs: number): Promise<HeaderRead> {
  return new Promise((resolve) => {
    let held: Buffer = Buffer.alloc(0);
    const done = (read: HeaderRead): void => {
      clearTimeout(timer);
      clearImmediate(lastLook);
      socket.off('data', onData).off('close', onClose).pause();
      resolve(read);
    };
    const onClose = (): void => done({ kind: 'failed', why: 'closed' });
    const onData = (bytes: Buffer): void => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const decoded = decodeStreamHeader(held);
      if (decoded.kind === 'more') return;
      if (decoded.kind === 'wrong') {
        done({ kind: 'failed', why: 'wrong' });
        return;
      }
      const { header, rest } = decoded;
      done({ kind: 'header', header });
      if (rest.length > 0) socket.unshift(rest);
    };
    // After the deadline what lies there is read once more: it was this program that had no time, not the far end.
    let lastLook: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      lastLook = setImmediate(() => done({ kind: 'failed', why: 'late' }));
    }, deadlineMs);
    socket.on('data', onData).on('close', onClose);
  });
}
