import type { State } from '../domain/state.ts';
import { patchBetween } from './patch-difference.ts';
import type { StatePort } from './ports.ts';

/** What the hub writes to; an HTTP response is one. */
export interface EventSink {
  readonly writableLength: number;
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

const maxClients = 50;
/** A client that lets this much wait is too slow to follow: it is dropped and may come back for the whole state. */
const maxUnsentBytes = 512 * 1024;

/** Event streams of the live state: each change is turned into text once, however many listen. */
export class EventHub {
  readonly #clients = new Map<EventSink, () => boolean>();
  readonly #stopListening: () => void;
  #state: State | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(state: StatePort) {
    this.#state = state.current();
    this.#stopListening = state.onState((next) => this.#publish(next));
  }

  get full(): boolean {
    return this.#clients.size >= maxClients;
  }

  /** Adds a client; `allowed` is asked before each event and ends the stream when it no longer holds. */
  add(sink: EventSink, allowed: () => boolean): void {
    this.#clients.set(sink, allowed);
    sink.once('close', () => this.#clients.delete(sink));
    // Before the first cycle a comment goes out, so that the client sees that it is connected.
    sink.write(this.#state === undefined ? ': starting\n\n' : eventText('state', this.#state));
  }

  /** Ends the streams of those who may no longer listen. */
  sweep(): void {
    for (const [sink, allowed] of this.#clients) if (!allowed()) this.#drop(sink, 'end');
  }

  /** A comment to all, so that proxies and idle time-outs see life. */
  keepAlive(): void {
    this.#send(': \n\n');
  }

  /** Starts the comment every 15 s. */
  start(): void {
    this.#keepAlive ??= setInterval(() => this.keepAlive(), 15_000);
    this.#keepAlive.unref();
  }

  stop(): void {
    clearInterval(this.#keepAlive);
    this.#stopListening();
    for (const sink of this.#clients.keys()) this.#drop(sink, 'end');
  }

  #publish(next: State): void {
    const before = this.#state;
    this.#state = next;
    if (this.#clients.size === 0) return;
    if (before === undefined) this.#send(eventText('state', next));
    else {
      const patch = patchBetween(before, next);
      if (patch !== undefined) this.#send(eventText('patch', patch));
    }
  }

  #send(text: string): void {
    this.sweep();
    for (const sink of this.#clients.keys()) {
      if (sink.writableLength > maxUnsentBytes) this.#drop(sink, 'destroy');
      else sink.write(text);
    }
  }

  #drop(sink: EventSink, how: 'end' | 'destroy'): void {
    this.#clients.delete(sink);
    sink[how]();
  }
}

const eventText = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
