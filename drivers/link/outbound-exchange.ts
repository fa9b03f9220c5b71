import {
  type ClientRequest,
  type RequestOptions as HttpOptions,
  type IncomingMessage,
  request as overHttp,
} from 'node:http';
import { type RequestOptions as HttpsOptions, request as overHttps } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { OutboundError } from './outbound-error.ts';
import { nameOf, type OutboundUrl } from './outbound-url.ts';

/** Largest body of a request and of an answer, bytes. */
export const maxOutboundBytes = 64 * 1024;

export interface Exchange {
  readonly url: OutboundUrl;
  /** The addresses that were checked: the connection is made to one of these and to nothing else. */
  readonly addresses: readonly string[];
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends the exchange with the reason it is aborted with. */
  readonly signal: AbortSignal;
  /** Certificates (PEM) that are trusted instead of the system's; undefined: the system's. */
  readonly trusted: readonly string[] | undefined;
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in small letters; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request and its answer over a connection of its own: nothing is pooled, nothing followed, nothing unpacked. */
export function exchange(asked: Exchange): Promise<OutboundAnswer> {
  const { target } = asked.url;
  return new Promise((resolve, reject) => {
    const request = openRequest(asked);
    const fail = (error: unknown): void => {
      reject(asked.signal.aborted ? asked.signal.reason : described(error, nameOf(target)));
      request.destroy();
    };
    request.on('error', fail);
    request.once('response', (response) => {
      readAnswer(response, nameOf(target)).then(resolve, fail);
    });
    request.end(asked.body);
  });
}

/** A request to the checked addresses and to nothing else, not yet sent. */
export function openRequest(asked: Exchange): ClientRequest {
  const { target, path } = asked.url;
  const options: HttpOptions & HttpsOptions = {
    host: target.host.replace(/^\[|\]$/g, ''),
    ...{ port: target.port, path, method: asked.method, signal: asked.signal, agent: false },
    headers: {
      ...asked.headers,
      'accept-encoding': 'identity',
      connection: 'close',
      // Some servers take a length on a GET for a mistake.
      ...(asked.body.length > 0 || /^P/.test(asked.method) ? { 'content-length': asked.body.length } : {}),
    },
    lookup: pinnedTo(asked.addresses),
    maxHeaderSize: 16 * 1024,
  };
  if (target.scheme === 'http') return overHttp(options);
  return overHttps(asked.trusted === undefined ? options : { ...options, ca: [...asked.trusted] });
}

/** Answers with what was checked, whatever name is asked for: a second answer of the DNS is never heard. */
export const pinnedTo =
  (addresses: readonly string[]): LookupFunction =>
  (_name, options, found) => {
    const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const [first] = all;
    if (options.all === true || first === undefined) found(null, all);
    else found(null, first.address, first.family);
  };

async function readAnswer(response: IncomingMessage, where: string): Promise<OutboundAnswer> {
  const status = answeredStatus(response, where);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxOutboundBytes)
      throw new OutboundError('answerTooLarge', `The answer of ${where} is larger than ${maxOutboundBytes} bytes`);
    parts.push(part);
  }
  const headers = Object.entries(response.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
  return { status, headers: Object.fromEntries(headers), body: Buffer.concat(parts) };
}

/** The status of an answer; one that leads elsewhere is refused (`redirected`). */
export function answeredStatus({ statusCode = 0 }: IncomingMessage, where: string): number {
  if ([301, 302, 303, 307, 308].includes(statusCode))
    throw new OutboundError(
      'redirected',
      `${where} sends the request elsewhere (${statusCode}), which is not followed`,
    );
  return statusCode;
}

/** What went wrong on the way, in the guard's words. */
export function described(error: unknown, where: string): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME|ALTNAME/.test(code))
    return new OutboundError('badCertificate', `The certificate of ${where} is not accepted (${code})`, error);
  return new OutboundError('unreachable', `${where} could not be reached (${code})`, error);
}
