import { CallFailed } from '../rpc/call-error.ts';

interface Waiting {
  readonly action: string;
  readonly payload: object;
  readonly resolve: (answer: object) => void;
  readonly reject: (error: CallFailed) => void;
}

/** Calls that wait at most; whoever asks for more is told so. */
const mostWaiting = 60;

/**
 * Calls to one charge point. Only one may be unanswered (OCPP-J 1.6 4.1.1), and whatever was asked for before, a limit goes
 * next.
 */
export class CallLane {
  readonly #call: (action: string, payload: object) => Promise<object>;
  readonly #urgent: Waiting[] = [];
  readonly #usual: Waiting[] = [];
  #busy = false;
  #ended = false;

  constructor(call: (action: string, payload: object) => Promise<object>) {
    this.#call = call;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Rejects with CallFailed. */
  call(action: string, payload: object, urgent = false): Promise<object> {
    if (this.#ended)
      return Promise.reject(new CallFailed('linkLost', `${action} was not sent: there is no connection`));
    const queue = urgent ? this.#urgent : this.#usual;
    if (queue.length >= mostWaiting)
      return Promise.reject(new CallFailed('busy', `${action} was not sent: ${mostWaiting} calls wait already`));
    return new Promise((resolve, reject) => {
      queue.push({ action, payload, resolve, reject });
      this.#next();
    });
  }

  /** The connection is gone: what waits comes to nothing. */
  end(): void {
    this.#ended = true;
    for (const { action, reject } of [...this.#urgent.splice(0), ...this.#usual.splice(0)])
      reject(new CallFailed('linkLost', `${action} was not sent: the connection ended`));
  }

  #next(): void {
    if (this.#busy) return;
    const next = this.#urgent.shift() ?? this.#usual.shift();
    if (next === undefined) return;
    this.#busy = true;
    const done = (): void => {
      this.#busy = false;
      this.#next();
    };
    this.#call(next.action, next.payload).then(
      (answer) => {
        next.resolve(answer);
        done();
      },
      (error: unknown) => {
        next.reject(error instanceof CallFailed ? error : new CallFailed('linkLost', String(error)));
        done();
      },
    );
  }
}
