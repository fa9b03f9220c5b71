import { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import type { Timers } from '../../drivers/link/timers.ts';
import { ChannelFault } from './channel-fault.ts';
import { socksProtocolFault, socksRefusal } from './socks-replies.ts';

const methodBytes = 2;
/** 05 rep 00 03 len, 255 bytes of name, port. */
const longestReply = 262;

/**
 * Asks the gateway for `destination` over an established stream (notes smgw-and-grid §1.3). The package `socks` speaks; it
 * gets the answer byte by byte, so that what comes behind the reply stays in the stream for who reads it next, in order, and
 * so that we know the step, the reply code and the size. Each of the two answers has `stepMs`. Rejects with a ChannelFault;
 * a stream that ends meanwhile is told by `closed`.
 */
export function socksConnect(
  stream: Duplex,
  destination: { readonly host: string; readonly port: number },
  options: {
    readonly stepMs: number;
    readonly timers: Timers;
    readonly closed: (error: Error | undefined, answered: boolean) => ChannelFault;
  },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const answer: number[] = [];
    const wire = new Wire(stream);
    let over = false;
    let cancelDeadline = (): void => undefined;

    const finish = (fault?: ChannelFault): void => {
      if (over) return;
      over = true;
      cancelDeadline();
      wire.release();
      client.removeAllListeners().on('error', ignore);
      stream.pause();
      stream.off('data', take).off('error', failed).off('close', closed).off('end', closed);
      if (fault === undefined) resolve();
      else reject(fault);
    };
    const failed = (error: Error): void => finish(options.closed(error, answer.length > 0));
    const closed = (): void => finish(options.closed(undefined, answer.length > 0));
    const nextStep = (what: string): void => {
      cancelDeadline();
      cancelDeadline = options.timers.after(options.stepMs, () => finish(stalled(what, answer, options.stepMs)));
    };
    const takeByte = (byte: number): void => {
      answer.push(byte);
      const refused = refusal(answer);
      if (refused !== undefined) {
        finish(refused);
        return;
      }
      wire.feed(byte);
      if (over) return;
      if (answer.length === methodBytes) nextStep('CONNECT');
      if (answer.length >= methodBytes + longestReply) finish(socksProtocolFault('its reply does not end'));
    };
    const take = (chunk: Buffer): void => {
      let at = 0;
      while (at < chunk.length && !over) takeByte(chunk[at++] ?? 0);
      if (at < chunk.length) stream.unshift(chunk.subarray(at));
    };

    const client = new SocksClient({
      command: 'connect',
      // Demanded by the package, unused: the stream is there already.
      proxy: { host: 'gateway', port: 1, type: 5 },
      destination: { host: destination.host, port: destination.port },
      // Our own deadlines are shorter.
      timeout: 3 * options.stepMs,
    });
    client.on('established', () => finish());
    client.on('error', (error) => finish(socksProtocolFault(error.message)));
    stream.on('error', failed).on('close', closed).on('end', closed);
    if (stream.destroyed || stream.readableEnded) {
      closed();
      return;
    }
    nextStep('the greeting');
    client.connect(wire);
    stream.on('data', take);
  });
}

/**
 * Reads what `socks` would turn into words or let pass: the reply code, the version, a method that was not offered, and an
 * address of a kind that it does not know, which it takes for a whole reply.
 */
function refusal(answer: readonly number[]): ChannelFault | undefined {
  const byte = answer.at(-1) ?? 0;
  switch (answer.length) {
    case 1:
      return byte === 5 ? undefined : socksProtocolFault(`its answer begins with ${byte}`);
    case methodBytes:
      return byte === 0 ? undefined : socksProtocolFault(`it wants the sign-in method ${byte}, and none was offered`);
    case methodBytes + 1:
      return byte === 5 ? undefined : socksProtocolFault(`its reply begins with ${byte}`);
    case methodBytes + 2:
      return byte === 0 ? undefined : socksRefusal(byte);
    case methodBytes + 4:
      return [1, 3, 4].includes(byte) ? undefined : socksProtocolFault(`its reply has an address of the kind ${byte}`);
    default:
      return undefined;
  }
}

/** Of a dialogue that is over. Outside of it: the timer of `socks` goes on and must not hold the stream meanwhile. */
const ignore = (): void => undefined;

/** What `socks` takes for the connection to the proxy: writes go through, reads come as they are fed. */
class Wire extends Duplex {
  #stream: Duplex | undefined;

  constructor(stream: Duplex) {
    super();
    this.#stream = stream;
  }

  release(): void {
    this.#stream = undefined;
  }

  feed(byte: number): void {
    this.emit('data', Buffer.of(byte));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#stream === undefined) done();
    else this.#stream.write(chunk, done);
  }
}

const stalled = (what: string, answer: readonly number[], stepMs: number): ChannelFault =>
  new ChannelFault(
    'socks',
    'socksTimeout',
    `The gateway did not answer ${what} within ${stepMs / 1000} s (${answer.length} bytes came).`,
  );
