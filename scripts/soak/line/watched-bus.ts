import type { Bus, ReadReply, ReadRequest, WriteReply, WriteRequest } from '../../../drivers/bus/types.ts';

/** Beyond its own deadlines a request may take this long on a machine that stands still now and then. */
const graceMs = 10_000;

/** A bus that counts the promises it gave and that have not settled, and those that were open past their deadline. */
export class WatchedBus implements Bus {
  open = 0;
  overdue = 0;
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  get health(): Bus['health'] {
    return this.#bus.health;
  }

  read(request: ReadRequest): Promise<ReadReply> {
    return this.#watch(this.#bus.read(request), request);
  }

  write(request: WriteRequest): Promise<WriteReply> {
    return this.#watch(this.#bus.write(request), request);
  }

  close(): Promise<void> {
    return this.#bus.close();
  }

  #watch<T>(promise: Promise<T>, { timeoutMs, queueMs }: { timeoutMs: number; queueMs: number }): Promise<T> {
    this.open += 1;
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => {
          this.overdue += 1;
          // The soak goes on; what settles later is not heard.
          reject(new Error('a promise of the bus did not settle'));
        },
        queueMs + 10 * timeoutMs + graceMs,
      );
      const done = (): void => {
        clearTimeout(late);
        this.open -= 1;
      };
      promise.then(
        (value) => {
          done();
          resolve(value);
        },
        (error: unknown) => {
          done();
          reject(error);
        },
      );
    });
  }
}
