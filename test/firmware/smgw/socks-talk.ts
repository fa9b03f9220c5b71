import { Duplex } from 'node:stream';
import { ChannelFault } from '../../../firmware/smgw/channel-fault.ts';
import { socksConnect } from '../../../firmware/smgw/socks-dialogue.ts';

export interface SocksOutcome {
  readonly outcome: 'granted' | ChannelFault;
  /** What is left in the stream for the next reader. */
  readonly rest: Buffer;
  readonly sent: Buffer;
}

/**
 * Plays the bytes of a gateway to the SOCKS dialogue in pieces of the sizes `cuts`, the remainder in one; then the step's
 * deadline runs out. No real time passes.
 */
export async function talkSocks(bytes: Buffer, cuts: readonly number[], given?: Duplex): Promise<SocksOutcome> {
  const sent: Buffer[] = [];
  const stream =
    given ??
    new Duplex({
      read() {},
      write(chunk, _encoding, done) {
        sent.push(chunk);
        done();
      },
    });
  let runOut = (): void => undefined;
  const talk = socksConnect(
    stream,
    { host: 'emt.example', port: 443 },
    {
      stepMs: 10_000,
      timers: {
        after: (_delayMs, action) => {
          runOut = action;
          return () => undefined;
        },
        turn: () => Promise.resolve(),
      },
      closed: () => new ChannelFault('socks', 'ended', 'The stream had ended before the dialogue.'),
    },
  ).then(
    () => 'granted' as const,
    (error) => error as ChannelFault,
  );
  let at = 0;
  for (const size of cuts) {
    if (at >= bytes.length) break;
    stream.push(bytes.subarray(at, at + size));
    at += size;
  }
  if (at < bytes.length) stream.push(bytes.subarray(at));
  // What was pushed is read in the next turns.
  await new Promise((resolve) => setImmediate(resolve));
  runOut();
  const outcome = await talk;
  const rest: Buffer[] = [];
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) rest.push(chunk);
  stream.destroy();
  return { outcome, rest: Buffer.concat(rest), sent: Buffer.concat(sent) };
}
