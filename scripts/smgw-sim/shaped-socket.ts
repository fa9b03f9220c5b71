import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { FaultName } from './faults.ts';

export type Shape = Extract<FaultName, 'slowTls' | 'splitRecords' | 'coalescedRecords'>;
export const shapes = ['slowTls', 'splitRecords', 'coalescedRecords'] as const satisfies readonly Shape[];

const holdMs = 200;
const dripMs = 100;

/** Lies between TCP and TLS and lets the bytes we send out in other pieces than TLS made. */
export class ShapedSocket extends Duplex {
  readonly #raw: Socket;
  readonly #shape: Shape;
  #held: Buffer[] = [];

  constructor(raw: Socket, shape: Shape) {
    super();
    this.#raw = raw;
    this.#shape = shape;
    raw.setNoDelay(true);
    raw.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) raw.pause();
    });
    raw.on('end', () => this.push(null));
    raw.on('error', (error) => this.destroy(error));
    raw.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#shape === 'coalescedRecords') {
      this.#hold(chunk);
      done();
      return;
    }
    const pause = (): Promise<void> =>
      new Promise((resolve) => {
        if (this.#shape === 'slowTls') setTimeout(resolve, dripMs);
        else setImmediate(resolve);
      });
    this.#drip(chunk, pause).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#flush();
    this.#raw.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  async #drip(chunk: Buffer, pause: () => Promise<void>): Promise<void> {
    for (const byte of chunk) {
      if (this.#raw.destroyed) return;
      this.#raw.write(Buffer.from([byte]));
      await pause();
    }
  }

  #hold(chunk: Buffer): void {
    if (this.#held.length === 0) setTimeout(() => this.#flush(), holdMs);
    this.#held.push(chunk);
  }

  #flush(): void {
    if (this.#held.length > 0 && !this.#raw.destroyed) this.#raw.write(Buffer.concat(this.#held));
    this.#held = [];
  }
}
