import { randomUUID } from 'node:crypto';
import type { Timers } from '../../../drivers/link/timers.ts';
import { type SchemaFault, validatorOf } from '../schema/validators.ts';
import type { OcppVersion } from '../version.ts';
import { CallFailed, CallRefused, codeOf, spelt } from './call-error.ts';
import { callText, errorText, type Frame, readFrame, resultText } from './frames.ts';
import type { MessageLink } from './message-link.ts';

/** A message as it went over the link; for the message log. `payload` as parsed, or the text of a bad one. */
export interface SeenMessage {
  readonly direction: 'in' | 'out';
  readonly kind: 'call' | 'result' | 'error' | 'bad';
  readonly id: string;
  /** Of the call that it belongs to; undefined where that is not known. */
  readonly action: string | undefined;
  readonly payload: unknown;
  /** What was wrong or put right. */
  readonly note?: string;
}

/** Puts a payload right that a peer got wrong, in words that a person can read; undefined: it cannot be. */
export type Repair = (
  action: string,
  kind: 'request' | 'response',
  payload: unknown,
) => { readonly payload: object; readonly note: string } | undefined;

export interface RpcPeerOptions {
  readonly version: OcppVersion;
  readonly link: MessageLink;
  readonly timers: Timers;
  /** Answers a valid call of the far end; what it throws as CallRefused goes back as CALLERROR, anything else as InternalError. */
  readonly handle: (action: string, payload: object) => object | Promise<object>;
  readonly observe?: (message: SeenMessage) => void;
  /** Absent: what breaks the schema is refused. Present (towards charge points): tried first. */
  readonly repair?: Repair;
  /** A handler failed in a way it should not. */
  readonly onFault: (error: unknown) => void;
  readonly answerWithinMs?: number;
}

/** The other end has this long for an answer. */
const usualAnswerMs = 30_000;
/** Calls of ours that wait for the one in flight. */
const maxWaiting = 100;
/** Calls of theirs that wait for the one we work on: they should not send a second one at all. */
const maxInbox = 20;
/** What is bad costs a credit; good frames earn some back. A far end without credit is shown out. */
const badCredit = 50;
/** So much may lie unread at the far end before it is given up. */
const maxBufferedBytes = 1_048_576;

interface Waiting {
  readonly id: string;
  readonly action: string;
  readonly payload: object;
  readonly resolve: (payload: object) => void;
  readonly reject: (error: CallFailed) => void;
}

/**
 * One end of an OCPP-J link: calls out, one in flight and the next when it is answered (OCPP-J 1.6 4.1.1); calls in, one at
 * a time in their order. What we send is valid by the schema, or it is not sent.
 */
export class RpcPeer {
  readonly version: OcppVersion;
  readonly #options: RpcPeerOptions;
  readonly #waiting: Waiting[] = [];
  readonly #inbox: Extract<Frame, { kind: 'call' }>[] = [];
  #inFlight: (Waiting & { readonly cancel: () => void }) | undefined;
  #working = false;
  #credit = badCredit;
  #closed = false;

  constructor(options: RpcPeerOptions) {
    this.version = options.version;
    this.#options = options;
    const { link } = options;
    link.onText((text) => this.#take(text));
    link.onBinary(() => this.#bad({ why: 'a binary message', text: '' }));
    link.onClose(() => this.#end());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** True while one of our calls waits for its answer, or its turn. */
  get busy(): boolean {
    return this.#inFlight !== undefined;
  }

  /**
   * Calls the far end; resolves with its answer, valid by the schema. Rejects with CallFailed. `id`: of a call that is
   * repeated, so that the far end can know it again.
   */
  call(action: string, payload: object, id: string = randomUUID()): Promise<object> {
    const validate = validatorOf(this.version, action, 'request');
    const faults = validate === undefined ? undefined : validate(payload);
    if (faults === undefined || faults.length > 0)
      return Promise.reject(
        new CallFailed(
          'invalidCall',
          `${action} was not sent: ${faults === undefined ? 'no such action' : told(faults)}`,
        ),
      );
    if (this.#closed) return Promise.reject(new CallFailed('linkLost', `${action} was not sent: the link is closed`));
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(new CallFailed('busy', `${action} was not sent: ${maxWaiting} calls wait already`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, action, payload, resolve, reject });
      this.#next();
    });
  }

  close(code: number, reason: string): void {
    this.#options.link.close(code, reason);
  }

  #next(): void {
    if (this.#inFlight !== undefined || this.#closed) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { timers, answerWithinMs = usualAnswerMs } = this.#options;
    const cancel = timers.after(answerWithinMs, () => {
      this.#inFlight = undefined;
      next.reject(new CallFailed('timeout', `${next.action} was not answered within ${answerWithinMs / 1000} s`));
      this.#next();
    });
    this.#inFlight = { ...next, cancel };
    this.#send(callText(next.id, next.action, next.payload), { kind: 'call', ...next });
  }

  #take(text: string): void {
    if (this.#closed) return;
    const frame = readFrame(text);
    switch (frame.kind) {
      case 'bad':
        if (frame.id !== undefined) this.#sendError(frame.id, undefined, 'ProtocolError', frame.why);
        this.#bad({ why: frame.why, text });
        return;
      case 'call':
        this.#takeCall(frame);
        return;
      default:
        this.#takeAnswer(frame);
    }
  }

  #takeCall(frame: Extract<Frame, { kind: 'call' }>): void {
    if (this.#inbox.length >= maxInbox) {
      this.#sendError(frame.id, frame.action, 'GenericError', `${maxInbox} calls wait already`);
      this.#bad({ why: 'more calls than may wait', text: '' });
      return;
    }
    this.#inbox.push(frame);
    if (!this.#working) void this.#work();
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    this.#working = true;
    for (let frame = this.#inbox.shift(); frame !== undefined && !this.#closed; frame = this.#inbox.shift())
      await this.#answer(frame);
    this.#working = false;
  }

  async #answer({ id, action, payload }: Extract<Frame, { kind: 'call' }>): Promise<void> {
    const validate = validatorOf(this.version, action, 'request');
    if (validate === undefined) {
      this.#observe({ direction: 'in', kind: 'call', id, action: action.slice(0, 64), payload });
      this.#sendError(id, action, 'NotImplemented', 'this action is not known');
      this.#spend();
      return;
    }
    let faults = validate(payload);
    let taken = payload as object;
    let note: string | undefined;
    if (faults.length > 0) {
      const repaired = this.#options.repair?.(action, 'request', payload);
      if (repaired !== undefined) {
        faults = validate(repaired.payload);
        taken = repaired.payload;
        note = repaired.note;
      }
    }
    const [fault] = faults;
    this.#observe({
      ...{ direction: 'in', kind: 'call', id, action, payload },
      ...(fault !== undefined ? { note: told(faults) } : note !== undefined && { note }),
    });
    if (fault !== undefined) {
      this.#sendError(id, action, codeOf(fault), told(faults));
      this.#spend();
      return;
    }
    this.#earn();
    try {
      const answer = await this.#options.handle(action, taken);
      const wrong = validatorOf(this.version, action, 'response')?.(answer) ?? [];
      if (wrong.length > 0) throw new Error(`our answer to ${action} breaks the schema: ${told(wrong)}`);
      this.#send(resultText(id, answer), { kind: 'result', id, action, payload: answer });
    } catch (error) {
      if (error instanceof CallRefused) {
        this.#sendError(id, action, error.errorCode, error.message);
        return;
      }
      this.#options.onFault(error);
      this.#sendError(id, action, 'InternalError', 'the box could not answer this call');
    }
  }

  #takeAnswer(frame: Extract<Frame, { kind: 'result' | 'error' }>): void {
    const waiting = this.#inFlight;
    if (waiting === undefined || waiting.id !== frame.id) {
      this.#observe({
        direction: 'in',
        kind: frame.kind,
        id: frame.id,
        action: undefined,
        payload: {},
        note: 'it answers nothing',
      });
      this.#spend();
      return;
    }
    waiting.cancel();
    this.#inFlight = undefined;
    const { id, action } = waiting;
    if (frame.kind === 'error') {
      const { code, description } = frame;
      this.#observe({ direction: 'in', kind: 'error', id, action, payload: { code, description } });
      waiting.reject(new CallFailed('refused', `${action} was answered with ${code}: ${description}`, code));
    } else this.#result(waiting, frame.payload);
    this.#next();
  }

  #result({ id, action, resolve, reject }: Waiting, payload: unknown): void {
    const validate = validatorOf(this.version, action, 'response');
    let faults = validate?.(payload) ?? [];
    let taken = payload as object;
    let note: string | undefined;
    if (faults.length > 0) {
      const repaired = this.#options.repair?.(action, 'response', payload);
      if (repaired !== undefined) {
        faults = validate?.(repaired.payload) ?? [];
        taken = repaired.payload;
        note = repaired.note;
      }
    }
    const fault = faults.length > 0 ? told(faults) : undefined;
    this.#observe({
      ...{ direction: 'in', kind: 'result', id, action, payload },
      ...(fault !== undefined ? { note: fault } : note !== undefined && { note }),
    });
    if (fault === undefined) {
      this.#earn();
      resolve(taken);
      return;
    }
    this.#spend();
    reject(new CallFailed('invalidAnswer', `the answer to ${action} breaks the schema: ${fault}`));
  }

  #bad({ why, text }: { readonly why: string; readonly text: string }): void {
    this.#observe({ direction: 'in', kind: 'bad', id: '', action: undefined, payload: text.slice(0, 200), note: why });
    this.#spend();
  }

  #spend(): void {
    this.#credit -= 1;
    if (this.#credit <= 0) this.#options.link.close(1008, 'too many bad messages');
  }

  #earn(): void {
    this.#credit = Math.min(badCredit, this.#credit + 1);
  }

  #sendError(id: string, action: string | undefined, code: Parameters<typeof spelt>[0], description: string): void {
    const wire = spelt(code, this.version);
    this.#send(errorText(id, wire, description), { kind: 'error', id, action, payload: { code: wire, description } });
  }

  #send(text: string, seen: Pick<SeenMessage, 'kind' | 'id' | 'action' | 'payload'>): void {
    if (this.#closed) return;
    if (this.#options.link.bufferedBytes > maxBufferedBytes) {
      this.#options.link.close(1008, 'nothing is read at the far end');
      return;
    }
    const { kind, id, action, payload } = seen;
    this.#observe({ direction: 'out', kind, id, action, payload });
    this.#options.link.send(text);
  }

  #observe(message: SeenMessage): void {
    this.#options.observe?.(message);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inFlight?.cancel();
    const open = [...(this.#inFlight === undefined ? [] : [this.#inFlight]), ...this.#waiting.splice(0)];
    this.#inFlight = undefined;
    this.#inbox.length = 0;
    for (const { action, reject } of open)
      reject(new CallFailed('linkLost', `${action}: the link ended before its answer`));
  }
}

const told = (faults: readonly SchemaFault[]): string =>
  faults.map(({ path, message }) => `${path === '' ? 'the payload' : path} ${message}`).join('; ');
