import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../../site/random.ts';

/** A TCP relay before a backend whose streams can be cut at any moment, with what is under way in them. */
export class CuttingRelay {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();

  private constructor(targetPort: number) {
    this.#server = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1');
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      for (const [socket, other] of [pair, [far, near] as const]) {
        socket.setNoDelay(true);
        // What the two ends say of a stream that was cut is no news.
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#pairs.delete(pair);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
  }

  static async before(targetPort: number): Promise<CuttingRelay> {
    const relay = new CuttingRelay(targetPort);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts one stream or all of them, without a word. How many there were to cut. */
  cut(random: Random): number {
    const pairs = [...this.#pairs];
    const all = random.chance(0.3);
    const struck = all ? pairs : pairs.slice(Math.floor(random.next() * pairs.length)).slice(0, 1);
    for (const pair of struck) for (const socket of pair) socket.resetAndDestroy();
    return struck.length;
  }

  close(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#server.close();
  }
}
