import type { Socket } from 'node:net';

/** RFC 8446 5.1: the first byte of a TLS record that holds a handshake; no method of HTTP begins with it. */
const tlsHandshake = 0x16;

/** Looks at the first byte and puts it back; `done` comes at most once. */
export function whenFirstByte(socket: Socket, done: (speaks: 'tls' | 'plain') => void): void {
  const look = (): void => {
    const first = socket.read(1) as Buffer | null;
    // Its end alone makes it readable too.
    if (first === null) return;
    socket.off('readable', look);
    socket.unshift(first);
    done(first[0] === tlsHandshake ? 'tls' : 'plain');
  };
  socket.on('readable', look);
}
