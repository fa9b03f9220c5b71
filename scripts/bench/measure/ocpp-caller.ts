import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** A charge point that does no harm: it calls, and refuses what it is asked. */
export class OcppCaller {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, () => void>();
  #calls = 0;
  /** The code that its connection was closed with, which nobody should do. */
  closedWith: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const [type, id] = JSON.parse(String(data)) as [number, string];
      if (type === 2) socket.send(JSON.stringify([4, id, 'NotSupported', '', {}]));
      else this.#waiting.get(id)?.();
    });
    socket.on('close', (code) => {
      this.closedWith = code;
    });
  }

  static async connect(port: number, id: string, password: string): Promise<OcppCaller> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${id}`, ['ocpp1.6'], { auth: `${id}:${password}` });
    await once(socket, 'open');
    return new OcppCaller(socket);
  }

  /** One call after the other, 25 in a second; how long each took to be answered. Throws when one is not, within 10 s. */
  async answeredMs(seconds: number): Promise<readonly number[]> {
    const took: number[] = [];
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs) {
      const startMs = performance.now();
      await this.call('Heartbeat', {});
      took.push(performance.now() - startMs);
      await pause(40);
    }
    return took;
  }

  async call(action: string, payload: object): Promise<void> {
    if (this.closedWith !== undefined) throw new Error(`the good charge point was closed with ${this.closedWith}`);
    this.#calls += 1;
    const id = `c${this.#calls}`;
    const answered = Promise.withResolvers<void>();
    this.#waiting.set(id, answered.resolve);
    this.#socket.send(JSON.stringify([2, id, action, payload]));
    const late = setTimeout(() => answered.reject(new Error(`${action} is not answered`)), 10_000);
    await answered.promise.finally(() => clearTimeout(late));
    this.#waiting.delete(id);
  }

  leave(): void {
    this.#socket.terminate();
  }
}
