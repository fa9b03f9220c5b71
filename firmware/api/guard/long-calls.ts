import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** A refusal waits so long for the rest of a body that is being sent: some senders read an answer only then. */
const drainMs = 1_000;
/** After the answer the rest is read on for so long, so that it is not lost to a reset connection. */
const lingerMs = 10_000;

/**
 * Calls whose body may take longer than the server gives a request: somebody who has signed in sends an update. They are not
 * displaced by others, and whoever reads the body bounds its size and time.
 */
export class LongCalls {
  readonly #sockets = new WeakSet<object>();

  has(socket: object): boolean {
    return this.#sockets.has(socket);
  }

  /** `work` with the body of `request`, however long it takes. */
  async during<T>(request: IncomingMessage, work: () => Promise<T>): Promise<T> {
    const { socket } = request;
    this.#sockets.add(socket);
    try {
      return await work();
    } finally {
      this.#sockets.delete(socket);
      if (!request.complete) setTimeout(() => request.complete || socket.destroy(), lingerMs).unref();
    }
  }

  /** True for the time-out of a request that is such a call; Node tells of it once and ends nothing when somebody listens. */
  isItsTimeout(error: NodeJS.ErrnoException, socket: object): boolean {
    return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && this.has(socket);
  }
}

/** Reads the rest of a body away before it is refused: until its end, or for a moment. Never rejects. */
export function drained(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.complete || request.destroyed) return resolve();
    const timer = setTimeout(resolve, drainMs);
    const over = (): void => {
      clearTimeout(timer);
      resolve();
    };
    return void request.on('error', over).once('end', over).once('close', over).resume();
  });
}

/** Node's own answers to what is no request, or not in time; without a listener it would give them itself. */
const answers: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
};

/** Answers clients that send no HTTP or not in time, and lets long calls go on. `answering`: bytes of an answer are out. */
export function answerClientErrors(server: Server, long: LongCalls, answering: (socket: Socket) => boolean): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (long.isItsTimeout(error, socket)) return;
    if (socket.writable && !answering(socket))
      socket.write(`HTTP/1.1 ${answers[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
    socket.destroy(error);
  });
}
