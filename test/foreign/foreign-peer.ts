import { connect } from 'node:net';
import { type Asked, framed } from '../drivers/link/faults.ts';
import { openFarEnd } from '../drivers/link/pty-pair.ts';
import { crcOf } from '../drivers/link/register-image.ts';

const answerMs = 5_000;

/** The way from a relay to a foreign server: one undisturbed connection, one request outstanding. */
export interface ForeignPeer {
  /** Unit and PDU of its reply; rejects when none comes. */
  ask(asked: Asked): Promise<Buffer>;
  close(): Promise<void>;
}

interface Way {
  write(bytes: Buffer): void;
  onBytes(take: (bytes: Buffer) => void): void;
  close(): Promise<void>;
}

/** Over Modbus TCP or RTU over TCP. */
export async function foreignPeerOverTcp(framing: 'tcp' | 'rtu', address: string): Promise<ForeignPeer> {
  const [host, port] = address.split(':');
  const socket = connect({ host: host ?? '', port: Number(port), noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return peerOn(framing, {
    write: (bytes) => socket.write(bytes),
    onBytes: (take) => socket.on('data', take),
    close: () => new Promise((resolve) => socket.once('close', () => resolve()).destroy()),
  });
}

/** Over RTU on a pseudo terminal. */
export async function foreignPeerOverPty(path: string): Promise<ForeignPeer> {
  const port = await openFarEnd(path, 115_200);
  return peerOn('rtu', {
    write: (bytes) => port.write(bytes),
    onBytes: (take) => port.on('data', take),
    close: () => new Promise((resolve) => port.close(() => resolve())),
  });
}

function peerOn(framing: 'tcp' | 'rtu', way: Way): ForeignPeer {
  let received: Buffer = Buffer.alloc(0);
  let waiting: ((body: Buffer) => void) | undefined;
  way.onBytes((bytes) => {
    received = Buffer.concat([received, bytes]);
    const body = framing === 'tcp' ? tcpReply(received) : rtuReply(received);
    if (body === undefined) return;
    received = Buffer.alloc(0);
    waiting?.(body);
  });
  let last: Promise<unknown> = Promise.resolve();
  const exchange = ({ body, transactionId }: Asked): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the foreign server does not answer')), answerMs);
      waiting = (reply) => {
        clearTimeout(late);
        resolve(reply);
      };
      way.write(framed(framing, transactionId, body));
    });
  return {
    ask: (asked) => {
      // One after the other: a line that was closed meanwhile may have left one open.
      const mine = last.then(() => exchange(asked));
      last = mine.catch(() => undefined);
      return mine;
    },
    // What is under way has its reply first.
    close: () => last.then(() => way.close()),
  };
}

function tcpReply(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 6 || bytes.length < 6 + bytes.readUInt16BE(4)) return undefined;
  return bytes.subarray(6, 6 + bytes.readUInt16BE(4));
}

function rtuReply(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 5) return undefined;
  const functionCode = bytes.readUInt8(1);
  const length = functionCode > 0x80 ? 3 : functionCode > 4 ? 6 : 3 + bytes.readUInt8(2);
  if (bytes.length < length + 2) return undefined;
  const body = bytes.subarray(0, length);
  if (crcOf(body) !== bytes.readUInt16LE(length)) throw new Error('the foreign server sent a wrong CRC');
  return body;
}
