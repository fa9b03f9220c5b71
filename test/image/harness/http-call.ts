import { createReadStream, statSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { patient } from './patience.ts';

export interface Call {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | { readonly file: string };
  readonly limitMs: number;
  /** Tried once only, whatever it is. */
  readonly once?: boolean;
}

export interface RawReply {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** Calls that change nothing when they come twice. */
const repeatable = ['GET', 'PUT', 'DELETE'];
const tries = 3;
const pauseMs = 2000;

/**
 * One request on a connection of its own. QEMU's user network gives a connection up that a busy guest does not take in time; a
 * call that may be repeated is, twice. Rejects with what the network said.
 */
export async function call(options: Call): Promise<RawReply> {
  for (let left = options.once !== true && repeatable.includes(options.method) ? tries : 1; ; left -= 1) {
    try {
      return await once(options);
    } catch (error) {
      if (left <= 1) throw new Error(`${options.method} ${options.path.split('?')[0]}: ${error}`, { cause: error });
      await sleep(pauseMs);
    }
  }
}

function once({ port, method, path, headers, body, limitMs }: Call): Promise<RawReply> {
  const length = typeof body === 'object' ? statSync(body.file).size : Buffer.byteLength(body ?? '');
  const lengthHeader = body === undefined ? {} : { 'content-length': String(length) };
  const signal = AbortSignal.timeout(patient(limitMs));
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      signal,
      headers: { ...headers, ...lengthHeader },
    };
    const outgoing = request(options, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text, headers: incoming.headers }));
    });
    outgoing.on('error', reject);
    if (typeof body !== 'object') outgoing.end(body);
    else createReadStream(body.file).on('error', reject).pipe(outgoing);
  });
}
