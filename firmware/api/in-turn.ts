import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** No known client sends more than one request ahead; Node parses whatever comes, so that only a bound keeps memory small. */
export const mostAhead = 64;

interface Line {
  waiting: number;
  last: Promise<void>;
}

/**
 * Answers the requests of one connection one after the other, each when the answer before it has left, also where the far
 * end sends several at once: of two values for one variable the later one must be the last word. A connection on which
 * more than `mostAhead` wait is closed: `onTooMany` is told.
 */
export function inTurn(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  onTooMany: (socket: Socket) => void,
): RequestListener {
  const lines = new WeakMap<Socket, Line>();
  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const line = lines.get(socket) ?? { waiting: 0, last: Promise.resolve() };
    lines.set(socket, line);
    if (line.waiting >= mostAhead) {
      onTooMany(socket);
      socket.destroy();
      return;
    }
    const run = async (): Promise<void> => {
      try {
        await answer(request, response);
        await left(response);
      } catch {
        // Answers are made of whatever happens; one that could not even be begun leaves nothing to say on this connection.
        socket.destroy();
      }
      line.waiting -= 1;
    };
    line.waiting += 1;
    line.last = line.waiting === 1 ? run() : line.last.then(run);
  };
}

/** Resolves when an answer has been handed to the system, or its connection is gone. */
const left = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (response.closed || response.destroyed || response.socket?.destroyed === true) resolve();
    else response.once('close', resolve);
  });
