import { createServer, type Socket } from 'node:net';
import type { EmtStream } from './stream.ts';

/**
 * A TCP port on loopback whose connections run through the channel, one after the other: `curl` and other programs that
 * know nothing of gateways become the EMT.
 */
export async function openGate(stream: () => Promise<EmtStream>): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.pause();
    lead(socket, stream).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a gate without a port');
  return {
    port: address.port,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function lead(socket: Socket, stream: () => Promise<EmtStream>): Promise<void> {
  const emt = await stream();
  const loan = await emt.lend(
    (chunk) => socket.write(chunk),
    () => socket.destroy(),
  );
  socket.on('data', (chunk: Buffer) => loan.write(chunk));
  socket.on('close', () => loan.giveBack());
  if (socket.destroyed) loan.giveBack();
  socket.resume();
}
