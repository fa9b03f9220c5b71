import type { X509Certificate } from 'node:crypto';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { OcppVersion } from '../version.ts';
import type { SecurityProfile } from './admission.ts';
import { type BackOff, backOffMs, usualBackOff } from './back-off.ts';
import { type BackendSettings, profileOf, settingsFault, stationUrl } from './backend-settings.ts';
import { basicHeader } from './basic.ts';
import { asLinkFault, BusyFault, LinkFault, type LinkLayer } from './link-fault.ts';
import type { ClientIdentity, OpenStream, StreamOpener } from './stream-opener.ts';
import { type Upgraded, upgrade } from './upgrade.ts';
import type { WebSocketLink } from './web-socket-link.ts';

/** A fault as it is shown. */
export interface ToldFault {
  readonly layer: LinkLayer;
  readonly code: string;
  readonly sentence: string;
  /** Wall ms. */
  readonly atMs: number;
}

/** Where a connection stands; `lastFault` stays until it has held for a while. Times are wall ms. */
export type BackendState = (
  | { readonly kind: 'stopped' }
  | { readonly kind: 'connecting'; readonly sinceMs: number }
  | {
      readonly kind: 'connected';
      readonly sinceMs: number;
      readonly version: OcppVersion;
      readonly profile: SecurityProfile;
      readonly tls: OpenStream['tls'];
    }
  | { readonly kind: 'waiting'; readonly failures: number; readonly retryAtMs: number }
) & { readonly lastFault: ToldFault | undefined };

export interface BackendConnectionOptions extends Omit<BackendSettings, 'certificate'> {
  /** Asked at each try, so that a renewed certificate is used; absent: none is shown. */
  readonly identity?: (() => ClientIdentity | undefined) | undefined;
  /** PEM of authorities, or of the very certificate of the backend; absent: the public authorities. A function is asked at each try. */
  readonly ca?: string | (() => string | undefined) | undefined;
  /** The way: the network, or a gateway channel. */
  readonly streams: StreamOpener;
  /** 0 = none. */
  readonly pingEveryMs: number;
  readonly backOff?: BackOff;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  /** A link stands: listen to it before the next turn of the event loop. */
  readonly onLink: (link: WebSocketLink, version: OcppVersion) => void;
  readonly onState: (state: BackendState) => void;
}

interface Opened extends Upgraded {
  readonly tls: OpenStream['tls'];
  readonly chain: OpenStream['chain'];
  readonly profile: SecurityProfile;
}

const handshakeMs = 15_000;
/** A connection that held so long was a success; one that ends sooner is tried again more and more slowly. */
const stableMs = 60_000;

/** The connection of one station to its backend, kept up until it is stopped. It never throws: what fails is a state. */
export class BackendConnection {
  readonly #options: BackendConnectionOptions;
  #state: BackendState = { kind: 'stopped', lastFault: undefined };
  #running: AbortController | undefined;
  #link: WebSocketLink | undefined;
  #chain: OpenStream['chain'];
  #failures = 0;
  #pingEveryMs: number;
  #backOff: BackOff;
  #cancelRetry = (): void => undefined;

  constructor(options: BackendConnectionOptions) {
    this.#options = options;
    this.#pingEveryMs = options.pingEveryMs;
    this.#backOff = options.backOff ?? usualBackOff;
  }

  state(): BackendState {
    return this.#state;
  }

  /** What the backend stands on in the connection now; undefined: there is none, or it is not known (a gateway channel). */
  chain(): readonly X509Certificate[] | undefined {
    return this.#state.kind === 'connected' ? this.#chain : undefined;
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    this.#connect(this.#running.signal);
  }

  /** Ends the link with 1000, and tries no more. */
  stop(reason = 'this station is stopped'): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    this.#cancelRetry();
    running.abort();
    this.#link?.close(1000, reason);
    this.#link = undefined;
    this.#tell({ kind: 'stopped', lastFault: this.#state.lastFault });
  }

  /** Ends what there is and connects anew at once, as after a Reset or when the network came back. */
  again(reason: string): void {
    this.stop(reason);
    this.#failures = 0;
    this.start();
  }

  /** Another interval from now on, ms; 0 = none. */
  pingEvery(everyMs: number): void {
    this.#pingEveryMs = everyMs;
    this.#link?.pingEvery(everyMs);
  }

  /** From the next failure on. */
  backOffBy(backOff: BackOff): void {
    this.#backOff = backOff;
  }

  #connect(signal: AbortSignal): void {
    this.#tell({ kind: 'connecting', sinceMs: this.#options.clock.wallMs(), lastFault: this.#state.lastFault });
    this.#open(signal).then(
      (opened) => this.#opened(signal, opened),
      (error: unknown) => this.#failed(signal, asLinkFault(error, 'websocket')),
    );
  }

  async #open(signal: AbortSignal): Promise<Opened> {
    const { url: given, stationId, versions, secret, identity, ca, streams, timers } = this.#options;
    const settings = { ...this.#options, certificate: identity !== undefined };
    const fault = settingsFault(settings);
    if (fault !== undefined) throw fault;
    const url = stationUrl({ url: given, stationId });
    const secure = url.protocol === 'wss:';
    const shown = identity?.();
    if (identity !== undefined && shown === undefined)
      throw new LinkFault('config', 'noCertificate', 'The client certificate that is chosen is not on this box.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
    const trusted = typeof ca === 'function' ? ca() : ca;
    const opened = await streams.open({ host, port, ...(secure && { tls: { ca: trusted, identity: shown } }) }, signal);
    const upgraded = await upgrade(opened.stream, {
      ...{ url, versions, timers, signal, stepMs: handshakeMs, pingEveryMs: this.#pingEveryMs },
      authorization: secret === undefined ? undefined : basicHeader(stationId, secret),
      certificateShown: shown !== undefined,
      where: `The backend at ${url.hostname}:${port}`,
    });
    return { ...upgraded, tls: opened.tls, chain: opened.chain, profile: profileOf(settings) };
  }

  #opened(signal: AbortSignal, { link, version, tls, chain, profile }: Opened): void {
    if (signal.aborted) {
      link.close(1000, 'this station is stopped');
      return;
    }
    const { clock, timers, onLink } = this.#options;
    const sinceMs = clock.wallMs();
    const startedMs = clock.monotonicMs();
    this.#link = link;
    this.#chain = chain;
    const connected = { kind: 'connected', sinceMs, version, profile, tls } as const;
    const cancelStable = timers.after(stableMs, () => {
      this.#failures = 0;
      this.#tell({ ...connected, lastFault: undefined });
    });
    link.onClose((code, reason) => {
      cancelStable();
      if (this.#link === link) this.#link = undefined;
      if (clock.monotonicMs() - startedMs >= stableMs) this.#failures = 0;
      this.#failed(signal, closeFault(code, reason));
    });
    this.#tell({ ...connected, lastFault: this.#state.lastFault });
    onLink(link, version);
  }

  #failed(signal: AbortSignal, fault: LinkFault): void {
    if (signal.aborted) return;
    const { clock, timers, random } = this.#options;
    this.#failures += 1;
    const ownMs = backOffMs(this.#failures, random(), this.#backOff);
    const delayMs = Math.max(ownMs, fault instanceof BusyFault ? (fault.retryAfterMs ?? 0) : 0);
    const atMs = clock.wallMs();
    this.#cancelRetry = timers.after(delayMs, () => this.#connect(signal));
    this.#tell({
      ...{ kind: 'waiting', failures: this.#failures, retryAtMs: atMs + delayMs },
      lastFault: { layer: fault.layer, code: fault.code, sentence: fault.message, atMs },
    });
  }

  #tell(state: BackendState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

function closeFault(code: number, reason: string): LinkFault {
  const words = reason === '' ? '' : `: ${reason.replace(/\p{C}/gu, '').slice(0, 123)}`;
  if (code === 1006) return new LinkFault('websocket', 'linkLost', `The connection to the backend was lost${words}.`);
  return new LinkFault('websocket', 'closed', `The connection to the backend was closed with code ${code}${words}.`);
}
