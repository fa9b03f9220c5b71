import { X509Certificate } from 'node:crypto';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Message } from './dialect.ts';
import type { StationLog } from './station-parts.ts';

/** CertificateSignedMaxChainSize, MaxCertificateChainSize: characters of PEM; more has no room in the message either. */
export const mostChainChars = 10_000;

/** What makes requests and reads what comes back (firmware/smgw/certificates/signed-chain.ts). */
export interface RequestMeans {
  /** A new key on P-256 with its request (PKCS#10), PEM. */
  readonly request: (
    subject: string,
    organisation: string,
  ) => Promise<{ readonly keyPem: string; readonly csrPem: string }>;
  /** The chain as it is kept, or a sentence that says why it is not taken. `nowMs`: wall ms. */
  readonly judge: (
    pem: string,
    asked: { readonly keyPem: string; readonly stationId: string; readonly nowMs: number },
  ) => { readonly pem: string; readonly sha256: string; readonly notAfterMs: number } | string;
}

/** The client certificate of a station towards its backend, and the key that another one was asked for. */
export interface ClientKeys extends RequestMeans {
  /** PEM, leaf first, of the connection as it is; undefined: there is none. */
  current(): string | undefined;
  /** The private key that waits for its certificate, PEM. */
  pending(): string | undefined;
  /** False: the disk refuses. */
  ask(keyPem: string, csrPem: string): boolean;
  /** The pending key has its certificate, to be shown from the next connection on. False: the disk refuses. */
  signed(certificatePem: string): boolean;
}

export interface CertificateRenewalOptions {
  readonly stationId: string;
  /** undefined: the station shows no client certificate. */
  readonly keys: ClientKeys | undefined;
  /** O of the certificate (CpoName, OrganizationName); empty: nothing can be asked for. */
  readonly organisation: () => string;
  /** Wall ms; undefined: nobody has told the time. */
  readonly trueMs: () => number | undefined;
  readonly message: (csrPem: string) => Message;
  readonly call: (message: Message) => Promise<object>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: StationLog;
}

/** CertSigningWaitMinimum: so long one key stands, and a second trigger sends the same request. */
const oneKeyMs = 60_000;
const dayMs = 86_400_000;
const earlyMs = 30 * dayMs;

/** Renewal of the client certificate of a station by its backend (2.0.1 A02, A03; 1.6 security whitepaper 3.2). */
export class CertificateRenewal {
  readonly #o: CertificateRenewalOptions;
  /** What was asked last, monotonic ms. */
  #asked: { readonly csrPem: string; readonly atMs: number } | undefined;
  #lookedMs: number | undefined;
  #cancel = (): void => undefined;

  constructor(options: CertificateRenewalOptions) {
    this.#o = options;
  }

  /** The station shows a client certificate. */
  get concerns(): boolean {
    return this.#o.keys !== undefined;
  }

  /** Why nothing can be asked for: a sentence. */
  get obstacle(): string | undefined {
    const { keys, organisation } = this.#o;
    if (keys?.current() === undefined) return 'This station shows no client certificate';
    return organisation() === '' ? 'The name of the organisation is not set' : undefined;
  }

  /** Sends SignCertificate. Rejects with CallFailed. */
  async ask(): Promise<void> {
    const { keys, message, call, log } = this.#o;
    if (keys === undefined || this.obstacle !== undefined) return;
    const csrPem = (this.#fresh() && keys.pending() !== undefined && this.#asked?.csrPem) || (await this.#make(keys));
    if (csrPem === undefined) return;
    const { status } = (await call(message(csrPem))) as { readonly status?: string };
    if (status === 'Accepted') return;
    log.warn({ status }, 'the backend does not take the request for a certificate of this station');
  }

  /** Takes a chain; a sentence says why not, and nothing has changed. */
  take(pem: string): string | undefined {
    const { keys, stationId, trueMs, log } = this.#o;
    const keyPem = keys?.pending();
    const nowMs = trueMs();
    if (keys === undefined || keyPem === undefined) return 'no certificate was asked for';
    if (pem.length > mostChainChars) return `the chain is longer than ${mostChainChars} characters`;
    if (nowMs === undefined) return 'the time is not known, so nobody can say whether it is valid';
    const chain = keys.judge(pem, { keyPem, stationId, nowMs });
    if (typeof chain === 'string') return chain;
    if (!keys.signed(chain.pem)) return 'it cannot be kept';
    this.#asked = undefined;
    log.info(
      { sha256: chain.sha256, notAfter: new Date(chain.notAfterMs).toISOString() },
      'a backend has renewed the certificate of a station',
    );
    return undefined;
  }

  /** The backend has accepted the station: from now on it is looked once a day whether the certificate runs out. */
  start(): void {
    this.stop();
    const { clock, timers } = this.#o;
    const sinceMs = this.#lookedMs === undefined ? dayMs : clock.monotonicMs() - this.#lookedMs;
    const daily = (): void => {
      this.#lookedMs = clock.monotonicMs();
      this.#cancel = timers.after(dayMs, daily);
      this.#look();
    };
    this.#cancel = timers.after(Math.max(0, dayMs - sinceMs), daily);
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }

  #look(): void {
    const { keys, trueMs, log } = this.#o;
    const nowMs = trueMs();
    const pem = keys?.current();
    if (pem === undefined || nowMs === undefined || this.obstacle !== undefined) return;
    if (new X509Certificate(pem).validToDate.getTime() - nowMs > earlyMs) return;
    this.ask().catch((error: unknown) => {
      log.warn({ err: error }, 'a certificate that runs out could not be renewed; it is tried again in a day');
    });
  }

  #fresh(): boolean {
    return this.#asked !== undefined && this.#o.clock.monotonicMs() - this.#asked.atMs < oneKeyMs;
  }

  async #make(keys: ClientKeys): Promise<string | undefined> {
    const { stationId, organisation, clock } = this.#o;
    const { keyPem, csrPem } = await keys.request(stationId, organisation());
    if (!keys.ask(keyPem, csrPem)) return undefined;
    this.#asked = { csrPem, atMs: clock.monotonicMs() };
    return csrPem;
  }
}
