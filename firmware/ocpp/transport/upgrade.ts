import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { tlsFault } from '../../../drivers/link/client-tls.ts';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { OcppVersion } from '../version.ts';
import { BusyFault, LinkFault } from './link-fault.ts';
import { subprotocolOf, versionOf } from './subprotocol.ts';
import { webSocketLimits } from './web-socket-limits.ts';
import { WebSocketLink } from './web-socket-link.ts';

export interface UpgradeOptions {
  readonly url: URL;
  readonly versions: readonly OcppVersion[];
  readonly authorization: string | undefined;
  readonly where: string;
  /** A client certificate was shown: many backends hang up when they do not like it. */
  readonly certificateShown: boolean;
  readonly stepMs: number;
  readonly pingEveryMs: number;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

export interface Upgraded {
  readonly link: WebSocketLink;
  readonly version: OcppVersion;
}

const maxHeaderBytes = 8192;
/** Answers of HTTP 1xx before the one that counts: nobody needs any. */
const maxInterim = 10;

/**
 * The WebSocket handshake over a stream that is open, TLS already inside it. No redirect is followed: it could lead to where
 * TLS is not. Rejects with a LinkFault, and then the stream is destroyed.
 */
export function upgrade(stream: Duplex, options: UpgradeOptions): Promise<Upgraded> {
  const { url, versions, authorization, where, stepMs, pingEveryMs, timers, signal } = options;
  const socket = new WebSocket(`ws://${url.host}${url.pathname}${url.search}`, versions.map(subprotocolOf), {
    ...webSocketLimits,
    ...{ followRedirects: false, maxHeaderSize: maxHeaderBytes },
    headers: { Host: url.host, ...(authorization === undefined ? {} : { Authorization: authorization }) },
    createConnection: () => stream,
    finishRequest: (request) => {
      // A stream of the door comes paused, and stays so until somebody reads it.
      request.once('socket', (given) => given.resume());
      let interim = 0;
      request.on('information', () => {
        interim += 1;
        if (interim > maxInterim) request.destroy(Object.assign(new Error('interim answers'), { code: 'HPE_INTERIM' }));
      });
      request.end();
    },
  });
  return new Promise((resolve, reject) => {
    const end = (fault: LinkFault | undefined, upgraded?: Upgraded): void => {
      cancel();
      signal.removeEventListener('abort', stopped);
      if (upgraded !== undefined) resolve(upgraded);
      else {
        socket.terminate();
        stream.destroy();
        reject(fault);
      }
    };
    const stopped = (): void => end(new LinkFault('http', 'stopped', 'The connection was stopped.'));
    const cancel = timers.after(stepMs, () =>
      end(
        new LinkFault('http', 'noAnswer', `${where} did not finish the WebSocket handshake within ${stepMs / 1000} s.`),
      ),
    );
    socket.on('error', (error) => end(upgradeFault(error, options)));
    socket.on('unexpected-response', (_request, response) => end(statusFault(response, options)));
    socket.on('open', () => {
      const version = versionOf(socket.protocol);
      if (version === undefined) end(subprotocolFault(options));
      else end(undefined, { link: new WebSocketLink(socket, { timers, pingEveryMs }), version });
    });
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped);
  });
}

function statusFault({ statusCode = 0, headers }: IncomingMessage, { where, url }: UpgradeOptions): LinkFault {
  const fault = (code: string, sentence: string): LinkFault => new LinkFault('http', code, `${where} ${sentence}`);
  if (statusCode >= 300 && statusCode < 400)
    return fault(
      'redirected',
      `sends us elsewhere (HTTP ${statusCode}); that is not followed. Enter the URL it means.`,
    );
  switch (statusCode) {
    case 401:
      return fault('unauthorized', 'does not accept the id or the password of the station (HTTP 401).');
    case 403:
      return fault('forbidden', 'forbids this station to connect (HTTP 403).');
    case 404:
      return fault('notFound', `knows no station at ${url.pathname} (HTTP 404). Are path and id of the station right?`);
    case 429:
    case 503:
      return new BusyFault(`${where} takes no connection at the moment (HTTP ${statusCode}).`, headers['retry-after']);
    case 426:
      return fault('upgradeRequired', 'wants another protocol (HTTP 426). Is the URL to begin with wss://?');
    default:
      return fault('httpStatus', `answers the WebSocket handshake with HTTP ${statusCode}.`);
  }
}

function upgradeFault(error: Error & { readonly code?: string }, options: UpgradeOptions): LinkFault {
  const { where } = options;
  if (/subprotocol/.test(error.message)) return subprotocolFault(options);
  if (/^Invalid (Upgrade|Sec-WebSocket)|Sec-WebSocket|extension/.test(error.message))
    return new LinkFault('http', 'noWebSocket', `${where} answers, but not as a WebSocket: ${error.message}.`, error);
  if (error.code === 'HPE_HEADER_OVERFLOW' || error.code === 'HPE_INTERIM')
    return new LinkFault('http', 'tooMuch', `${where} answers the WebSocket handshake with more than is taken.`, error);
  if (error.code?.startsWith('HPE_') === true)
    return new LinkFault(
      'http',
      'noHttp',
      `${where} does not speak HTTP on this port. Does the URL begin rightly with ${options.url.protocol}//?`,
      error,
    );
  const tls = options.url.protocol === 'wss:' ? tlsFault(error, where) : undefined;
  if (tls?.layer === 'certificate') return new LinkFault('certificate', tls.code, tls.message, error);
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    return new LinkFault(
      'http',
      'closed',
      `${where} closed the connection during the WebSocket handshake.${
        options.certificateShown ? ' It may refuse our client certificate.' : ''
      }`,
      error,
    );
  return new LinkFault('http', 'failed', `The WebSocket handshake with ${where} failed: ${error.message}.`, error);
}

const subprotocolFault = ({ where, versions }: UpgradeOptions): LinkFault =>
  new LinkFault(
    'websocket',
    'wrongSubprotocol',
    `${where} does not speak ${versions.map(subprotocolOf).join(' or ')}. Choose another version of OCPP, or ask the operator of the backend.`,
  );
