import { lookup } from 'node:dns/promises';
import type { OutboundTarget } from '../../firmware/domain/outbound.ts';
import type { Interfaces } from './outbound-address.ts';
import { checkedAddresses } from './outbound-addresses.ts';
import { type Download, type DownloadBounds, download } from './outbound-download.ts';
import { OutboundError } from './outbound-error.ts';
import { exchange, maxOutboundBytes, type OutboundAnswer } from './outbound-exchange.ts';
import { mustBeListed, nameOf, type OutboundUrl, parseOutboundUrl } from './outbound-url.ts';
import type { Timers } from './timers.ts';

export interface OutboundOptions {
  /** The installer's list as it is at the moment. */
  readonly allowed: () => readonly OutboundTarget[];
  /** Networks of this machine: `os.networkInterfaces`. */
  readonly interfaces: () => Interfaces;
  /** Names of the interfaces towards a Smart Meter Gateway. */
  readonly hanInterfaces: () => readonly string[];
  /** True only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
  readonly timers: Timers;
  /** IP addresses of a name. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  /** Certificates (PEM) that are trusted instead of the system's; undefined: the system's. */
  readonly trusted: readonly string[] | undefined;
}

export interface OutboundRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** The one guard of every request that is made on someone's behalf (contracts §7, S34). */
export interface Outbound {
  /** Status, headers and at most 64 KiB of body, within 5 s; everything else is an OutboundError. */
  request(asked: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * A GET whose body is handed on as it comes, within `bounds` in place of 64 KiB and 5 s; resolves with what `take` gives.
   * Rejects with an OutboundError, or with what `take` rejects with.
   */
  download<T>(
    asked: Pick<OutboundRequest, 'url' | 'signal'>,
    bounds: DownloadBounds,
    take: (answer: Download) => Promise<T>,
  ): Promise<T>;
}

const overallMs = 5_000;
/** Outputs, prices and devices of a site come to a few a second. */
const maxAtOnce = 16;
const maxHeaders = 32;
const maxHeaderLength = 4_096;
/** How a request is framed and where it goes is not for its author to say. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|accept-encoding|proxy-.*)$/i;

/** IP addresses of a name by the system's resolver. */
export const systemResolve = async (name: string): Promise<readonly string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address);

export function createOutbound(options: OutboundOptions): Outbound {
  const { timers, trusted } = options;
  let running = 0;
  /** `work` with a deadline, once the target is listed and there is room for one more. */
  const guarded = async <T>(
    url: OutboundUrl,
    asked: AbortSignal | undefined,
    work: (deadline: Deadline, addresses: readonly string[]) => Promise<T>,
  ): Promise<T> => {
    mustBeListed(url.target, options.allowed());
    if (running >= maxAtOnce)
      throw new OutboundError('busy', `${maxAtOnce} requests are on their way already; this one was not sent`);
    running += 1;
    const deadline = new Deadline(nameOf(url.target), timers, asked);
    try {
      return await work(deadline, await deadline.hold(checkedAddresses(url.target.host, nameOf(url.target), options)));
    } finally {
      deadline.cancel();
      running -= 1;
    }
  };
  return {
    async request(asked) {
      const url = parseOutboundUrl(asked.url);
      const headers = checkedHeaders(asked.headers ?? {});
      const body = Buffer.from(asked.body ?? '');
      if (body.length > maxOutboundBytes)
        throw new OutboundError('badRequest', `The body of a request has at most ${maxOutboundBytes} bytes`);
      const { method = 'GET' } = asked;
      return guarded(url, asked.signal, ({ signal }, addresses) =>
        exchange({ url, addresses, method, headers, body, signal, trusted }),
      );
    },
    async download(asked, bounds, take) {
      const url = parseOutboundUrl(asked.url);
      return guarded(url, asked.signal, (deadline, addresses) => {
        // From here on the bounds of the download are its time.
        deadline.lift();
        const { signal } = deadline;
        const exchanged = { url, addresses, method: 'GET', headers: {}, body: Buffer.alloc(0), signal, trusted };
        return download(exchanged, { timers, bounds, abort: (why) => deadline.abort(why) }, take);
      });
    },
  };
}

function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers);
  if (entries.length > maxHeaders)
    throw new OutboundError('badRequest', `A request has at most ${maxHeaders} headers of its own`);
  for (const [name, value] of entries) {
    if (ownHeaders.test(name)) throw new OutboundError('badRequest', `The header ${name} is set by the program itself`);
    if (!/^[A-Za-z0-9-]{1,64}$/.test(name) || value.length > maxHeaderLength || !/^[\t\x20-\x7e]*$/.test(value))
      throw new OutboundError('badRequest', 'A header has a name of letters, digits and - and a value of one line');
  }
  return headers;
}

/** One time for everything: name, connection, request and answer. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #aborted: Promise<never>;
  readonly cancel: () => void;
  /** Takes the time away; who gives the request up still ends it. */
  readonly lift: () => void;

  constructor(where: string, timers: Timers, asked: AbortSignal | undefined) {
    const { signal } = this;
    this.#aborted = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    // Nobody waits on it when the request ended before.
    this.#aborted.catch(() => undefined);
    const over = new OutboundError('timedOut', `${where} has not answered within ${overallMs / 1000} s`);
    const cancelTimer = timers.after(overallMs, () => this.#controller.abort(over));
    const giveUp = (): void =>
      this.#controller.abort(new OutboundError('cancelled', `The request to ${where} was given up`));
    if (asked?.aborted === true) giveUp();
    asked?.addEventListener('abort', giveUp, { once: true });
    this.lift = cancelTimer;
    this.cancel = () => {
      cancelTimer();
      asked?.removeEventListener('abort', giveUp);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(why: OutboundError): void {
    this.#controller.abort(why);
  }

  /** `work`, or the failure that ends the time it has. */
  hold<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#aborted]);
  }
}
