import { connect } from 'node:net';
import type { RootProgress, RootRequest } from '../domain/box.ts';
import { NetwachtError } from '../domain/errors.ts';

export interface RootAskOptions {
  /** Told of every step that the service reports. */
  readonly onProgress?: (progress: RootProgress) => void;
  /** Without a line of the service for this long it is given up, ms. */
  readonly silenceMs?: number;
  /** However much it reports, it is given up after this, ms. */
  readonly totalMs?: number;
}

/** It starts when it is asked, and a slow machine at work takes more than 20 s for that (seen under emulation); then it is heard every 5 s. */
const silenceMsByDefault = 60_000;
/** Longer than the longest: the installation of a bundle. */
const totalMsByDefault = 20 * 60_000;
/** Of one line and of all lines of an answer: the service runs as root, but a fault in it must not fill this process. */
const maxLineBytes = 256 * 1024;
const maxAnswerBytes = 4 * 1024 * 1024;

/** Asks the small service that runs as root (install, network, reboot, reset, time) over its Unix socket. */
export class RootClient {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Puts one question and gives the answer without its `ok`; what is in it the asker checks. Rejects with the service's own NetwachtError (its code, sentence
   * and path), or `rootDown` (not there, or gone before it answered), `rootTimedOut`, `badRootAnswer`.
   */
  ask(question: RootRequest, options: RootAskOptions = {}): Promise<Record<string, unknown>> {
    const { silenceMs = silenceMsByDefault, totalMs = totalMsByDefault } = options;
    return new Promise((resolve, reject) => {
      const socket = connect({ path: this.#path });
      let rest = Buffer.alloc(0);
      let answerBytes = 0;
      let over = false;
      const end = (settle: () => void): void => {
        if (over) return;
        over = true;
        clearTimeout(total);
        socket.destroy();
        settle();
      };
      const fail = (error: NetwachtError): void => end(() => reject(error));
      const total = setTimeout(() => fail(timedOut(question)), totalMs);
      socket.setTimeout(silenceMs, () => fail(timedOut(question)));
      socket.on('error', (cause) => fail(down(cause)));
      socket.on('close', () => fail(down()));
      socket.on('data', (chunk) => {
        answerBytes += chunk.length;
        rest = Buffer.concat([rest, chunk]);
        for (let at = rest.indexOf(10); at >= 0 && !over; at = rest.indexOf(10)) {
          const line = rest.subarray(0, at);
          rest = rest.subarray(at + 1);
          take(line.toString('utf8'));
        }
        if (rest.length > maxLineBytes || answerBytes > maxAnswerBytes) fail(unreadable());
      });
      const take = (line: string): void => {
        const said = read(line);
        if (said === undefined) fail(unreadable());
        else if (said.kind === 'progress') tell(said.progress);
        else if (said.kind === 'error') fail(said.error);
        else end(() => resolve(said.answer));
      };
      const tell = (progress: RootProgress): void => {
        try {
          options.onProgress?.(progress);
        } catch (error) {
          end(() => reject(error));
        }
      };
      socket.write(`${JSON.stringify(question)}\n`);
    });
  }
}

type Said =
  | { readonly kind: 'progress'; readonly progress: RootProgress }
  | { readonly kind: 'error'; readonly error: NetwachtError }
  | { readonly kind: 'answer'; readonly answer: Record<string, unknown> };

/** One line of the service; undefined for anything that is none. */
function read(line: string): Said | undefined {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(said)) return undefined;
  if (isRecord(said.progress)) {
    const { percent, message } = said.progress;
    return typeof percent === 'number' && typeof message === 'string'
      ? { kind: 'progress', progress: { percent, message } }
      : undefined;
  }
  if (isRecord(said.error)) {
    const { code, message, path } = said.error;
    if (typeof code !== 'string' || typeof message !== 'string') return undefined;
    return { kind: 'error', error: new NetwachtError(code, message, typeof path === 'string' ? { path } : {}) };
  }
  if (said.ok !== true) return undefined;
  const { ok: _, ...answer } = said;
  return { kind: 'answer', answer };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const down = (cause?: unknown): NetwachtError =>
  new NetwachtError(
    'rootDown',
    'The system service of this box does not answer; nothing was changed that it did not report',
    {
      cause,
    },
  );
const timedOut = ({ verb }: RootRequest): NetwachtError =>
  new NetwachtError('rootTimedOut', `The system service of this box did not answer in time (${verb})`);
const unreadable = (): NetwachtError =>
  new NetwachtError('badRootAnswer', 'The answer of the system service of this box cannot be read');
