import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Timers } from '../device/timers.ts';
import { PacketBound } from './mqtt-bound.ts';

/** Largest packet that is taken from a broker: a message of 64 KiB and its topic. */
const maxPacketBytes = 68 * 1024;
const connectWithinMs = 5_000;

export interface BrokerPlace {
  /** `host:port`; an IPv6 address stands in brackets. */
  readonly address: string;
  readonly tls: boolean;
  /** SHA-256 of the broker's certificate, hex: then this certificate is the right one and no other. */
  readonly pin?: string | undefined;
}

/**
 * Connects to a broker; resolves once the connection is up and the certificate is the right one, so that nothing is said
 * before. It ends itself when a packet is larger than it may be. Rejects with an Error that says why; `signal` gives up.
 */
export function connectBroker(place: BrokerPlace, timers: Timers, signal: AbortSignal): Promise<Socket> {
  const socket = openSocket(place);
  return new Promise((resolve, reject) => {
    const giveUp = () => fail(new Error('it was given up'));
    const cancel = timers.after(connectWithinMs, () => fail(new Error(`nothing within ${connectWithinMs / 1000} s`)));
    const done = () => {
      cancel();
      signal.removeEventListener('abort', giveUp);
      socket.off('error', fail);
    };
    const fail = (error: Error) => {
      done();
      // What comes of ending it is known already.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    socket.on('error', fail);
    socket.once(place.tls ? 'secureConnect' : 'connect', () => {
      const wrong = place.tls ? wrongCertificate(socket as TLSSocket, place.pin) : undefined;
      if (wrong !== undefined) {
        fail(new Error(wrong));
        return;
      }
      done();
      bound(socket);
      resolve(socket);
    });
  });
}

function openSocket({ address, tls, pin }: BrokerPlace): Socket {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));
  if (!tls) return connectTcp({ host, port, noDelay: true });
  // With a pin the certificate itself is compared; without one the system's authorities decide.
  return connectTls({ host, port, servername: isIP(host) === 0 ? host : '', rejectUnauthorized: pin === undefined });
}

function wrongCertificate(socket: TLSSocket, pin: string | undefined): string | undefined {
  if (pin === undefined) return undefined;
  const seen = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase();
  return seen === pin ? undefined : `its certificate is another one (SHA-256 ${seen ?? 'unknown'})`;
}

/** Ends the stream of a broker when a packet is larger than it may be. */
export function bound(socket: Duplex): void {
  const packets = new PacketBound(maxPacketBytes);
  socket.on('data', (part: Buffer) => {
    if (!packets.take(part)) socket.destroy(new Error('the broker sends a packet larger than 64 KiB'));
  });
}
