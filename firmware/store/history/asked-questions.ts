import { Readable } from 'node:stream';
import { NetwachtError } from '../../domain/errors.ts';
import type { HistoryWindow, HistoryWindowQuestion } from '../../domain/history.ts';
import { StoreError } from '../store-error.ts';
import type { TextQuestion } from './history-text.ts';
import { historyName } from './schema.ts';
import type { FromHistory, ToHistory } from './thread-messages.ts';

/** Questions at a time. */
const mostAtOnce = 4;
/** A client that takes longer over one chunk has gone; and no text is given for longer than this. */
const idleMs = 60_000;
const overallMs = 30 * 60_000;

interface Asked {
  readonly heard: (message: FromHistory) => void;
  readonly lost: (error: Error) => void;
}

/** Questions that the history thread is answering. All throw NetwachtError `busy`. */
export class AskedQuestions {
  readonly #send: (message: ToHistory) => void;
  readonly #asked = new Map<number, Asked>();
  #next = 1;

  constructor(send: (message: ToHistory) => void) {
    this.#send = send;
  }

  text(question: TextQuestion): Promise<Readable> {
    return new Promise((resolve, reject) => {
      const id = this.#ask({
        heard: (message) => {
          if (message.kind === 'begun') resolve(this.#stream(id));
          else if (message.kind === 'failed') reject(errorOf(message));
        },
        lost: reject,
      });
      this.#send({ kind: 'text', id, question });
    });
  }

  window(question: HistoryWindowQuestion): Promise<HistoryWindow> {
    return new Promise((resolve, reject) => {
      const id = this.#ask({
        heard: (message) => {
          this.#asked.delete(id);
          if (message.kind === 'window') resolve(message.window);
          else if (message.kind === 'failed') reject(errorOf(message));
        },
        lost: reject,
      });
      this.#send({ kind: 'window', id, question });
    });
  }

  heard(message: FromHistory & { readonly id: number }): void {
    const asked = this.#asked.get(message.id);
    if (message.kind === 'failed') this.#asked.delete(message.id);
    asked?.heard(message);
  }

  /** The thread has ended: nobody gets an answer any more. */
  lost(why: string): void {
    for (const { lost } of this.#asked.values()) lost(unreadable(why));
    this.#asked.clear();
  }

  #ask(asked: Asked): number {
    if (this.#asked.size >= mostAtOnce)
      throw new NetwachtError('busy', 'Other questions to the history are being answered; try again in a minute');
    const id = this.#next;
    this.#next += 1;
    this.#asked.set(id, asked);
    return id;
  }

  /** A text as it comes, each chunk asked for. */
  #stream(id: number): Readable {
    const overall = setTimeout(() => {
      stream.destroy(new Error('the answer of the history takes too long'));
    }, overallMs).unref();
    let idle: NodeJS.Timeout | undefined;
    const waits = (): void => {
      clearTimeout(idle);
      idle = setTimeout(() => stream.destroy(new Error('nobody takes the answer of the history')), idleMs).unref();
    };
    const stream = new Readable({
      encoding: 'utf8',
      highWaterMark: 64 * 1024,
      read: () => {
        clearTimeout(idle);
        this.#send({ kind: 'more', id });
      },
      destroy: (error, done) => {
        clearTimeout(idle);
        clearTimeout(overall);
        if (this.#asked.delete(id)) this.#send({ kind: 'enough', id });
        done(error);
      },
    });
    waits();
    this.#asked.set(id, {
      heard: (message) => {
        if (message.kind === 'failed') stream.destroy(errorOf(message));
        else if (message.kind === 'chunk') {
          // Before the push: it may ask for the next chunk at once.
          waits();
          stream.push(message.text);
        } else if (message.kind === 'end') {
          this.#asked.delete(id);
          stream.push(null);
        }
      },
      lost: (error) => stream.destroy(error),
    });
    return stream;
  }
}

export const unreadable = (message: string): StoreError =>
  new StoreError('unreadable', `${historyName} cannot be read (${message})`, { file: historyName });

const errorOf = ({ code, message, path }: FromHistory & { kind: 'failed' }): NetwachtError =>
  code === undefined ? unreadable(message) : new NetwachtError(code, message, path === undefined ? {} : { path });
