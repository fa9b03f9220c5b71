import { createServer, type Server, type Socket } from 'node:net';
import type { RootProgress, RootRequest } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { readRequest } from './requests.ts';

export interface RootLog {
  info(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

export interface RootServerParts {
  /** Carries a request out; the answer goes out with `ok`. */
  readonly answer: (request: RootRequest, tell: (progress: RootProgress) => void) => Promise<object>;
  /** Something goes on that no connection waits for: the process must not end. */
  readonly busy: () => boolean;
  /** Called once, when nobody has asked for `idleMs` and nothing goes on. */
  readonly onIdle: () => void;
  readonly log: RootLog;
  readonly times?: Partial<RootTimes>;
}

export interface RootTimes {
  /** For the whole line of the request. */
  readonly requestMs: number;
  /** Between two lines of an answer; a peer takes silence for death. */
  readonly beatMs: number;
  readonly idleMs: number;
}

const defaults: RootTimes = { requestMs: 5_000, beatMs: 5_000, idleMs: 30_000 };
const maxLineBytes = 64 * 1024;
/** The program asks one thing at a time; more waits are a fault of it, and root's memory is not for those. */
const maxConnections = 8;

/** One JSON line in, JSON lines out, one request a connection. */
export class RootServer {
  readonly #parts: RootServerParts;
  readonly #times: RootTimes;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #idle: NodeJS.Timeout | undefined;

  constructor(parts: RootServerParts) {
    this.#parts = parts;
    this.#times = { ...defaults, ...parts.times };
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#take(socket));
    this.#server.maxConnections = maxConnections;
  }

  /** A descriptor that systemd opened, or a path (tests). Rejects with what the system says. */
  listen(where: { readonly fd: number } | { readonly path: string }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(where, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (error) =>
          this.#parts.log.error({ err: error }, 'the socket of the root service failed'),
        );
        this.touch();
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Somebody was here: the time until the process ends begins anew. */
  touch(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#open.size > 0 || this.#parts.busy()) this.touch();
      else this.#parts.onIdle();
    }, this.#times.idleMs);
  }

  #take(socket: Socket): void {
    this.#open.add(socket);
    this.touch();
    const late = setTimeout(
      () => end(new NetwachtError('timedOut', 'The request did not arrive in time')),
      this.#times.requestMs,
    );
    let text = Buffer.alloc(0);
    const end = (error: NetwachtError): void => {
      clearTimeout(late);
      socket.removeListener('data', take);
      socket.resume();
      finish(socket, errorLine(error));
    };
    const take = (chunk: Buffer): void => {
      text = Buffer.concat([text, chunk]);
      const at = text.indexOf(10);
      if ((at < 0 ? text.length : at) > maxLineBytes) {
        end(new NetwachtError('tooLarge', `A request is at most ${maxLineBytes} bytes`));
        return;
      }
      if (at < 0) return;
      clearTimeout(late);
      socket.removeListener('data', take);
      // Whatever comes after the line is not looked at; the peer's end of the connection is still noticed.
      socket.resume();
      void this.#answer(socket, text.subarray(0, at).toString('utf8'));
    };
    socket.on('data', take);
    // A peer that ends without a whole line has asked nothing.
    socket.on('end', () => {
      if (text.indexOf(10) < 0) socket.destroy();
    });
    // A peer that goes away changes nothing: what it asked for is carried out.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(late);
      this.#open.delete(socket);
      this.touch();
    });
  }

  async #answer(socket: Socket, line: string): Promise<void> {
    let last: RootProgress = { percent: 0, message: 'At work' };
    const tell = (progress: RootProgress): void => {
      last = progress;
      write(socket, { progress });
    };
    const beat = setInterval(() => tell(last), this.#times.beatMs);
    try {
      const request = readRequest(line);
      this.#parts.log.info({ verb: request.verb, do: 'do' in request ? request.do : undefined }, 'asked');
      const answer = await this.#parts.answer(request, tell);
      finish(socket, { ok: true, ...answer });
    } catch (error) {
      this.#parts.log.error({ err: error }, 'refused or failed');
      finish(socket, errorLine(error));
    } finally {
      clearInterval(beat);
      this.touch();
    }
  }
}

function errorLine(error: unknown): object {
  if (!(error instanceof NetwachtError))
    return {
      error: {
        code: 'rootFailed',
        message: 'Something went wrong in the system service of this box; its log says what',
      },
    };
  const { code, message, path } = error;
  return { error: { code, message, ...(path !== undefined && { path }) } };
}

const write = (socket: Socket, line: object): void => {
  if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
};

/** An answer that its peer does not fetch is not kept for ever. */
const fetchMs = 5_000;
function finish(socket: Socket, line: object): void {
  write(socket, line);
  socket.end();
  const timer = setTimeout(() => socket.destroy(), fetchMs);
  socket.once('close', () => clearTimeout(timer));
}
