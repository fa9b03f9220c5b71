import { setTimeout as pause } from 'node:timers/promises';
import { rawFrame } from './raw-frame.ts';
import { RawPeer, type Target } from './raw-peer.ts';

/** What a hostile charge point (or anybody) does to the server, once; resolves with what it came to for him. */
export interface Attack {
  readonly name: string;
  /** One or more of these; the table of the tests. */
  readonly ends: readonly string[];
  readonly round: (target: Target) => Promise<string>;
}

/** Somebody with the credentials of a charge point, who then breaks the rules. */
const insider = (name: string, ends: readonly string[], act: (peer: RawPeer) => void | Promise<void>): Attack => ({
  ...{ name, ends },
  async round(target) {
    const peer = new RawPeer(target);
    const status = await peer.upgrade(target);
    if (status !== 101) return `HTTP ${status}`;
    await act(peer);
    return await peer.ending();
  },
});

/** Somebody without credentials. */
const outsider = (
  name: string,
  ends: readonly string[],
  act: (peer: RawPeer, target: Target) => void | Promise<void>,
): Attack => ({
  ...{ name, ends },
  async round(target) {
    const peer = new RawPeer(target);
    await act(peer, target);
    return await peer.ending();
  },
});

/** Sends a chunk again and again until the far end has enough. */
async function flood(peer: RawPeer, chunk: (k: number) => Buffer | string, everyMs = 0): Promise<void> {
  for (let k = 0; !peer.gone; k += 1) {
    peer.write(chunk(k));
    // Nothing piles up on this side; a far end that reads no more is waited for.
    while (peer.socket.writableLength > 262_144 && !peer.gone) await pause(5);
    await pause(everyMs);
  }
}

const frames = (peer: RawPeer, count: number, payload: (k: number) => string): void => {
  for (let k = 0; k < count; k += 1) peer.text(payload(k));
};
const deep = `[2,"1","Heartbeat",${'['.repeat(10_000)}${']'.repeat(10_000)}]`;
const clientHello = Buffer.from('160301010001000000fc0303', 'hex');

const rawHead = Buffer.from([0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]);
const pings = Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([0x89, 0x80, 0, 0, 0, 0])));
const pongs = Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([0x8a, 0x80, 0, 0, 0, 0])));

export const attacks: readonly Attack[] = [
  insider('messages of 1 MiB', ['1009'], (peer) => peer.frame({ opcode: 1, payload: 'x'.repeat(1_048_576) })),
  insider('a message that says it has 4 GiB', ['1009'], (peer) =>
    peer.frame({ opcode: 1, payload: 'x', saysBytes: 0xffff_ffff }),
  ),
  insider('JSON that is 10,000 deep', ['1008'], (peer) => frames(peer, 60, () => deep)),
  insider('binary messages', ['1008'], (peer) => {
    for (let k = 0; k < 60; k += 1) peer.frame({ opcode: 2, payload: Buffer.alloc(1000, k) });
  }),
  insider('no message ids, or far too long ones', ['1008'], (peer) =>
    frames(peer, 60, (k) => JSON.stringify([2, k % 2 === 0 ? 7 : 'x'.repeat(1000), 'Heartbeat', {}])),
  ),
  insider('answers to nothing', ['1008'], (peer) => frames(peer, 60, (k) => JSON.stringify([3 + (k % 2), `${k}`, {}]))),
  insider('a goodbye that is never answered', ['1008'], (peer) => {
    peer.leaves = false;
    frames(peer, 60, () => '{}');
  }),
  insider('calls of no known action', ['1008'], (peer) =>
    frames(peer, 80, (k) => JSON.stringify([2, `${k}`, 'Explode', {}])),
  ),
  insider('1,000 bad messages a second', ['1008', 'hung up'], (peer) =>
    flood(peer, () => Buffer.concat(Array.from({ length: 10 }, () => Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x7b]))), 10),
  ),
  insider('compressed messages', ['1002'], (peer) => peer.frame({ opcode: 1, payload: Buffer.alloc(100), rsv1: true })),
  insider('continuations without an end', ['1008'], async (peer) => {
    peer.frame({ opcode: 1, payload: '[', fin: false });
    await flood(peer, () => Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x20]));
  }),
  insider('a continuation of nothing', ['1002'], (peer) => peer.frame({ opcode: 0, payload: 'x' })),
  insider('messages without a mask', ['1002'], (peer) => peer.frame({ opcode: 1, payload: '[]', masked: false })),
  insider('text that is no UTF-8', ['1007'], (peer) => peer.frame({ opcode: 1, payload: Buffer.from([0xc3, 0x28]) })),
  insider('pings without an end', ['hung up'], (peer) => flood(peer, () => pings)),
  insider('opcodes that there are not', ['1002'], (peer) => peer.frame({ opcode: 11, payload: 'x' })),
  {
    ...{ name: 'the same identity again and again', ends: ['1008', 'HTTP 503'] },
    async round(target) {
      const first = new RawPeer(target);
      const status = await first.upgrade(target);
      const second = new RawPeer(target);
      await second.upgrade(target);
      const ended = status === 101 ? await first.ending() : `HTTP ${status}`;
      second.socket.destroy();
      return ended;
    },
  },
  outsider('huge headers', ['HTTP 400', 'HTTP 431', 'hung up'], async (peer, target) => {
    await peer.upgrade(target, [`X-Big: ${'x'.repeat(100_000)}`]);
  }),
  outsider('a thousand headers', ['HTTP 400', 'HTTP 431', 'hung up'], async (peer, target) => {
    await peer.upgrade(
      target,
      Array.from({ length: 1000 }, (_, k) => `X-${k}: ${k}`),
    );
  }),
  outsider('what is no HTTP', ['HTTP 400', 'hung up'], (peer) => peer.write(`${'\0'.repeat(64)}\r\n\r\n`)),
  outsider('a request with a body without an end', ['HTTP 426', 'hung up'], async (peer) => {
    peer.write('POST /x HTTP/1.1\r\nHost: box\r\nContent-Length: 1000000000\r\n\r\n');
    await flood(peer, () => Buffer.alloc(16_384));
  }),
  outsider('guessed passwords', ['HTTP 401', 'HTTP 429'], async (peer, { id }) => {
    await peer.upgrade({ id, password: 'guess' });
  }),
  outsider('a connection that says nothing', ['hung up'], () => undefined),
  outsider('a TLS handshake that crawls', ['hung up'], async (peer) => {
    await flood(peer, (k) => clientHello.subarray(k % clientHello.length, (k % clientHello.length) + 1), 20);
  }),
  outsider('what is no TLS after its first byte', ['hung up'], (peer) => peer.write(Buffer.alloc(1000, 0x16))),
  outsider('an HTTP head that crawls', ['hung up'], async (peer) => {
    peer.write('GET /x HTTP/1.1\r\n');
    await flood(peer, (k) => `X-${k}: 1\r\n`, 50);
  }),
];

/** Held on to: these do not end by themselves, and may not get more than their share. */
export const holds: readonly Attack[] = [
  insider('a message that crawls', [], (peer) => flood(peer, (k) => (k === 0 ? rawHead : Buffer.from('x')), 20)),
  insider('pongs without an end', [], (peer) => flood(peer, () => pongs)),
  insider('good calls without an end', [], (peer) => flood(peer, (k) => callsOf(k, 'Heartbeat', {}))),
  insider('transactions without an end', [], (peer) =>
    flood(peer, (k) =>
      callsOf(k, 'StartTransaction', { connectorId: 1, idTag: `T${k}`, meterStart: k, timestamp: nowText() }),
    ),
  ),
  insider('status changes without an end', [], (peer) =>
    flood(peer, (k) =>
      callsOf(k, 'StatusNotification', {
        ...{ connectorId: 1 + (k % 3), errorCode: 'NoError', status: k % 2 === 0 ? 'Available' : 'Preparing' },
      }),
    ),
  ),
  insider('calls whose answers are never read', [], async (peer) => {
    peer.socket.pause();
    await flood(peer, (k) => callsOf(k, 'Heartbeat', {}));
  }),
];

const nowText = (): string => new Date().toISOString();

/** Ten calls in one piece. */
function callsOf(round: number, action: string, payload: object): Buffer {
  return Buffer.concat(
    Array.from({ length: 10 }, (_, k) =>
      rawFrame({ opcode: 1, payload: JSON.stringify([2, `${round}-${k}`, action, payload]), masked: true }),
    ),
  );
}
