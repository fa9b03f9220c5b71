import type { State } from '../domain/state.ts';
import { withoutPersons } from './open-reads.ts';
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
/** Of these, whoever has not signed in: the others always find room. */
const maxUnnamed = 20;
/** A client that lets this much wait is too slow to follow: it is dropped and may come back for the whole state. */
const maxUnsentBytes = 512 * 1024;

interface Client {
  /** Asked before each event; ends the stream when it no longer holds. */
  readonly allowed: () => boolean;
  /** Has not signed in: gets the state without persons. */
  readonly unnamed: boolean;
}

/** Event streams of the live state: each change is turned into text once, however many listen. */
export class EventHub {
  readonly #clients = new Map<EventSink, Client>();
  readonly #stopListening: () => void;
  #state: State | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(state: StatePort) {
    this.#state = state.current();
    this.#stopListening = state.onState((next) => this.#publish(next));
  }

  /** Whether there is no room for one more. */
  fullFor(unnamed: boolean): boolean {
    if (this.#clients.size >= maxClients) return true;
    return unnamed && [...this.#clients.values()].filter((client) => client.unnamed).length >= maxUnnamed;
  }

  /** Adds a client; `allowed` is asked before each event and ends the stream when it no longer holds. */
  add(sink: EventSink, allowed: () => boolean, unnamed = false): void {
    this.#clients.set(sink, { allowed, unnamed });
    sink.once('close', () => this.#clients.delete(sink));
    // Before the first cycle a comment goes out, so that the client sees that it is connected.
    sink.write(this.#state === undefined ? ': starting\n\n' : eventText('state', shown(this.#state, unnamed)));
  }

  /** Ends the streams of those who may no longer listen. */
  sweep(): void {
    for (const [sink, { allowed }] of this.#clients) if (!allowed()) this.#drop(sink, 'end');
  }

  /** A comment to all, so that proxies and idle time-outs see life. */
  keepAlive(): void {
    this.#send(() => ': \n\n');
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
    this.#send((unnamed) => {
      if (before === undefined) return eventText('state', shown(next, unnamed));
      const patch = patchBetween(shown(before, unnamed), shown(next, unnamed));
      return patch === undefined ? undefined : eventText('patch', patch);
    });
  }

  /** Gives each client its text; `textFor` is asked once for those with a name and once for those without, where there are any. */
  #send(textFor: (unnamed: boolean) => string | undefined): void {
    this.sweep();
    for (const unnamed of [false, true]) {
      const sinks = [...this.#clients].filter(([, client]) => client.unnamed === unnamed);
      const text = sinks.length === 0 ? undefined : textFor(unnamed);
      if (text === undefined) continue;
      for (const [sink] of sinks) {
        if (sink.writableLength > maxUnsentBytes) this.#drop(sink, 'destroy');
        else sink.write(text);
      }
    }
  }

  #drop(sink: EventSink, how: 'end' | 'destroy'): void {
    this.#clients.delete(sink);
    sink[how]();
  }
}

const shown = (state: State, unnamed: boolean): State => (unnamed ? withoutPersons(state) : state);

const eventText = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
