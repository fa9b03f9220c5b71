import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Answers a WebSocket handshake by a refusal and ends the connection. Why somebody is refused is for the log of the box, not
 * for him: the body says no more than the status does, or `body`.
 */
export function refuseUpgrade(socket: Duplex, status: 400 | 401 | 404 | 426 | 429 | 503, more: Refusing = {}): void {
  const reason = STATUS_CODES[status] ?? '';
  const body = `${more.body ?? reason}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    // Some charge points send their password only when they are asked.
    ...(status === 401 ? ['WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"'] : []),
    ...(more.retryAfterS === undefined ? [] : [`Retry-After: ${more.retryAfterS}`]),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

export interface Refusing {
  readonly body?: string;
  readonly retryAfterS?: number;
}
