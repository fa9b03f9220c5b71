import type { Duplex } from 'node:stream';
import type { Read } from './socks-request.ts';

/** No greeting and no request is longer; who sends more is not speaking SOCKS. */
const maxBytes = 600;

/** Reads whole messages off a stream without taking more than it must: what follows goes back into the stream. */
export class ByteReader {
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  /** The next message; undefined when the stream ends before it is whole. `wrong` comes as an error. */
  async read<T>(parse: (bytes: Buffer) => Read<T>): Promise<T | undefined> {
    let bytes = Buffer.alloc(0);
    for (;;) {
      const result = parse(bytes);
      if (result.kind === 'wrong') throw new Error(result.why);
      if (result.kind === 'read') {
        if (result.rest.length > 0) this.#stream.unshift(result.rest);
        return result.value;
      }
      const chunk = await this.#chunk();
      if (chunk === undefined) return undefined;
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length > maxBytes) throw new Error(`more than ${maxBytes} bytes before the request was whole`);
    }
  }

  #chunk(): Promise<Buffer | undefined> {
    const stream = this.#stream;
    return new Promise((resolve) => {
      const done = (chunk: Buffer | undefined): void => {
        for (const event of ['end', 'close', 'error'] as const) stream.removeListener(event, ended);
        stream.removeListener('readable', look);
        resolve(chunk);
      };
      const look = (): void => {
        const chunk: Buffer | null = stream.read();
        if (chunk !== null) done(chunk);
      };
      const ended = (): void => done(undefined);
      for (const event of ['end', 'close', 'error'] as const) stream.once(event, ended);
      stream.on('readable', look);
      if (stream.destroyed || stream.readableEnded) ended();
      else look();
    });
  }
}
