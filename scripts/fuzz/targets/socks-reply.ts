import { Duplex } from 'node:stream';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { ChannelFault } from '../../../firmware/smgw/channel-fault.ts';
import { socksConnect } from '../../../firmware/smgw/socks-dialogue.ts';
import { type FuzzTarget, mustHold, refusedOrThrown } from '../target.ts';

const method = [0x05, 0x00];
const byIpv4 = [0x05, 0x00, 0x00, 0x01, 10, 0, 0, 1, 0x01, 0xbb];
const byName = [0x05, 0x00, 0x00, 0x03, 3, 0x65, 0x6d, 0x74, 0x01, 0xbb];
const byIpv6 = [0x05, 0x00, 0x00, 0x04, ...Array.from({ length: 16 }, () => 0), 0x01, 0xbb];
const payload = Buffer.from('GET /cnf?cmd=get_cm_vars HTTP/1.1\r\nHost: x\r\n\r\n');

/** A gateway that says what the input says, in pieces of a size that the first byte chooses, and then hangs up. */
class Gateway extends Duplex {
  constructor(input: Buffer) {
    super();
    const size = 1 + ((input[0] ?? 0) % 13);
    for (let at = 0; at < input.length; at += size) this.push(input.subarray(at, at + size));
    this.push(null);
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

/** The two answers of the gateway's SOCKS5 proxy, and the first bytes behind them. */
export const socksReply: FuzzTarget = {
  name: 'socks-reply',
  share: 8,
  maxBytes: 700,
  words: ['\u0005\u0000', '\u0005\u0002', '\u0005ÿ', '\u0005\u0000\u0000\u0003ÿ'],
  open: () => ({
    seeds: [
      ...[byIpv4, byName, byIpv6].map((reply) => Buffer.concat([Buffer.from([...method, ...reply]), payload])),
      Buffer.from([...method, 0x05, 0x02, 0x00, 0x01, 0, 0, 0, 0, 0, 0]),
      Buffer.from([0x05, 0xff]),
    ],
    async take(input) {
      const gateway = new Gateway(input);
      gateway.on('error', () => undefined);
      const closed = (): ChannelFault => new ChannelFault('socks', 'closed', 'The gateway closed the connection.');
      const destination = { host: 'emt.example', port: 443 };
      const connected = await socksConnect(gateway, destination, { stepMs: 100, timers: systemTimers, closed }).then(
        () => true,
        refusedOrThrown,
      );
      if (connected === true) {
        mustHold(
          input[0] === 5 && input[1] === 0 && input[2] === 5 && input[3] === 0,
          'connected by a reply that is none',
        );
        const left = await rest(gateway);
        mustHold(left.equals(input.subarray(input.length - left.length)), 'bytes of the far end changed');
        mustHold(input.length - left.length === replyLength(input), 'bytes of the far end were lost');
      }
      gateway.destroy();
    },
  }),
};

async function rest(gateway: Duplex): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of gateway) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Of method and reply together (RFC 1928). */
function replyLength(input: Buffer): number {
  const kind = input[5];
  const address = kind === 1 ? 4 : kind === 4 ? 16 : 1 + (input[6] ?? 0);
  return 2 + 4 + address + 2;
}
