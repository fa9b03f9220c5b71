import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { within } from './until.ts';

export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When we heard it, since the machine's start. */
  readonly atMs: number;
}

const answerLimitMs = 10_000;

/** QEMU's own channel: what the machine does (resets, shutdowns), and orders to it. */
export class Qmp {
  readonly events: QmpEvent[] = [];
  readonly #socket: Socket;
  readonly #waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];

  private constructor(socket: Socket, nowMs: () => number) {
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => this.#take(JSON.parse(line), nowMs()));
    // The machine ends and takes its socket along; who waits for an answer hears it.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the machine has ended'));
    });
  }

  /** Connects and leaves the negotiation behind. */
  static async open(path: string, nowMs: () => number): Promise<Qmp> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const qmp = new Qmp(socket, nowMs);
    await qmp.ask('qmp_capabilities');
    return qmp;
  }

  ask(execute: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#socket.write(`${JSON.stringify({ execute, ...(args === undefined ? {} : { arguments: args }) })}\n`);
    return within(`QEMU answers ${execute}`, answerLimitMs, answer);
  }

  /** Resets that the guest asked for itself, by software or by its watchdog. */
  get guestResets(): readonly QmpEvent[] {
    return this.events.filter(({ event, data }) => event === 'RESET' && data.guest === true);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(message: Record<string, unknown>, atMs: number): void {
    if (typeof message.event === 'string')
      this.events.push({ event: message.event, data: (message.data ?? {}) as Record<string, unknown>, atMs });
    else if ('return' in message) this.#waiting.shift()?.resolve(message.return);
    else if ('error' in message) this.#waiting.shift()?.reject(new Error(`QEMU: ${JSON.stringify(message.error)}`));
  }
}
