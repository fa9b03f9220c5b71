import { createServer, type Server, type Socket } from 'node:net';
import type { FaultyDevice } from './faulty-device.ts';

/** A faulty device behind a TCP port on loopback, Modbus TCP or RTU over TCP as the device's framing says. */
export class FaultServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Most connections that were open at the same time. */
  mostOpen = 0;
  connections = 0;

  constructor(device: FaultyDevice) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      this.connections += 1;
      // The end of the connection before, sent first, may stand behind this one among the events of a busy process.
      setImmediate(() => setImmediate(() => this.#count()));
      const take = device.connect({
        write: (bytes) => {
          if (socket.writable) socket.write(bytes);
        },
        reset: () => socket.resetAndDestroy(),
      });
      socket.on('data', take);
      // A client that resets is no fault of the test.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  #count(): void {
    const open = [...this.#sockets].filter((socket) => !socket.destroyed && !socket.readableEnded);
    this.mostOpen = Math.max(this.mostOpen, open.length);
  }

  /** Starts on a free port, or on one used before; the answer is `host:port`. */
  listen(port = 0): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(`127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
      });
    });
  }

  /** Cuts every open connection. */
  resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
