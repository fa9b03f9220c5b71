import { isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { clientTlsContext, openClientTls, type TlsExpectation, TlsFault, tlsFault } from '../link/client-tls.ts';
import { type ConnectFailure, connectTcp } from '../link/connect-tcp.ts';
import { type AddressMeans, checkedAddresses } from '../link/outbound-addresses.ts';
import { pinnedTo } from '../link/outbound-exchange.ts';
import type { Timers } from '../link/timers.ts';
import { bound } from './mqtt-stream.ts';

/** Where a broker stands that we report to, and what is shown to it. */
export interface BrokerAddress {
  /** `host:port`; an IPv6 address stands in brackets. */
  readonly address: string;
  /** Absent: plain. `ca`: authorities or the very certificate, PEM; absent: the public authorities. */
  readonly tls?: Pick<TlsExpectation, 'ca' | 'identity'> | undefined;
  /** What its addresses are judged by: never the network of a gateway, whoever wrote the address. */
  readonly guard: AddressMeans;
}

/** The part of the way that failed. */
export type BrokerLayer = 'config' | 'network' | 'tls' | 'certificate' | 'mqtt';

/** Why there is no connection to a broker; the message is one whole sentence. */
export class BrokerFault extends Error {
  readonly layer: BrokerLayer;
  readonly code: string;

  constructor(layer: BrokerLayer, code: string, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.layer = layer;
    this.code = code;
  }
}

const stepMs = 5_000;

/** A stream to the broker, with TLS where it is wanted. Rejects with a BrokerFault; `signal` gives up. */
export async function openBroker(place: BrokerAddress, timers: Timers, signal: AbortSignal): Promise<Duplex> {
  const { address, tls, guard } = place;
  const where = `The broker at ${address}`;
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  // A name is judged when it is resolved, an address before anything is opened.
  if (isIP(host) !== 0) await checkedAddresses(host, where, guard).catch((error) => refuse(error, where));
  const at = { host, port: Number(address.slice(colon + 1)), lookup: judged(where, guard) };
  const raw = await connectTcp(at, { stepMs, timers, signal }, (failure) => networkFault(failure, where));
  if (tls === undefined) {
    bound(raw);
    return raw;
  }
  try {
    const expected = { serverName: host, ...tls };
    const context = clientTlsContext(expected);
    const options = { context, where, stepMs, protocols: [], timers, signal };
    const socket = await openClientTls(raw, expected, options);
    bound(socket);
    return socket;
  } catch (error) {
    raw.destroy();
    throw asBrokerFault(error, where);
  }
}

/** Every address of a name is judged at each connection, and nothing else is connected to. */
const judged =
  (where: string, guard: AddressMeans): LookupFunction =>
  (name, options, found) => {
    checkedAddresses(name, where, guard).then(
      (addresses) => pinnedTo(addresses)(name, options, found),
      (error: NodeJS.ErrnoException) => found(error, ''),
    );
  };

function refuse(error: Error, where: string): never {
  throw networkFault({ kind: 'failed', error }, where);
}

function networkFault(failure: ConnectFailure, where: string): BrokerFault {
  if (failure.kind !== 'failed') {
    if (failure.kind === 'stopped') return new BrokerFault('network', 'stopped', 'The connection was stopped.');
    return new BrokerFault('network', 'noAnswer', `${where} does not answer within ${stepMs / 1000} s.`);
  }
  const { error } = failure;
  const fault = (code: string, sentence: string) => new BrokerFault('network', code, `${where} ${sentence}`, error);
  switch (error.code) {
    case 'ECONNREFUSED':
      return fault('refused', 'refuses the connection: nothing listens on this port.');
    case 'refusedAddress':
      return new BrokerFault('network', 'refusedAddress', `${error.message}.`, error);
    case 'unknownName':
      return fault('noSuchName', 'is not found: its name leads to no address.');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return fault('unreachable', 'cannot be reached from this network.');
    default:
      return fault('failed', `cannot be reached: ${error.code ?? error.message.slice(0, 200)}.`);
  }
}

/** What a broker complained of after the handshake: in TLS 1.3 it judges our certificate then. Undefined: it was something else. */
export function lateTlsFault(error: (Error & { readonly code?: unknown }) | undefined, where: string) {
  if (error === undefined || !String(error.code).startsWith('ERR_SSL')) return undefined;
  return asBrokerFault(tlsFault(error as Error & { readonly code?: string }, where), where);
}

function asBrokerFault(error: unknown, where: string): BrokerFault {
  if (error instanceof BrokerFault) return error;
  if (!(error instanceof TlsFault))
    return new BrokerFault('tls', 'failed', `${where} could not be reached over TLS: ${String(error)}`, error);
  const sentence =
    error.code === 'notTls' ? `${where} does not speak TLS on this port; brokers do on 8883, mostly.` : error.message;
  return new BrokerFault(error.layer, error.code, sentence, error);
}
