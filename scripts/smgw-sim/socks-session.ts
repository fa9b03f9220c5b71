import type { TLSSocket } from 'node:tls';
import { ByteReader } from './byte-reader.ts';
import { type EventLog, whyOf } from './event-log.ts';
import type { FaultBox, FaultName } from './faults.ts';
import { byAddress, type Destination, type ProxyProfile } from './profile.ts';
import { readConnect, readGreeting, reply, replyName, replyV6 } from './socks-request.ts';

/** What a SOCKS session needs of the gateway around it. */
export interface SocksSurroundings {
  readonly id: number;
  readonly events: EventLog;
  readonly faults: FaultBox;
  readonly profile: () => ProxyProfile;
  /** Ends all channels of the same CLS. */
  readonly closeAll: () => void;
  /** Resets the TCP connection under the TLS one. */
  readonly reset: () => void;
}

const refusals = [
  'socksRep01',
  'socksRep02',
  'socksRep03',
  'socksRep04',
  'socksRep05',
  'socksRep06',
  'socksRep07',
  'socksRep08',
  'socksRep99',
] as const satisfies readonly FaultName[];

/**
 * The SOCKS side of the gateway, strict (RFC 1928, method 00 only). Resolves with the destination to which the stream now
 * belongs; the good reply is then written, or, with `coalesce`, corked so that the first bytes of the EMT travel with it.
 * Undefined when the channel did not come about; the socket is then ended or left hanging, as the fault says.
 */
export async function acceptSocks(
  socket: TLSSocket,
  around: SocksSurroundings,
): Promise<{ readonly destination: Destination } | undefined> {
  const { id, events, faults } = around;
  const reader = new ByteReader(socket);
  try {
    const methods = await reader.read(readGreeting);
    if (methods === undefined) return leave(around, 'closed before the greeting');
    events.add('socksGreeting', { connection: id, methods });
    if (faults.take('socksMethodStall')) return hang(around, 'socksMethodStall');
    if (!methods.includes(0) || faults.take('socksMethodRefused')) {
      socket.end(Buffer.from([5, 0xff]));
      return leave(around, 'no acceptable method');
    }
    socket.write(Buffer.from([5, 0]));

    const request = await reader.read(readConnect);
    if (request === undefined) return leave(around, 'closed before the request');
    events.add('socksConnect', { connection: id, ...request });
    const spoiled = spoil(socket, around);
    if (spoiled) return undefined;
    const destination = byAddress(around.profile(), request.host, request.port);
    const fault = faults.takeOne(refusals);
    const code = fault !== undefined ? Number(fault.slice(-2)) : destination === undefined ? 2 : 0;
    if (code !== 0 || destination === undefined) {
      events.add('socksRefused', { connection: id, code, ...(fault === undefined ? {} : { fault }) });
      socket.end(reply(code));
      return undefined;
    }
    await sayYes(socket, faults);
    events.add('socksReplied', { connection: id, code: 0 });
    return { destination };
  } catch (error) {
    events.add('socksWrong', { connection: id, why: whyOf(error) });
    socket.destroy();
    return undefined;
  }
}

/** Carries out a fault in place of the reply; false when none strikes. */
function spoil(socket: TLSSocket, around: SocksSurroundings): boolean {
  const fault = around.faults.takeOne([
    'socksStall',
    'socksOversized',
    'socksWrongVersion',
    'socksClosed',
    'socksReset',
    'socksHalfReply',
    'closeDuringConnect',
  ]);
  if (fault === undefined) return false;
  around.events.add('fault', { connection: around.id, fault });
  if (fault === 'socksOversized') socket.write(Buffer.concat([Buffer.from([5, 0, 0, 9]), Buffer.alloc(65_532, 0x41)]));
  if (fault === 'socksWrongVersion') socket.write(Buffer.concat([Buffer.from([4]), reply(0).subarray(1)]));
  if (fault === 'socksClosed') socket.end();
  if (fault === 'socksReset') around.reset();
  if (fault === 'socksHalfReply') socket.end(reply(0).subarray(0, 5));
  if (fault === 'closeDuringConnect') around.closeAll();
  // What is left open is drained, so that its end is noticed.
  socket.resume();
  return true;
}

async function sayYes(socket: TLSSocket, faults: FaultBox): Promise<void> {
  const form = faults.takeOne(['socksBoundV6', 'socksBoundName']);
  const bytes = form === 'socksBoundV6' ? replyV6() : form === 'socksBoundName' ? replyName() : reply(0);
  if (faults.take('socksSplit')) {
    for (const byte of bytes) {
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(Buffer.from([byte]));
    }
    return;
  }
  if (faults.take('socksCoalesced')) {
    socket.cork();
    // Whoever gets the stream now writes at once; two turns later both go out as one record.
    setImmediate(() => setImmediate(() => socket.uncork()));
  }
  socket.write(bytes);
}

function leave({ events, id }: SocksSurroundings, why: string): undefined {
  events.add('socksEnded', { connection: id, why });
}

function hang({ events, id }: SocksSurroundings, fault: FaultName): undefined {
  events.add('fault', { connection: id, fault });
}
