import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { clientTlsContext, openClientTls, TlsFault } from '../../../drivers/link/client-tls.ts';
import { type ConnectMeans, connectTcp } from '../../../drivers/link/connect-tcp.ts';
import type { Timers } from '../../../drivers/link/timers.ts';
import { LinkFault } from './link-fault.ts';
import type { OpenStream, StreamOpener, StreamTarget } from './stream-opener.ts';

/** For each of TCP (with its name) and TLS. */
const usualStepMs = 15_000;
const keepAliveMs = 60_000;

/** Streams through the network that this box is in. */
export class NetworkStreams implements StreamOpener {
  readonly #timers: Timers;
  readonly #stepMs: number;
  /** Contexts of TLS by what they are made of: stations of one backend share one. */
  readonly #contexts = new Map<string, SecureContext>();

  constructor(timers: Timers, stepMs = usualStepMs) {
    this.#timers = timers;
    this.#stepMs = stepMs;
  }

  async open({ host, port, tls }: StreamTarget, signal: AbortSignal): Promise<OpenStream> {
    const where = `The backend at ${host.includes(':') ? `[${host}]` : host}:${port}`;
    const step = { where, stepMs: this.#stepMs, timers: this.#timers, signal };
    if (tls === undefined) return { stream: await openTcp({ host, port }, step), tls: undefined };
    try {
      const expected = { serverName: host, ...tls };
      const context = this.#context(tls);
      const raw = await openTcp({ host, port }, step);
      const stream = await openClientTls(raw, expected, { ...step, context });
      const spoken = { version: stream.getProtocol() ?? 'unknown', cipher: stream.getCipher().name };
      return { stream, tls: spoken, chain: chainOf(stream) };
    } catch (error) {
      if (error instanceof TlsFault) throw new LinkFault(error.layer, error.code, error.message, error);
      throw error;
    }
  }

  #context(tls: NonNullable<StreamTarget['tls']>): SecureContext {
    const key = JSON.stringify([tls.ca, tls.identity?.certificatePem]);
    const made = this.#contexts.get(key) ?? clientTlsContext({ serverName: '', ...tls });
    // A certificate that was replaced is not come back to.
    if (this.#contexts.size >= maxContexts) this.#contexts.clear();
    this.#contexts.set(key, made);
    return made;
  }
}

const maxContexts = 32;
const longestChain = 10;

/** The certificate of the other end, and each that has issued the one before; a root stands as its own issuer. */
function chainOf(stream: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  // Never by the older object form, which kills the process for brainpool curves.
  let one = stream.getPeerX509Certificate();
  while (one !== undefined && chain.length < longestChain) {
    chain.push(one);
    if (one.checkIssued(one)) break;
    one = one.issuerCertificate;
  }
  return chain;
}

interface Step extends ConnectMeans {
  readonly where: string;
}

const openTcp = (at: { readonly host: string; readonly port: number }, step: Step): Promise<Socket> =>
  connectTcp({ ...at, keepAlive: true, keepAliveInitialDelay: keepAliveMs }, step, (failure) => {
    if (failure.kind === 'stopped') return new LinkFault('tcp', 'stopped', 'The connection was stopped.');
    if (failure.kind === 'failed') return tcpFault(failure.error, at.host, step.where);
    return new LinkFault('tcp', 'noAnswer', `${step.where} did not answer within ${step.stepMs / 1000} s.`);
  });

function tcpFault(error: NodeJS.ErrnoException, host: string, where: string): LinkFault {
  switch (error.code) {
    case 'ENOTFOUND':
      return new LinkFault('name', 'nameNotFound', `The name ${host} is not known.`, error);
    case 'EAI_AGAIN':
    case 'ENODATA':
      return new LinkFault(
        'name',
        'noNameServer',
        `No name server says what ${host} is. Has this box a way to the internet?`,
        error,
      );
    case 'ECONNREFUSED':
      return new LinkFault('tcp', 'refused', `${where} refuses the connection: nothing listens on this port.`, error);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return new LinkFault('tcp', 'unreachable', `There is no way from this box to ${host}.`, error);
    case 'ETIMEDOUT':
      return new LinkFault('tcp', 'noAnswer', `${where} did not answer.`, error);
    default:
      return new LinkFault('tcp', 'failed', `${where} could not be reached: ${error.code ?? error.message}.`, error);
  }
}
