import { connect, type Socket } from 'node:net';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { ProxyServer } from '../../../drivers/proxy/proxy-server.ts';
import type { WriteRules } from '../../../drivers/proxy/write-rules.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { until } from '../../until.ts';
import { type LineKind, type LineUnderTest, openLineUnderTest } from '../link/line-under-test.ts';

/** Clients may write addresses 500..509 of unit 1, less the "set-point" at 505. */
export const someWrites: WriteRules = {
  allowed: [{ unitId: 1, from: 500, to: 509 }],
  protectedRanges: [{ unitId: 1, space: 'register', from: 505, to: 505, what: 'current_limit of E1' }],
  hasBroadcast: true,
};

/** A proxy on a free port of loopback before a line with a device that answers from the register image. */
export interface ProxyBench {
  readonly line: LineUnderTest;
  readonly proxy: ProxyServer;
  readonly port: number;
  readonly warnings: string[];
  close(): Promise<void>;
}

export async function proxyBench(
  kind: LineKind,
  options: { idleMs?: number; port?: number } = {},
): Promise<ProxyBench> {
  const { idleMs, port = 0 } = options;
  const line = await openLineUnderTest({ kind, timeoutMs: 300, seed: 1, fault: () => undefined });
  const warnings: string[] = [];
  const proxy = new ProxyServer({
    config: { name: `proxy of ${kind}`, host: '127.0.0.1', port, rules: someWrites, timesOf: () => ({}) },
    ...{ bus: line.bus, clock: systemClock, timers: systemTimers },
    warn: (sentence) => warnings.push(sentence),
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  await proxy.start();
  const close = async (): Promise<void> => {
    await proxy.close();
    await line.close();
  };
  return { line, proxy, port: proxy.port ?? 0, warnings, close };
}

/** One connection of a client, and everything that came back on it. */
export class RawClient {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  isClosed = false;

  constructor(port: number, localAddress = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress });
    this.socket.on('data', (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.isClosed = true;
    });
  }

  /** Each answer: transaction id, unit, function and the rest. */
  get answers(): { id: number; body: Buffer }[] {
    const out: { id: number; body: Buffer }[] = [];
    let rest = this.received;
    while (rest.length >= 6 && rest.length >= 6 + rest.readUInt16BE(4)) {
      const end = 6 + rest.readUInt16BE(4);
      out.push({ id: rest.readUInt16BE(0), body: rest.subarray(6, end) });
      rest = rest.subarray(end);
    }
    return out;
  }

  until(holds: () => boolean): Promise<void> {
    return until(holds, () => `${this.answers.length} answers, closed: ${this.isClosed}`);
  }
}

export function request(id: number, ...body: readonly number[]): Buffer {
  return Buffer.from([id >> 8, id & 0xff, 0, 0, 0, body.length, ...body]);
}
