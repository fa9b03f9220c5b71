import { connect, type NetConnectOpts } from 'node:net';
import { mustHold } from './target.ts';

/** Statuses that a refusal or an answer may have; 500 is none of them. */
const known = new Set([
  100, 200, 201, 202, 204, 301, 302, 304, 308, 400, 401, 403, 404, 405, 406, 408, 409, 411, 412, 413, 414, 415, 417,
  421, 422, 426, 429, 431, 501, 503, 505,
]);

/** Sends raw bytes on a connection of their own, ends it, and looks at everything that comes back. */
export async function exchange(to: NetConnectOpts, bytes: Buffer): Promise<readonly number[]> {
  const text = await new Promise<string>((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(to, () => socket.end(bytes));
    socket.on('data', (part) => parts.push(part));
    // A server that has enough may reset the rest.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
  mustHold(text === '' || text.startsWith('HTTP/1.1 '), `an answer that is none: ${text.slice(0, 60)}`);
  const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  for (const status of statuses) mustHold(known.has(status), `the status ${status}: ${text.slice(0, 600)}`);
  return statuses;
}
