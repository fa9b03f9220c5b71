import { createServer, type Server, type Socket } from 'node:net';
import { exception } from './register-image.ts';
import { exceptionReply, type Listening, type Wire } from './unit.ts';

/** Longest frame after the length field (Modbus messaging on TCP/IP, 3.1.3): unit id and 253 bytes. */
const maxLength = 254;
const headerBytes = 7;

/** Serves a bus as Modbus TCP on a loopback port; 0 = any free one. A unit id nobody has gets exception 11. */
export async function serveTcp(wire: Wire, port = 0): Promise<Listening> {
  return listen(port, (socket) => {
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= headerBytes) {
        const length = pending.readUInt16BE(4);
        if (pending.readUInt16BE(2) !== 0 || length < 2 || length > maxLength) {
          socket.destroy();
          return;
        }
        if (pending.length < 6 + length) return;
        const frame = pending.subarray(0, 6 + length);
        pending = pending.subarray(6 + length);
        reply(socket, wire, frame);
      }
    });
  });
}

function reply(socket: Socket, wire: Wire, frame: Buffer): void {
  const pdu = frame.subarray(headerBytes);
  const unit = wire.units.get(frame[6] ?? 0);
  const answer = unit === undefined ? exceptionReply(pdu[0] ?? 0, exception.target) : unit.answer(pdu);
  if (answer === undefined) return;
  const header = Buffer.from(frame.subarray(0, headerBytes));
  header.writeUInt16BE(answer.length + 1, 4);
  send(socket, Buffer.concat([header, answer]), wire.replyDelayMs);
}

/** Writes now or after the thinking time of the device, unless the far end has gone. */
export function send(socket: Socket, bytes: Buffer, delayMs: number): void {
  if (delayMs <= 0) socket.write(bytes);
  else {
    setTimeout(() => {
      if (socket.writable) socket.write(bytes);
    }, delayMs).unref();
  }
}

/** Listens on loopback and keeps track of its connections, so that closing leaves none behind. */
export async function listen(port: number, serve: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A far end that vanishes is everyday life for a device.
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        for (const socket of sockets) socket.destroy();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}
