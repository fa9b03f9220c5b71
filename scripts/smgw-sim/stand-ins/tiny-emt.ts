import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { HttpAnswer } from '../emt/answer.ts';
import { curlBytes, type HttpCall } from '../emt/calls.ts';
import { openGate } from '../emt/gate.ts';
import { EmtStream, type ExchangeOptions } from '../emt/stream.ts';

/** An EMT that a real SOCKS server dials: HTTP client on the newest connection it accepted. */
export interface TinyEmt {
  readonly port: number;
  /** The stream of the newest connection, as soon as there is one. */
  ready(timeoutMs?: number): Promise<EmtStream>;
  request(call: HttpCall, options?: ExchangeOptions): Promise<HttpAnswer>;
  /** A loopback port that leads through the newest connection. */
  gatePort(): Promise<number>;
  close(): void;
}

export async function startTinyEmt(): Promise<TinyEmt> {
  let streams: EmtStream[] = [];
  let connections = 0;
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const server = createServer((stream) => {
    connections += 1;
    sockets.add(stream);
    stream.setNoDelay(true);
    stream.on('close', () => sockets.delete(stream));
    const parts = { connection: connections, destination: 'localhost', stream, onStray: () => {} };
    streams = [...streams.filter(({ isUp }) => isUp), new EmtStream(parts)];
    for (const tell of waiting) tell();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const newest = (): EmtStream | undefined => streams.findLast(({ isUp }) => isUp);
  const ready = async (timeoutMs = 10_000): Promise<EmtStream> => {
    const now = newest();
    if (now !== undefined) return now;
    await new Promise<void>((resolve, reject) => {
      const tell = (): void => {
        clearTimeout(timer);
        waiting.delete(tell);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(tell);
        reject(new Error(`no connection reached the EMT within ${timeoutMs} ms`));
      }, timeoutMs);
      waiting.add(tell);
    });
    return ready(timeoutMs);
  };
  let gate: Awaited<ReturnType<typeof openGate>> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    ready,
    async request(call, options = {}) {
      const stream = newest();
      if (stream === undefined) throw new Error('no answer: no channel is up');
      return stream.exchange(curlBytes(call, 'localhost'), options);
    },
    async gatePort() {
      gate ??= await openGate(ready);
      return gate.port;
    },
    close() {
      gate?.close();
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
