import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Role, State } from '../../firmware/api/shapes.ts';

/** The header the box sends with every answer (field/security.md S30). */
const contentSecurityPolicy =
  "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

/** Every answer comes up to so late, by chance: whoever looks at the page too early is found out. NETWACHT_TEST_SLOW_MS=500 */
const slowMs = Number(process.env.NETWACHT_TEST_SLOW_MS ?? 0);

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export interface FakeBoxOptions {
  readonly folder: string;
  readonly state: State;
  readonly password?: string;
  /** Undefined: nobody owns the box yet. */
  readonly claimed?: boolean;
  readonly code?: string;
  readonly signedIn?: boolean;
  /** True: it speaks once a second as a real one does, so that a slow machine is no lost contact. */
  readonly speaks?: boolean;
  readonly role?: Role;
  /** More routes, by "GET /api/v1/smgw". */
  readonly routes?: Readonly<Record<string, FakeRoute>>;
}

/** What a route answers: status and body, a text as it is. A body that is no JSON comes as `{bytes}`, its length. */
export type FakeRoute = (
  body: Record<string, unknown>,
  asked: { readonly query: URLSearchParams; readonly headers: IncomingHttpHeaders },
) => readonly [status: number, answer?: unknown, headers?: Readonly<Record<string, string>>];

/** Serves the built page as the box does, with a state and a stream that the test scripts. */
export class FakeBox {
  readonly #options: FakeBoxOptions;
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();
  /** What the page asked for, in order: "POST /api/v1/session". */
  readonly calls: string[] = [];
  state: State;
  password: string;
  claimed: boolean;
  signedIn: boolean;
  /** The site says `openReads`. */
  openReads = false;
  /** False: the stream is refused with 503. */
  streaming = true;
  /** False: whoever asks gets no answer, as of a box that restarts. */
  answers = true;
  /** True: what is uploaded is taken in no further. */
  holdsUploads = false;
  url = '';

  constructor(options: FakeBoxOptions) {
    this.#options = options;
    this.state = options.state;
    this.password = options.password ?? 'correct horse';
    this.claimed = options.claimed ?? true;
    this.signedIn = options.signedIn ?? false;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  #voice: ReturnType<typeof setInterval> | undefined;

  async start(): Promise<void> {
    if (this.#options.speaks === true) this.#voice = setInterval(() => this.patch({}), 500);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#voice);
    this.dropStreams();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** A new second: `event: patch` to every page that listens. */
  patch(patch: object): void {
    for (const stream of this.#streams) stream.write(`event: patch\ndata: ${JSON.stringify(patch)}\n\n`);
  }

  /** The whole state anew. */
  send(state: State): void {
    this.state = state;
    for (const stream of this.#streams) stream.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
  }

  dropStreams(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (slowMs > 0) await pause(slowMs * Math.random());
    const [path = '/', asked = ''] = (request.url ?? '/').split('?');
    if (!this.answers) {
      request.socket.destroy();
      return;
    }
    response.setHeader('content-security-policy', contentSecurityPolicy);
    if (!path.startsWith('/api/')) {
      this.#file(path, response);
      return;
    }
    this.calls.push(`${request.method} ${path}`);
    if (this.holdsUploads && request.headers['content-type'] === 'application/octet-stream') return;
    const body = await readBody(request);
    const route = this.#options.routes?.[`${request.method} ${path}`];
    if (route !== undefined) {
      const [status, answer, headers = {}] = route(body, {
        query: new URLSearchParams(asked),
        headers: request.headers,
      });
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      return json(response, status, answer);
    }
    switch (`${request.method} ${path}`) {
      case 'GET /api/v1/setup':
        return json(response, 200, { claimed: this.claimed, codeRequired: this.#options.code !== undefined });
      case 'POST /api/v1/setup':
        if (this.#options.code !== undefined && body.code !== this.#options.code) {
          return json(response, 403, { error: 'code', message: 'wrong code' });
        }
        this.password = String(body.password);
        this.claimed = true;
        return json(response, 201, {});
      case 'GET /api/v1/session':
        return json(
          response,
          200,
          this.signedIn
            ? { user: 'admin', role: this.#options.role ?? 'administrator' }
            : { user: null, ...(this.openReads && { role: 'viewer' }) },
        );
      case 'POST /api/v1/session':
        if (body.user !== 'admin' || body.password !== this.password) {
          return json(response, 401, { error: 'credentials', message: 'wrong' });
        }
        this.signedIn = true;
        return json(response, 200, { user: 'admin', role: 'administrator' });
      case 'DELETE /api/v1/session':
        this.signedIn = false;
        return json(response, 200, {});
      case 'GET /api/v1/events':
        this.#stream(response);
        return;
      default:
        return json(response, 404, { error: 'notFound', message: path });
    }
  }

  #stream(response: ServerResponse): void {
    const allowed = this.signedIn || this.openReads;
    if (!allowed || !this.streaming) {
      json(response, allowed ? 503 : 401, { error: 'noStream', message: 'not now' });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 200\nevent: state\ndata: ${JSON.stringify(this.state)}\n\n`);
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #file(path: string, response: ServerResponse): void {
    const name = path === '/' ? 'index.html' : normalize(path).replace(/^\/+/, '');
    try {
      const bytes = readFileSync(join(this.#options.folder, name));
      response.writeHead(200, { 'content-type': types[name.split('.').pop() ?? ''] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (request.headers['content-type'] !== 'application/octet-stream') text += String(chunk);
  }
  if (bytes > 0 && text === '') return { bytes };
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
