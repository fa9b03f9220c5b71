import { Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { OutboundTarget } from '../../firmware/domain/outbound.ts';
import { type AddressRules, refusedBecause } from './outbound-address.ts';
import { OutboundError } from './outbound-error.ts';
import { answeredStatus, described, maxOutboundBytes } from './outbound-exchange.ts';
import { nameOf } from './outbound-url.ts';

export interface KeptOutboundOptions {
  readonly target: OutboundTarget;
  /** SHA-256 of the certificate, hex small letters: this one and no other. Absent: the system's authorities. */
  readonly pin?: string | undefined;
  /** As for every request that is made on someone's behalf. */
  readonly rules: () => AddressRules;
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly timeoutMs: number;
}

export interface KeptRequest {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests to one target, one at a time, over a connection that is kept: for what is said every second. */
export class KeptOutbound {
  readonly #o: KeptOutboundOptions;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(options: KeptOutboundOptions) {
    this.#o = options;
    const kept = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
    this.#agent = options.target.scheme === 'http' ? new HttpAgent(kept) : pinnedAgent(kept, options.pin);
  }

  /** Status and body (at most 64 KiB), or an OutboundError. */
  call({ method, path, headers, body }: KeptRequest): Promise<{ readonly status: number; readonly text: string }> {
    const { target, timeoutMs } = this.#o;
    const host = target.host.replace(/^\[|\]$/g, '');
    const where = nameOf(target);
    return new Promise((resolve, reject) => {
      const why = isIP(host) === 0 ? undefined : refusedBecause(host, this.#o.rules());
      if (why !== undefined) {
        reject(new OutboundError('refusedAddress', `${where} is not asked: ${host} ${why}`));
        return;
      }
      const open = target.scheme === 'http' ? overHttp : overHttps;
      const request = open({
        ...{
          host,
          port: target.port,
          method,
          path,
          agent: this.#agent,
          lookup: this.#lookup,
          maxHeaderSize: 16 * 1024,
        },
        headers: { ...headers, ...(method === 'PUT' ? { 'content-length': Buffer.byteLength(body) } : {}) },
      });
      const timer = setTimeout(() => {
        request.destroy(new OutboundError('timedOut', `${where} has not answered within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      const fail = (error: unknown): void => {
        clearTimeout(timer);
        reject(described(error, where));
      };
      request.on('error', fail);
      request.once('response', (response) => {
        bodyOf(response, where).then((text) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, text });
        }, fail);
      });
      request.end(method === 'PUT' ? body : undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Every address of a name is checked at each connection: one that is refused refuses the name. */
  readonly #lookup: LookupFunction = (name, options, found) => {
    this.#o
      .resolve(name)
      .then((addresses) => {
        for (const address of addresses) {
          const why = refusedBecause(address, this.#o.rules());
          if (why !== undefined) throw new OutboundError('refusedAddress', `${name} is not asked: ${address} ${why}`);
        }
        const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
        const [first] = all;
        if (options.all === true) found(null, all);
        else if (first === undefined) throw new OutboundError('unknownName', `The name ${name} has no address`);
        else found(null, first.address, first.family);
      })
      .catch((error: unknown) => found(described(error, name), ''));
  };
}

async function bodyOf(response: IncomingMessage, where: string): Promise<string> {
  answeredStatus(response, where);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxOutboundBytes)
      throw new OutboundError('answerTooLarge', `The answer of ${where} is larger than ${maxOutboundBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** With a pin nothing is sent before the certificate was seen to be that very one. */
function pinnedAgent(
  kept: { keepAlive: boolean; maxSockets: number; maxFreeSockets: number },
  pin: string | undefined,
) {
  const agent = new HttpsAgent(kept);
  if (pin === undefined) return agent;
  agent.createConnection = (options, opened): undefined => {
    const socket: TLSSocket = connect({ ...(options as ConnectionOptions), rejectUnauthorized: false });
    const fail = (error: Error): void => opened?.(error, socket as Duplex);
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      socket.off('error', fail);
      const seen = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase();
      if (seen === pin) {
        opened?.(null, socket as Duplex);
        return;
      }
      socket.destroy();
      fail(new OutboundError('badCertificate', `The certificate is another one than the pinned: ${seen ?? 'none'}`));
    });
    return undefined;
  };
  return agent;
}
