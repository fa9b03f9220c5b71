import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { PacketBound } from './mqtt-bound.ts';

/** Largest packet that is taken from a broker: a message of 64 KiB and its topic. */
const maxPacketBytes = 68 * 1024;

export interface BrokerPlace {
  /** `host:port`; an IPv6 address stands in brackets. */
  readonly address: string;
  readonly tls: boolean;
}

/** A connection to a broker that ends itself when a packet is larger than it may be. */
export function openBrokerStream({ address, tls }: BrokerPlace): Socket {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));
  const socket = tls
    ? connectTls({ host, port, servername: /^[\d.:a-f]+$/i.test(host) ? '' : host })
    : connectTcp({ host, port });
  socket.setNoDelay(true);
  const bound = new PacketBound(maxPacketBytes);
  socket.on('data', (part: Buffer) => {
    if (!bound.take(part)) socket.destroy(new Error('the broker sends a packet larger than 64 KiB'));
  });
  return socket;
}
